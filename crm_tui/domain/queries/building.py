"""Put a term together step by step: a field, what is asked of it, values."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum
from typing import TYPE_CHECKING

from crm_tui.domain.queries.choices import EMPTY_WORDS, FILLED_WORDS, code_of
from crm_tui.domain.queries.fields import BY_KEY, FieldKind, QueryField
from crm_tui.domain.queries.tree import (
    Between,
    Compared,
    Comparison,
    Filled,
    Term,
    Test,
    Text,
)
from crm_tui.domain.queries.wording import RANGE, safe, value_text
from crm_tui.i18n import N_
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.custom_fields import CustomField


class Ask(Enum):
    """What is asked of a field."""

    IS = N_("is one of")
    IS_NOT = N_("is none of")
    HAS = N_("has in it")
    HAS_NOT = N_("has not in it")
    LESS = N_("is less than")
    AT_MOST = N_("is at most")
    MORE = N_("is more than")
    AT_LEAST = N_("is at least")
    BETWEEN = N_("lies between")
    EMPTY = N_("is empty")
    FILLED = N_("is not empty")


_SIGNS: Mapping[Ask, Comparison] = {
    Ask.LESS: Comparison.LESS,
    Ask.AT_MOST: Comparison.AT_MOST,
    Ask.MORE: Comparison.MORE,
    Ask.AT_LEAST: Comparison.AT_LEAST,
}
_BY_SIGN = {sign: ask for ask, sign in _SIGNS.items()}
_NEGATED = frozenset({Ask.IS_NOT, Ask.HAS_NOT})
WITHOUT_VALUE = frozenset({Ask.EMPTY, Ask.FILLED})
"""What is asked without naming a value."""
_SOUGHT_IN = frozenset({FieldKind.TEXT, FieldKind.CUSTOM})


@dataclass(frozen=True, slots=True)
class TermDraft:
    """A term as it is put together; two values are the ends of a range where one is asked."""

    field: QueryField
    ask: Ask
    values: tuple[str, ...] = ()
    key: str = ""


def asks_of(field: QueryField, own: CustomField | None = None) -> tuple[Ask, ...]:
    """Return what may be asked of a field, the commonest first; of an own one by its type."""
    match field.kind:
        case FieldKind.CUSTOM if own is not None and own.is_numeric:
            return (*_SIGNS, Ask.BETWEEN, Ask.HAS, Ask.HAS_NOT, Ask.EMPTY, Ask.FILLED)
        case FieldKind.FLAG:
            return (Ask.IS, Ask.IS_NOT)
        case FieldKind.TEXT | FieldKind.CUSTOM:
            return (Ask.HAS, Ask.HAS_NOT, Ask.EMPTY, Ask.FILLED)
        case FieldKind.NUMBER | FieldKind.MONEY | FieldKind.DAY:
            return (*_SIGNS, Ask.BETWEEN, Ask.IS, Ask.IS_NOT, Ask.EMPTY, Ask.FILLED)
        case _:
            return (Ask.IS, Ask.IS_NOT, Ask.EMPTY, Ask.FILLED)


def written(draft: TermDraft, language: str) -> str:
    """Return the text of a term that was put together."""
    field = draft.field
    name = field.name(language) + (f".{draft.key}" if draft.key else "")
    minus = "-" if draft.ask in _NEGATED else ""
    return f"{minus}{name}:{_asked(draft, language)}"


def _asked(draft: TermDraft, language: str) -> str:
    if draft.ask in WITHOUT_VALUE:
        return (EMPTY_WORDS if draft.ask is Ask.EMPTY else FILLED_WORDS).name(language)
    if draft.field.is_ordered:
        values = [value.strip() for value in draft.values]
    else:
        values = [_as_typed(draft.field, value) for value in draft.values if value.strip()]
    if draft.ask is Ask.BETWEEN:
        return RANGE.join(values)
    return _SIGNS[draft.ask].value + values[0] if draft.ask in _SIGNS else ",".join(values)


def _as_typed(field: QueryField, value: str) -> str:
    is_fixed = code_of(field.key, value) is not None
    return value.strip() if is_fixed else safe(field, value.strip())


def draft_of(term: Term, language: str, currency: str) -> TermDraft | None:
    """Return a term as it may be put together again; None for one that asks several things."""
    field = BY_KEY[term.field]
    plain = [_plain_value(field, test, language, currency) for test in term.tests]
    texts = tuple(text for text in plain if text is not None)
    if len(texts) == len(plain):
        usual, negated = (
            (Ask.HAS, Ask.HAS_NOT) if field.kind in _SOUGHT_IN else (Ask.IS, Ask.IS_NOT)
        )
        return TermDraft(field, negated if term.is_negated else usual, texts, term.key)
    if len(plain) > 1 or term.is_negated:
        return None
    return _draft_of_one(field, term, language, currency)


def _draft_of_one(field: QueryField, term: Term, language: str, currency: str) -> TermDraft | None:
    match term.tests[0]:
        case Filled(is_filled):
            return TermDraft(field, Ask.FILLED if is_filled else Ask.EMPTY, (), term.key)
        case Between(low, high):
            ends = [
                "" if end is None else value_text(field, end, language, currency)
                for end in (low, high)
            ]
            return TermDraft(field, Ask.BETWEEN, tuple(ends), term.key)
        case Compared(comparison, value):
            text = value_text(field, value, language, currency)
            return TermDraft(field, _BY_SIGN[comparison], (text,), term.key)


def _plain_value(field: QueryField, test: Test, language: str, currency: str) -> str | None:
    """Return the value that a test asks for and no more, as it was meant."""
    if not isinstance(test, Compared) or test.comparison is not Comparison.IS:
        return None
    if isinstance(test.value, Text):
        return test.value.text
    return value_text(field, test.value, language, currency)
