"""Write people as vCards (.vcf), which phones and mail programs take into their address books."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from pathlib import Path

from crm_tui.domain.text import printable
from crm_tui.formats.workbooks import whole_file
from crm_tui.values import dataclass

_LINE_BYTES = 75
_ESCAPES = str.maketrans({"\\": "\\\\", ";": "\\;", ",": "\\,", "\n": "\\n"})
_MOBILE_DIGITS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """One person as an address book shows them."""

    name: str
    organisation: str = ""
    department: str = ""
    title: str = ""
    phones: tuple[str, ...] = ()
    email: str = ""
    wechat: str = ""
    birthday: str = ""
    """As it is stored: with or without a year."""
    note: str = ""


def write_cards(path: Path, cards: Iterable[Card], *, overwrite: bool = False) -> int:
    """Write cards of version 3.0, which all phones read, and return how many."""
    with whole_file(path, overwrite=overwrite) as file:
        text = io.TextIOWrapper(file, encoding="utf-8", newline="")
        count = 0
        for card in cards:
            text.write("".join(f"{_folded(line)}\r\n" for line in _lines(card)))
            count += 1
        text.flush()
        text.detach()
        return count


def _lines(card: Card) -> Iterator[str]:
    name = _value(card.name or card.organisation)
    yield "BEGIN:VCARD"
    yield "VERSION:3.0"
    yield f"FN:{name}"
    # A Chinese name is not parted: phones put its two parts together the wrong way round.
    yield f"N:{name};;;;"
    if card.organisation:
        parts = filter(None, (card.organisation, card.department))
        yield f"ORG:{';'.join(map(_value, parts))}"
    if card.title:
        yield f"TITLE:{_value(card.title)}"
    for phone in card.phones:
        is_mobile = len(phone) == _MOBILE_DIGITS and phone.startswith("1") and phone.isdecimal()
        yield f"TEL;TYPE={'CELL' if is_mobile else 'WORK'}:{_value(phone)}"
    if card.email:
        yield f"EMAIL;TYPE=INTERNET:{_value(card.email)}"
    if card.wechat:
        yield f"X-WECHAT:{_value(card.wechat)}"
    if card.birthday:
        yield f"BDAY:{_birthday(card.birthday)}"
    if card.note:
        yield f"NOTE:{_value(card.note)}"
    yield "END:VCARD"


def _birthday(stored: str) -> str:
    """Return a birthday as cards write it: --11-03 where the year is not known."""
    return stored if stored[:4].isdecimal() else f"--{stored}"


def _value(text: str) -> str:
    return printable(text).translate(_ESCAPES)


def _folded(line: str) -> str:
    """Return a line broken so that none has more than 75 bytes, and no sign is broken."""
    if len(line) * 4 <= _LINE_BYTES:
        return line
    pieces: list[str] = []
    piece, room = "", _LINE_BYTES
    for sign in line:
        size = len(sign.encode())
        if size > room:
            pieces.append(piece)
            piece, room = "", _LINE_BYTES - 1
        piece += sign
        room -= size
    return "\r\n ".join([*pieces, piece])
