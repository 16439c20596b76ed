"""Phones as they stand in sheets: as numbers, as text, several in a cell, with extensions."""

from __future__ import annotations

import re

from crm_tui.domain.contacts import Phone
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode
from crm_tui.domain.imports.named_phones import NamedPhones, named_phones
from crm_tui.domain.imports.values import entry_of, text_of
from crm_tui.domain.text import clean, digits_of, folded, is_whole_number, phone_key

_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_SPLIT = re.compile("[、,，;；|｜\n]+")
_LOOSE_SPLIT = re.compile(r"[/\s]+")
_ALONE_DIGITS = 7
_LABEL = re.compile(r"^(?:联系电话|办公电话|手机号?|电话|座机|固话|tel|phone|mobile)[.: ]*")
_SHAPE = re.compile(r"\+?[0-9()\-—–_./ ]+")
_EXTENSION = re.compile(
    r"[-—–_/ (,]*(?:转|轉|分机|分機|内线|内線|ext\.?|#|x)[.: ]*([0-9]{1,6})\)?$"
)
_LAST_GROUP = re.compile(r"[-—–_/( ]+([0-9]{1,6})\)?$")
_SCIENTIFIC = re.compile(r"([0-9])(?:\.([0-9]+))?e\+?([0-9]{1,3})")
_LOCAL = re.compile(r"[2-9][0-9]{6,7}")
_SERVICE = re.compile(r"(?:9[56]|1[0-2])[0-9]{3,4}")
_ABROAD = re.compile(r"(?:\+(?!86)|00(?!86))[0-9]{7,15}")
_MOBILE_START = re.compile(r"1[3-9]")
_AREA_WITHOUT_ZERO = re.compile(r"(?:10|2[0-9])[0-9]{8}|[3-9][0-9]{2}[0-9]{7,8}")
_MAX_PHONES = 10
_MARKS = "'`"
"""What people put before a number so that the spreadsheet leaves it alone."""
_MAX_NUMBER_CHARACTERS = 40
_MAX_CELL_CHARACTERS = 500


def parse_phones(cell: Cell) -> tuple[Phone, ...] | tuple[NamedPhones, ...] | None:
    """Return the phones of a cell, each once, or the names in it with theirs."""
    if isinstance(cell, str) and _MOBILE.fullmatch(cell):
        return (Phone(cell, cell),)
    if isinstance(cell, (int, float)):
        text = _from_number(text_of(cell))
        if text[0] == "-":
            raise BadValueError(FaultCode.PHONE_NOT_A_NUMBER, text)
    else:
        text = folded(entry_of(_on_one_line(cell))).strip(_MARKS)
    if _MOBILE.fullmatch(text):
        return (Phone(text, text),)
    return _several(text) if text else None


def _several(text: str) -> tuple[Phone, ...] | tuple[NamedPhones, ...]:
    if len(text) > _MAX_CELL_CHARACTERS:
        raise BadValueError(FaultCode.PHONE_TOO_LONG, text)
    try:
        phones = {phone.digits: phone for phone in map(_phone, _pieces(text))}
    except BadValueError as bad:
        if bad.code is FaultCode.DIGITS_LOST or not (named := named_phones(text, _phone)):
            raise
        return named
    if len(phones) > _MAX_PHONES:
        raise BadValueError(FaultCode.TEXT_TOO_LONG, text, limit=_MAX_PHONES)
    return tuple(phones.values())


def _on_one_line(cell: Cell) -> Cell:
    """Return the cell with its line breaks, which part numbers, as commas."""
    return clean(cell, multiline=True).replace("\n", ",") if isinstance(cell, str) else cell


def _from_number(text: str) -> str:
    """Return a number cell's digits, with the 0 of an area code that the spreadsheet dropped."""
    if is_whole_number(text) or not _AREA_WITHOUT_ZERO.fullmatch(text):
        return text
    return f"0{text}" if is_whole_number(f"0{text}") else text


def _pieces(text: str) -> list[str]:
    pieces: list[str] = []
    for piece in filter(None, (part.strip() for part in _SPLIT.split(text))):
        parts = _LOOSE_SPLIT.split(piece)
        apart = all(len(digits_of(part)) >= _ALONE_DIGITS for part in parts)
        pieces.extend(parts if apart else [piece])
    return pieces


def _phone(written: str) -> Phone:
    number = _recovered(_LABEL.sub("", written))
    extension = ""
    if found := _EXTENSION.search(number):
        number, extension = number[: found.start()], found.group(1)
    if not _SHAPE.fullmatch(number):
        raise BadValueError(FaultCode.PHONE_NOT_A_NUMBER, written)
    digits = phone_key(number)
    if fault := _fault(number, digits):
        raise BadValueError(fault, written)
    if not extension and (found := _LAST_GROUP.search(number)):
        number, extension = _without_last_group(number, digits, found)
    return Phone(number.strip(), digits, extension)


def _recovered(text: str) -> str:
    """Return 1.38001380001E+10 as digits; one that no longer has them all is a fault."""
    found = _SCIENTIFIC.fullmatch(text)
    if not found:
        return text
    first, fraction, exponent = found[1], found[2] or "", int(found[3])
    if len(fraction.rstrip("0")) > exponent or len(fraction) < exponent:
        raise BadValueError(FaultCode.DIGITS_LOST, text.upper())
    return first + fraction[:exponent]


def _fault(number: str, digits: str) -> FaultCode | None:
    if len(number) > _MAX_NUMBER_CHARACTERS:
        return FaultCode.PHONE_TOO_LONG
    compact = "".join(number.split()).replace("-", "")
    if is_whole_number(digits) or _LOCAL.fullmatch(digits) or _ABROAD.fullmatch(compact):
        return None
    if _SERVICE.fullmatch(digits):
        return None
    if len(digits) == 11 and not _MOBILE_START.match(digits):
        return FaultCode.PHONE_NOT_A_NUMBER
    return FaultCode.PHONE_TOO_SHORT if len(digits) < 11 else FaultCode.PHONE_TOO_LONG


def _without_last_group(number: str, digits: str, group: re.Match[str]) -> tuple[str, str]:
    """Return 010-88886666-801 as number and extension, 010-88886666 with none."""
    if digits_of(number) != digits and phone_key(number[: group.start()]) == digits:
        return number[: group.start()], group.group(1)
    return number, ""
