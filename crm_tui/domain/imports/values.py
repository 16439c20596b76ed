"""Turn a cell into text, a choice, tags, an e-mail address, a website or a credit code.

Every parser takes a cell that is not None and returns its value, or None when the cell says
nothing; what is wrong is raised as a `BadValueError`.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Mapping
from datetime import date, datetime
from difflib import get_close_matches
from typing import TypeVar

from crm_tui.domain.imports.cells import NO_RESULT, Cell
from crm_tui.domain.imports.faults import BadValueError, FaultCode, shown
from crm_tui.domain.text import CreditCodeFault, clean, credit_code_fault, folded

Value = TypeVar("Value")
Parser = Callable[[Cell], Value | None]

EXACT_FLOAT_LIMIT = 10**15
"""From here on a spreadsheet's numbers have lost their last digits."""

_EXCEL_ERRORS = {
    "#N/A",
    "#REF!",
    "#VALUE!",
    "#NAME?",
    "#DIV/0!",
    "#NUM!",
    "#NULL!",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#GETTING_DATA",
}
_BRACKETS = re.compile(r"\([^)]{1,40}\)$")
_SAYS_NOTHING = {"-", "--", "—", "——", "/", "\\", "无", "暂无", "没有", "n/a", "na", "null", "none"}
_REMEMBERED_VALUES = 5_000
_REMEMBERED_CHARACTERS = 200
_TAG_SPLIT = re.compile("[、,，;；|｜\n]")
_MAX_TAG_CHARACTERS = 40
_MAX_TAGS = 50
_EMAIL = re.compile(r"[\w.!#$%&'*+/=?^`{|}~-]{1,64}@(?:[\w-]+\.)+[^\W\d_]{2,}", re.ASCII)
_WEBSITE = re.compile(r"(?:https?://)?(?:[\w-]+\.)+[^\W\d_]{2,}(?::\d{1,5})?(?:[/?#]\S*)?", re.I)
_SEVERAL_EMAILS = re.compile(r"(?<=[a-zA-Z])[\s,，、;；|]+(?=\S)")
_MAX_EMAILS_CHARACTERS = 1_000
_MAX_EMAIL_CHARACTERS = 254
_MAX_WEBSITE_CHARACTERS = 300
_CREDIT_CODE = re.compile("[0-9A-Z]{18}")
_CREDIT_CODE_FAULTS = {
    CreditCodeFault.LENGTH: FaultCode.CREDIT_CODE_LENGTH,
    CreditCodeFault.CHARACTER: FaultCode.CREDIT_CODE_CHARACTER,
    CreditCodeFault.CHECK_DIGIT: FaultCode.CREDIT_CODE_CHECK_DIGIT,
}


def text_of(cell: Cell, *, multiline: bool = False) -> str:
    """Return what a cell says as clean text; an Excel error or a cut number is a fault."""
    if isinstance(cell, str):
        text = clean(cell, multiline=multiline)
        if text[:1] != "#":
            return text
        if text == NO_RESULT:
            raise BadValueError(FaultCode.FORMULA_WITHOUT_VALUE)
        if text.upper() in _EXCEL_ERRORS:
            raise BadValueError(FaultCode.EXCEL_ERROR, text)
        return text
    if isinstance(cell, float):
        return _number_text(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == cell.min.time() else cell.isoformat(" ")
    if isinstance(cell, date):
        return cell.isoformat()
    return "" if cell is None else str(cell)


def _number_text(number: float) -> str:
    if not math.isfinite(number):
        raise BadValueError(FaultCode.EXCEL_ERROR, str(number))
    if abs(number) >= EXACT_FLOAT_LIMIT:
        raise BadValueError(FaultCode.DIGITS_LOST, repr(number))
    return str(int(number)) if number.is_integer() else repr(number)


def entry_of(cell: Cell) -> str:
    """Return the text of a cell that is no free text: 无, - and their like say nothing."""
    text = text_of(cell)
    return "" if folded(text) in _SAYS_NOTHING else text


def checked_length(text: str, limit: int) -> str:
    """Return the text, or raise when it is longer than the field."""
    if len(text) > limit:
        raise BadValueError(FaultCode.TEXT_TOO_LONG, text, limit=limit)
    return text


def text_parser(limit: int, *, multiline: bool = False) -> Parser[str]:
    """Return the parser of a text of at most `limit` characters."""

    def parse(cell: Cell) -> str | None:
        text = text_of(cell, multiline=multiline)
        return (text if len(text) <= limit else checked_length(text, limit)) or None

    return parse


def measure_parser(limit: int, unit: str) -> Parser[str]:
    """Return the parser of a text to which a bare number's unit is added from the header."""

    def parse(cell: Cell) -> str | None:
        text = entry_of(cell)
        if unit and text and text.replace(",", "").replace(".", "", 1).isdigit():
            text += unit
        return checked_length(text, limit) or None

    return parse


def choice_parser(
    words: Mapping[str, Value], *, code: FaultCode, codes: tuple[str, ...] = ()
) -> Parser[Value]:
    """Return the parser of a word from a list; a fault names the nearest, or the codes given."""
    by_key = {folded(word): value for word, value in words.items()}

    def parse(cell: Cell) -> Value | None:
        text = entry_of(cell)
        if not text:
            return None
        value = by_key.get(folded(text))
        if value is None:
            value = by_key.get(_BRACKETS.sub("", folded(text)).strip())
        if value is None:
            raise BadValueError(code, text, known=codes or nearest(text, words))
        return value

    return parse


def nearest(text: str, words: Iterable[str]) -> tuple[str, ...]:
    """Return the up to three words that look most like the text."""
    return tuple(get_close_matches(shown(text), list(words), n=3, cutoff=0.4))


def translating(words: Mapping[str, str], parse: Parser[Value]) -> Parser[Value]:
    """Return the same parser for a file that writes other words than ours."""

    def read(cell: Cell) -> Value | None:
        if isinstance(cell, str):
            cell = words.get(folded(clean(cell)), cell)
        return None if cell == "" else parse(cell)

    return read


def remembering(parse: Parser[Value]) -> Parser[Value]:
    """Return the same parser for columns in which few texts come often."""
    known: dict[str, Value | None] = {}

    def recall(cell: Cell) -> Value | None:
        if type(cell) is not str:
            return parse(cell)
        if cell in known:
            return known[cell]
        value = parse(cell)
        if len(known) < _REMEMBERED_VALUES and len(cell) < _REMEMBERED_CHARACTERS:
            known[cell] = value
        return value

    return recall


def parse_tags(cell: Cell) -> tuple[str, ...] | None:
    """Return the tags of a cell, parted by 、 , ; or |, each once."""
    parts = (part.strip() for part in _TAG_SPLIT.split(text_of(cell, multiline=True)))
    tags = tuple(dict.fromkeys(checked_length(part, _MAX_TAG_CHARACTERS) for part in parts if part))
    if len(tags) > _MAX_TAGS:
        raise BadValueError(FaultCode.TEXT_TOO_LONG, "、".join(tags), limit=_MAX_TAGS)
    return tags or None


def parse_email(cell: Cell) -> str | None:
    """Return an e-mail address."""
    if isinstance(cell, str) and len(cell) <= _MAX_EMAIL_CHARACTERS and _EMAIL.fullmatch(cell):
        return cell
    text = entry_of(cell).replace("＠", "@")
    if text and not (len(text) <= _MAX_EMAIL_CHARACTERS and _EMAIL.fullmatch(text)):
        raise BadValueError(FaultCode.EMAIL_INVALID, text)
    return text or None


def parse_emails(cell: Cell) -> str | tuple[str, ...] | None:
    """Return an e-mail address, or all of them where a cell holds several."""
    if isinstance(cell, str) and _SEVERAL_EMAILS.search(cell.strip()):
        parts = _SEVERAL_EMAILS.split(cell.strip())
        emails = [email for part in parts if part and (email := parse_email(part))]
        checked_length("\n".join(emails), _MAX_EMAILS_CHARACTERS)
        return tuple(dict.fromkeys(emails)) or None
    return parse_email(cell)


def parse_website(cell: Cell) -> str | None:
    """Return the address of a website, with or without http."""
    if isinstance(cell, str) and len(cell) <= _MAX_WEBSITE_CHARACTERS and _WEBSITE.fullmatch(cell):
        return clean(cell)
    text = entry_of(cell)
    if text and not _WEBSITE.fullmatch(text):
        raise BadValueError(FaultCode.WEBSITE_INVALID, text)
    return checked_length(text, _MAX_WEBSITE_CHARACTERS) or None


def parse_credit_code(cell: Cell) -> str | None:
    """Return a unified social credit code in capitals, its check digit verified."""
    is_plain = isinstance(cell, str) and _CREDIT_CODE.fullmatch(cell)
    text = str(cell) if is_plain else folded(entry_of(cell)).replace(" ", "").upper()
    if not text:
        return None
    if fault := credit_code_fault(text):
        raise BadValueError(_CREDIT_CODE_FAULTS[fault], text)
    return text
