"""Whether a filter holds for a customer: the rule of which the condition in SQL is the twin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from crm_tui.domain.masking import mask_text
from crm_tui.domain.queries.conditions import (
    Check,
    Condition,
    Exactly,
    Filter,
    HasFlag,
    Inside,
    IsFilled,
    Measured,
    OneOf,
    Within,
)
from crm_tui.domain.queries.fields import BY_KEY, FieldKind
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

YES, NO = "true", "false"
"""How a yes and a no are compared, whatever an engine makes of them."""

_SMALL = {code: code + 32 for code in range(ord("A"), ord("Z") + 1)}


@dataclass(frozen=True, slots=True, kw_only=True)
class CustomerFacts:
    """All that a query may ask of a customer, each by the key of its field.

    `texts` holds what is looked into, `codes` the fixed values and places, `ids` what has a name,
    `words` the tags, `numbers` counts, minor units and day numbers; what is empty is left out.
    """

    texts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    codes: Mapping[str, str] = field(default_factory=dict)
    ids: Mapping[str, int] = field(default_factory=dict)
    words: Mapping[str, frozenset[str]] = field(default_factory=dict)
    numbers: Mapping[str, int] = field(default_factory=dict)
    custom: Mapping[str, object] = field(default_factory=dict)
    """What the office's own fields hold, by their codes."""
    flags: frozenset[str] = frozenset()
    next_contact_at: datetime | None = None
    locked_until_day: int | None = None
    extended_until_day: int | None = None
    reserved_until_day: int | None = None
    is_hidden: bool = False
    """Whether a pool hides its contact details from who asks."""


def holds(asked: Filter, facts: CustomerFacts) -> bool:
    """Return whether a customer fits: all conditions hold, or hold not where they are negated."""
    return all(_holds(each, facts, asked) for each in asked.conditions)


def small(text: str) -> str:
    """Return the text with its Latin letters small, and no other sign changed."""
    return text.translate(_SMALL)


def tells_details(condition_field: str, check: Check) -> bool:
    """Return whether a check could find out what a pool hides.

    A contact's name is shown there, but for numbers and accounts that stand in it; so are tags.
    """
    asked = BY_KEY[condition_field]
    if not asked.is_masked:
        return False
    if asked.kind is FieldKind.TAG:
        return isinstance(check, Exactly) and any(mask_text(each) != each for each in check.texts)
    if condition_field == "contact" and isinstance(check, Inside):
        return any(sign.isascii() or sign.isdigit() for sign in folded(check.text))
    return condition_field != "contact"


def _holds(condition: Condition, facts: CustomerFacts, asked: Filter) -> bool:
    def passes_check(check: Check) -> bool:
        if condition.field == "custom":
            return _own_passes(check, facts.custom.get(condition.key))
        return _passes(condition, check, facts, asked)

    passes = any(
        not (facts.is_hidden and tells_details(condition.field, check)) and passes_check(check)
        for check in condition.checks
    )
    return passes is not condition.is_negated


def _passes(condition: Condition, check: Check, facts: CustomerFacts, asked: Filter) -> bool:
    match check:
        case IsFilled(is_filled):
            return _is_filled(condition, facts) is is_filled
        case Within():
            return _is_within(check, facts.numbers.get(condition.field))
        case OneOf(ids):
            return facts.ids.get(_named(condition.field)) in ids
        case Exactly(texts):
            return _is_one_of(texts, condition.field, facts)
        case Inside(text):
            return any(small(text) in small(each) for each in facts.texts.get(condition.field, ()))
        case HasFlag(code):
            return _has_flag(code, facts, asked)
        case Measured():
            raise AssertionError("unreachable: only own fields are measured")


def _own_passes(check: Check, value: object) -> bool:
    """Return whether the value of one of the office's own fields passes."""
    if value in (None, "", (), []):
        return isinstance(check, IsFilled) and not check.is_filled
    match check:
        case IsFilled(is_filled):
            return is_filled
        case Measured():
            is_number = isinstance(value, int | float) and not isinstance(value, bool)
            return is_number and _is_within(check, value)  # type: ignore[arg-type]  # it is one
        case Exactly(texts):
            return not texts.isdisjoint(_codes(value))
        case Inside(text):
            return small(text) in small(str(value))
        case _:
            raise AssertionError("unreachable: own fields have neither names nor flags")


def _codes(value: object) -> frozenset[str]:
    match value:
        case bool():
            return frozenset({YES if value else NO})
        case list() | tuple():
            return frozenset(map(str, value))
        case _:
            return frozenset({str(value)})


def _is_within(check: Within | Measured, number: float | None) -> bool:
    if number is None:
        return False
    return (check.low is None or number >= check.low) and (
        check.high is None or number <= check.high
    )


def _is_one_of(texts: frozenset[str], key: str, facts: CustomerFacts) -> bool:
    if BY_KEY[key].kind is FieldKind.TAG:
        wanted = set(map(small, texts))
        return any(small(word) in wanted for word in facts.words.get(key, ()))
    return facts.codes.get(key) in texts


def _named(key: str) -> str:
    """Return whose id decides: a department is that of the owner."""
    return "owner" if key == "department" else key


def _is_filled(condition: Condition, facts: CustomerFacts) -> bool:
    key = condition.field
    match BY_KEY[key].kind:
        case FieldKind.TEXT:
            return any(facts.texts.get(key, ()))
        case FieldKind.CHOICE | FieldKind.PLACE:
            return bool(facts.codes.get(key))
        case FieldKind.NAME:
            return facts.ids.get(_named(key)) is not None
        case FieldKind.TAG:
            return bool(facts.words.get(key))
        case FieldKind.NUMBER | FieldKind.MONEY | FieldKind.DAY:
            return facts.numbers.get(key) is not None
        case FieldKind.FLAG:
            return bool(facts.flags)
        case FieldKind.CUSTOM:
            raise AssertionError("unreachable: own fields are asked apart")


def _has_flag(code: str, facts: CustomerFacts, asked: Filter) -> bool:
    days = {
        "locked": facts.locked_until_day,
        "extended": facts.extended_until_day,
        "reserved": facts.reserved_until_day,
    }
    if code in days:
        until = days[code]
        return until is not None and until >= asked.at.today
    match code:
        case "overdue":
            return facts.next_contact_at is not None and facts.next_contact_at <= asked.at.now
        case "held" | "pooled":
            return ("owner" in facts.ids) is (code == "held")
        case _:
            return code in facts.flags
