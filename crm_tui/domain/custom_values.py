"""The values of custom fields: read from text, checked, written, and what is found of them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date
from enum import StrEnum

from crm_tui.domain.custom_fields import CHOSEN, CustomField, FieldType
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.numerals import half_width
from crm_tui.domain.text import clean, folded
from crm_tui.values import dataclass

TEXT_LIMIT = 2_000
"""How many characters a text may have."""
LARGEST_NUMBER = 10**12
DECIMALS = 6

FieldValue = str | int | float | bool | tuple[str, ...]
"""What a field holds; see FieldType."""


class ValueTrouble(StrEnum):
    """Why a text is no value of a field."""

    REQUIRED = "required"
    TOO_LONG = "too_long"
    NOT_A_NUMBER = "no_number"
    NOT_AN_AMOUNT = "no_amount"
    NOT_A_DAY = "no_day"
    NOT_A_CHOICE = "no_choice"
    NOT_YES_OR_NO = "no_yes_or_no"
    NOT_A_LINK = "no_link"


@dataclass(frozen=True, slots=True)
class ValueFault:
    """What is wrong with a value, the part that is, and the words that would do."""

    trouble: ValueTrouble
    part: str = ""
    known: tuple[str, ...] = ()


DayReader = Callable[[str], int | None]
"""Returns the number of the day that a text says, None when it says none."""

_SEARCHED = frozenset({FieldType.TEXT, FieldType.LINK, *CHOSEN})
_NUMBER = re.compile(r"[+\-−]?[0-9]{1,13}(?:\.[0-9]{1,6})?")
_THOUSANDS = re.compile(r"[+\-−]?[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]{1,6})?")
_LINK = re.compile(r"(?:https?|ftp)://[^\s]+|(?:[\w-]+\.)+[\w-]{2,}(?::[0-9]+)?(?:/[^\s]*)?")
_DAY = re.compile(r"([0-9]{4})[-/.年]([0-9]{1,2})[-/.月]([0-9]{1,2})日?")
_TODAY = frozenset({"今天", "today"})
_BETWEEN = re.compile(r"[,，、;；|\n]+")
_YES = frozenset({"是", "有", "对", "y", "yes", "true", "1", "√", "✓", "已", "t"})
_NO = frozenset({"否", "无", "没有", "不", "n", "no", "false", "0", "×", "✗", "x", "未", "f"})
YES_WORD, NO_WORD = "yes", "no"
"""How yes and no are called where no language is known; what people read is put into theirs."""


def day_reader(today: int) -> DayReader:
    """Return what reads 2026-11-20, 2026/11/20, 2026年11月20日 and 今天."""

    def read(text: str) -> int | None:
        if folded(text) in _TODAY:
            return today
        parts = _DAY.fullmatch(half_width(text))
        try:
            return None if parts is None else date(*map(int, parts.groups())).toordinal()
        except ValueError:
            return None

    return read


def parse_value(
    field: CustomField, text: str, read_day: DayReader, currency: str = "CNY"
) -> FieldValue | ValueFault | None:
    """Return the value that a text says for a field, None for a blank one, or what is wrong."""
    written = clean(text, multiline=field.type is FieldType.TEXT)
    if not written:
        return None
    match field.type:
        case FieldType.MONEY:
            minor = parse_amount(written, currency)
            return _fault("no_amount", written) if isinstance(minor, AmountFault) else minor
        case FieldType.DATE:
            day = read_day(written)
            return _fault("no_day", written) if day is None else day
        case plain:
            return _PARSERS[plain](field, written)


def why_not_value(field: CustomField, value: object) -> ValueFault | None:
    """Return why a field may not hold a value that is not blank, or None; for what forms chose."""
    match field.type:
        case FieldType.TEXT | FieldType.LINK:
            fits = isinstance(value, str) and len(value) <= TEXT_LIMIT
        case FieldType.NUMBER:
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            fits = is_number and abs(value) <= LARGEST_NUMBER  # type: ignore[arg-type]  # it is one
        case FieldType.MONEY | FieldType.DATE:
            fits = isinstance(value, int) and not isinstance(value, bool)
        case FieldType.YES_NO:
            fits = isinstance(value, bool)
        case FieldType.CHOICE:
            fits = isinstance(value, str) and field.choice(value) is not None
        case FieldType.CHOICES:
            fits = isinstance(value, tuple | list) and all(
                field.choice(str(each)) is not None for each in value
            )
    return None if fits else _fault("no_choice", str(value), _names(field))


def value_text(field: CustomField, value: object, money: Callable[[int], str]) -> str:
    """Return a value as it is typed, exported and read again; `money` writes minor units."""
    if value is None:
        return ""
    match field.type:
        case FieldType.YES_NO:
            return YES_WORD if value else NO_WORD
        case FieldType.CHOICE | FieldType.CHOICES:
            codes = [value] if isinstance(value, str) else value
            return "，".join(_name(field, str(code)) for code in codes)  # type: ignore[attr-defined]  # a list of codes
        case FieldType.MONEY if isinstance(value, int):
            return money(value)
        case FieldType.DATE if isinstance(value, int):
            return date.fromordinal(value).isoformat()
        case _:
            return _number_text(value) if isinstance(value, float) else str(value)


def is_blank(value: object) -> bool:
    """Return whether a value says nothing; no is an answer, and so is zero."""
    return value is None or value in ("", (), [])


def from_stored(values: Mapping[str, object] | None) -> dict[str, object]:
    """Return stored custom values as the domain has them: several choices are a tuple."""
    return {
        code: tuple(value) if isinstance(value, list) else value
        for code, value in (values or {}).items()
    }


def is_searched(kind: FieldType) -> bool:
    """Tell whether a search finds what fields of a type hold."""
    return kind in _SEARCHED


def search_words(fields: Sequence[CustomField], values: Mapping[str, object]) -> tuple[str, ...]:
    """Return what a search finds of custom values: texts, links, and the names of choices."""
    return tuple(
        words
        for each in fields
        if is_searched(each.type) and (words := value_text(each, values.get(each.code), str))
    )


def _text(_field: CustomField, text: str) -> str | ValueFault:
    return text if len(text) <= TEXT_LIMIT else _fault("too_long", text)


def _link(field: CustomField, text: str) -> str | ValueFault:
    return _text(field, text) if _LINK.fullmatch(text) else _fault("no_link", text)


def _number(_field: CustomField, text: str) -> int | float | ValueFault:
    plain = half_width(text).replace(" ", "")
    if _THOUSANDS.fullmatch(plain):
        plain = plain.replace(",", "")
    number = float(plain.replace("−", "-")) if _NUMBER.fullmatch(plain) else math.inf
    if abs(number) > LARGEST_NUMBER:
        return _fault("no_number", text)
    return int(number) if number.is_integer() else number


def _number_text(number: float) -> str:
    return f"{number:.{DECIMALS}f}".rstrip("0").rstrip(".")


def _yes_or_no(_field: CustomField, text: str) -> bool | ValueFault:
    word = folded(text)
    if word in _YES or word in _NO:
        return word in _YES
    return _fault("no_yes_or_no", text, (YES_WORD, NO_WORD))


def _code(field: CustomField, text: str) -> str | ValueFault:
    wanted = folded(text)
    for choice in field.fields.choices:
        if wanted in (folded(choice.name), choice.code):
            return choice.code
    return _fault("no_choice", text, _names(field))


def _codes(field: CustomField, text: str) -> tuple[str, ...] | ValueFault:
    codes: list[str] = []
    for part in filter(None, map(str.strip, _BETWEEN.split(text))):
        code = _code(field, part)
        if isinstance(code, ValueFault):
            return code
        codes.append(code)
    # In the order of the list, whatever order they were typed in.
    return tuple(each.code for each in field.fields.choices if each.code in codes)


_PARSERS: Mapping[FieldType, Callable[[CustomField, str], FieldValue | ValueFault]] = {
    FieldType.TEXT: _text,
    FieldType.LINK: _link,
    FieldType.NUMBER: _number,
    FieldType.YES_NO: _yes_or_no,
    FieldType.CHOICE: _code,
    FieldType.CHOICES: _codes,
}


def _name(field: CustomField, code: str) -> str:
    choice = field.choice(code)
    return code if choice is None else choice.name


def _names(field: CustomField) -> tuple[str, ...]:
    return tuple(each.name for each in field.fields.choices if not each.is_retired)


def _fault(trouble: str, part: str, known: tuple[str, ...] = ()) -> ValueFault:
    return ValueFault(ValueTrouble(trouble), part[:40], known)
