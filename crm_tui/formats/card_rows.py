"""The cards of a .vcf file as rows: what phones and mail programs write of their contacts.

Versions 2.1, 3.0 and 4.0, with folded lines, quoted-printable texts and their own character sets.
Pictures and sounds are passed over without being held.
"""

from __future__ import annotations

import quopri
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from pathlib import Path
from typing import TextIO

from crm_tui.formats.sheet_limits import MAX_ROWS, SheetReason, SheetRefusal
from crm_tui.formats.texts import text_encoding
from crm_tui.values import dataclass

LABELS = (
    *("公司", "姓名", "部门", "职务", "电话", "邮箱", "微信", "QQ", "性别", "生日", "省份", "城市"),
    *("地址", "网址", "标签", "备注"),
)
"""The header of the rows; each is a label that imports know."""

_IN_PARTS = "name in parts"
_BEGIN, _END = "begin:vcard", "end:vcard"
_BLOBS = frozenset({"photo", "logo", "sound", "key"})
_LONGEST_VALUE = 64 * 1024
_LONGEST_LINE = 1024 * 1024
_NO_PHONES = frozenset({"fax", "pager", "textphone"})
_FIELD = re.compile(r"(?<!\\);")
_LIST = re.compile(r"(?<!\\),")
_ESCAPED = re.compile(r"\\([nN,;:\\])")
_EXTENSION = re.compile(r";ext=([0-9]{1,6})", re.IGNORECASE)
_HAN = re.compile("[\u3400-\u9fff]")
_GENDERS = {"m": "男", "f": "女", "male": "男", "female": "女"}
_WECHAT = frozenset({"x-wechat", "x-weixin"})
_QQ = frozenset({"x-qq"})


@dataclass(frozen=True, slots=True)
class _Property:
    name: str
    kinds: frozenset[str]
    value: str


def read_cards(path: Path, encoding: str | None) -> tuple[str, Iterator[list[object]]]:
    """Return the encoding and the rows of a .vcf file: the header, then one for each card."""
    found = text_encoding(path, encoding)
    return found, _rows(path.open(encoding=found, newline=None), found)


def _rows(handle: TextIO, encoding: str) -> Iterator[list[object]]:
    with handle:
        number = 0
        try:
            for number, card in enumerate(_cards(_unfolded(handle), encoding), start=1):
                if number == 1:
                    yield list(LABELS)
                if number == MAX_ROWS:
                    raise SheetRefusal(SheetReason.TOO_MANY_ROWS, limit=MAX_ROWS)
                yield _row(card)
        except UnicodeError:
            raise SheetRefusal(SheetReason.UNREADABLE_TEXT) from None


def _lines(handle: TextIO) -> Iterator[str]:
    while line := handle.readline(_LONGEST_LINE):
        yield line.rstrip("\n")


def _unfolded(handle: TextIO) -> Iterator[str]:
    """Yield whole lines: those that were folded are put together, pictures are left out."""
    pending = ""
    is_blob = False
    for line in _lines(handle):
        goes_on = line[:1] in {" ", "\t"} or _is_soft_broken(pending)
        if goes_on and not is_blob and len(pending) < _LONGEST_VALUE:
            kept = line if _is_soft_broken(pending) else line[1:]
            pending = (
                pending.removesuffix("=") + kept if _is_soft_broken(pending) else pending + kept
            )
        elif not goes_on:
            if pending:
                yield pending
            name = line.partition(":")[0].partition(";")[0].rpartition(".")[2].lower()
            is_blob = name in _BLOBS
            pending = "" if is_blob else line
    if pending:
        yield pending


def _is_soft_broken(line: str) -> bool:
    """Tell whether a quoted-printable value goes on in the next line."""
    return line.endswith("=") and "quoted-printable" in line.partition(":")[0].lower()


def _cards(lines: Iterable[str], encoding: str) -> Iterator[list[_Property]]:
    card: list[_Property] | None = None
    for line in lines:
        plain = line.strip().lower()
        if plain == _BEGIN:
            card = []
        elif plain == _END:
            if card:
                yield card
            card = None
        elif card is not None and (found := _property(line, encoding)):
            card.append(found)
    if card is not None:
        raise SheetRefusal(SheetReason.DAMAGED)


def _property(line: str, encoding: str) -> _Property | None:
    head, colon, value = line.partition(":")
    if not colon or not value.strip():
        return None
    name, *written = head.split(";")
    parameters = [part.partition("=") for part in written]
    kinds = {
        kind.strip('"').lower()
        for key, equals, text in parameters
        for kind in (text.split(",") if equals else [key])
        if not equals or key.lower() in {"type", "encoding"}
    }
    if "quoted-printable" in kinds:
        sets = [text for key, _, text in parameters if key.lower() == "charset"]
        value = _decoded(value, sets[0] if sets else encoding)
    return _Property(name.rpartition(".")[2].lower(), frozenset(kinds), value)


def _decoded(value: str, charset: str) -> str:
    try:
        content = quopri.decodestring(value.encode("ascii", errors="ignore"))
        return content.decode(charset, errors="replace")
    except LookupError:
        return content.decode("utf-8", errors="replace")


def _text(value: str) -> str:
    """Return a value without its escapes."""
    return _ESCAPED.sub(lambda found: "\n" if found[1] in "nN" else found[1], value).strip()


def _row(card: list[_Property]) -> list[object]:
    values: dict[str, str] = {}
    for found in card:
        for label, text in _meant(found):
            if not text:
                continue
            if label not in values:
                values[label] = text
            elif label in {"电话", "邮箱", "标签"}:
                values[label] += f"、{text}"
            elif label == "备注":
                values[label] += f"\n{text}"
    values.setdefault("姓名", values.pop(_IN_PARTS, ""))
    if values["姓名"] == values.get("公司"):
        # The card of a company, not of somebody there.
        values["姓名"] = ""
    return [values.get(label) or None for label in LABELS]


def _meant(found: _Property) -> list[tuple[str, str]]:
    """Return what a property says, under the labels of the rows."""
    if found.name in _PLAIN:
        return [(_PLAIN[found.name], _text(found.value))]
    read = _READ.get(found.name)
    return read(found) if read is not None else []


_PLAIN = {
    "fn": "姓名",
    "title": "职务",
    "role": "职务",
    "email": "邮箱",
    "url": "网址",
    "note": "备注",
    **dict.fromkeys(_WECHAT, "微信"),
    **dict.fromkeys(_QQ, "QQ"),
}


def _numbers(found: _Property) -> list[tuple[str, str]]:
    return [] if found.kinds & _NO_PHONES else [("电话", _phone(found.value))]


def _organisation(found: _Property) -> list[tuple[str, str]]:
    parts = [_text(part) for part in _FIELD.split(found.value)]
    return [("公司", parts[0]), ("部门", " ".join(filter(None, parts[1:])))]


def _gender(found: _Property) -> list[tuple[str, str]]:
    return [("性别", _GENDERS.get(_FIELD.split(found.value)[0].lower(), ""))]


def _categories(found: _Property) -> list[tuple[str, str]]:
    return [("标签", "、".join(_text(part) for part in _LIST.split(found.value)))]


def _birthday(found: _Property) -> list[tuple[str, str]]:
    return [("生日", _text(found.value).partition("T")[0])]


def _name_in_parts(found: _Property) -> list[tuple[str, str]]:
    return [(_IN_PARTS, _name(found.value))]


def _phone(value: str) -> str:
    number = _text(value)
    extension = _EXTENSION.search(number)
    is_address = number[:4].lower() == "tel:"
    plain = number[4 * is_address :].partition(";")[0]
    return f"{plain}转{extension[1]}" if extension else plain


def _name(value: str) -> str:
    """Return family name and given name in the order of their script."""
    family, given = ([*map(_text, _FIELD.split(value)), "", ""])[:2]
    return f"{family}{given}" if _HAN.search(family + given) else f"{given} {family}".strip()


def _address(found: _Property) -> list[tuple[str, str]]:
    parts = [*map(_text, _FIELD.split(found.value)), *[""] * 7]
    street = " ".join(filter(None, (parts[2], parts[1], parts[0])))
    return [("省份", parts[4]), ("城市", parts[3]), ("地址", street.replace("\n", " "))]


def _messenger(found: _Property) -> list[tuple[str, str]]:
    scheme, colon, name = _text(found.value).partition(":")
    labels = {"wechat": "微信", "weixin": "微信", "qq": "QQ", "x-qq": "QQ"}
    return [(labels[scheme.lower()], name)] if colon and scheme.lower() in labels else []


_READ: Mapping[str, Callable[[_Property], list[tuple[str, str]]]] = {
    "tel": _numbers,
    "org": _organisation,
    "n": _name_in_parts,
    "adr": _address,
    "gender": _gender,
    "categories": _categories,
    "bday": _birthday,
    "impp": _messenger,
}
