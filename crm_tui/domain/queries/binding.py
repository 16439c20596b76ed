"""Bind a query to the office and the day: names become ids, days become day numbers."""

from __future__ import annotations

from crm_tui.domain.queries.choices import CHOICES, FILLED_WORDS
from crm_tui.domain.queries.conditions import (
    Check,
    Condition,
    Exactly,
    Filter,
    HasFlag,
    Inside,
    IsFilled,
    OneOf,
    Within,
)
from crm_tui.domain.queries.days import Circumstances, DaySpan, span_of
from crm_tui.domain.queries.faults import QueryFault, QueryTrouble, near_words
from crm_tui.domain.queries.fields import BY_KEY, FieldKind, QueryField
from crm_tui.domain.queries.places import province_spellings, spellings
from crm_tui.domain.queries.tree import (
    TURNED,
    Amount,
    Between,
    Coded,
    Compared,
    Comparison,
    Filled,
    Number,
    Query,
    Span,
    Stretch,
    Term,
    Test,
    Text,
    Value,
)
from crm_tui.domain.queries.vocabulary import Vocabulary
from crm_tui.domain.text import digits_of, name_key
from crm_tui.values import dataclass

_NAMES_OF_CUSTOMERS = frozenset({"name", "parent", "of_customer"})
"""What is looked for in names as they are compared, without signs and blanks."""


def bind(query: Query, office: Vocabulary, at: Circumstances) -> Filter | QueryFault:
    """Return what the terms of a query ask of a record here and now, or its first fault."""
    binder = _Binder(office, at)
    conditions: list[Condition] = []
    for term in query.terms:
        found = binder.condition(term)
        if isinstance(found, QueryFault):
            return found
        conditions.append(found)
    return Filter(tuple(conditions), at)


def names_needed(query: Query) -> frozenset[str]:
    """Return the fields whose names must be known to bind a query; `team` for who is in mine."""
    needed: set[str] = set()
    for term in query.terms:
        values = [test.value for test in term.tests if isinstance(test, Compared)]
        if BY_KEY[term.field].kind is FieldKind.CUSTOM:
            needed.add("custom")
        if BY_KEY[term.field].kind is not FieldKind.NAME:
            continue
        if any(isinstance(value, Text) for value in values):
            needed.add(term.field)
        if Coded("team") in values:
            needed.add("team")
    return frozenset(needed)


@dataclass(frozen=True, slots=True)
class _Binder:
    office: Vocabulary
    at: Circumstances

    def condition(self, term: Term) -> Condition | QueryFault:
        field = BY_KEY[term.field]
        if field.kind is FieldKind.CUSTOM:
            return self._own(term)
        checks: list[Check] = []
        for test in term.tests:
            check = self._check(field, test)
            if isinstance(check, QueryFault):
                return check
            checks.append(check)
        return Condition(field.key, tuple(checks), term.is_negated, term.key)

    def _own(self, term: Term) -> Condition | QueryFault:
        # Only who asks for one waits for the module.
        from crm_tui.domain.custom_fields import field_named  # noqa: PLC0415
        from crm_tui.domain.queries.own_terms import OwnTerm  # noqa: PLC0415

        found = field_named(self.office.own, term.key)
        if found is None:
            near = near_words(term.key, [each.name for each in self.office.own])
            span = term.span
            return QueryFault(
                QueryTrouble.UNKNOWN_NAME, span.start, span.end, term.key, "custom", near
            )
        own, checks = OwnTerm(found, self.at, self.office.currency), []
        for test in term.tests:
            check = own.check(test)
            if isinstance(check, QueryFault):
                return check
            checks.append(check)
        return Condition("custom", tuple(checks), term.is_negated, found.code)

    def _check(self, field: QueryField, test: Test) -> Check | QueryFault:
        match test:
            case Filled(is_filled):
                return IsFilled(is_filled)
            case Between(low, high, span):
                return self._within(field, low, high, span)
            case Compared(comparison, value, span):
                if field.is_ordered:
                    return self._compared(field, comparison, value, span)
                return self._equal(field, value, span)

    def _equal(self, field: QueryField, value: Value, span: Span) -> Check | QueryFault:
        match value:
            case Coded("me") if field.kind is FieldKind.NAME:
                return OneOf(self.office.me)
            case Coded("team") if field.kind is FieldKind.NAME:
                return OneOf(self.office.team)
            case Coded(code) if field.key == "plan":
                return IsFilled(code == FILLED_WORDS.code)
            case Coded(code):
                is_flag = field.kind is FieldKind.FLAG
                return HasFlag(code) if is_flag else Exactly(frozenset({code}))
            case Text(text) if field.kind is FieldKind.NAME:
                ids = self.office.ids_of(field.key, text)
                return self._unknown(field, text, span) if ids is None else OneOf(ids)
            case Text(text):
                return _text_check(field, text)
            case _:
                raise AssertionError("unreachable: only ordered fields hold numbers and days")

    def _unknown(self, field: QueryField, text: str, span: Span) -> QueryFault:
        fixed = [name for each in CHOICES.get(field.key, ()) for name in (each.zh, each.en)]
        known = [*(each.name for each in self.office.names.get(field.key, ())), *fixed]
        near = near_words(text, known)
        return QueryFault(QueryTrouble.UNKNOWN_NAME, span.start, span.end, text, field.key, near)

    def _compared(
        self, field: QueryField, comparison: Comparison, value: Value, span: Span
    ) -> Check | QueryFault:
        found = self._span(field, value)
        if found is None:
            return _no_such_day(field, span)
        if isinstance(value, Stretch) and not field.looks_ahead:
            comparison = TURNED[comparison]
        match comparison:
            case Comparison.IS:
                return Within(found.first, found.last)
            case Comparison.LESS:
                return Within(None, found.first - 1)
            case Comparison.AT_MOST:
                return Within(None, found.last)
            case Comparison.MORE:
                return Within(found.last + 1, None)
            case Comparison.AT_LEAST:
                return Within(found.first, None)

    def _within(
        self, field: QueryField, low: Value | None, high: Value | None, span: Span
    ) -> Check | QueryFault:
        if low is None and high is not None:
            return self._compared(field, Comparison.AT_MOST, high, span)
        if high is None and low is not None:
            return self._compared(field, Comparison.AT_LEAST, low, span)
        values = [end for end in (low, high) if end is not None]
        spans = [self._span(field, value) for value in values]
        found = [each for each in spans if each is not None]
        if len(found) < len(spans):
            return _no_such_day(field, span)
        # Days ago run backwards, and people name the larger end first.
        return Within(min(each.first for each in found), max(each.last for each in found))

    def _span(self, field: QueryField, value: Value) -> DaySpan | None:
        match value:
            case Number(number) | Amount(number):
                return DaySpan(number, number)
            case Text() | Coded():
                raise AssertionError("unreachable: the parser gives ordered fields their kind")
            case _:
                return span_of(value, self.at, looks_ahead=field.looks_ahead)


def _no_such_day(field: QueryField, span: Span) -> QueryFault:
    return QueryFault(QueryTrouble.NOT_A_DAY, span.start, span.end, "", field.key)


def _text_check(field: QueryField, text: str) -> Check:
    match field.kind:
        case FieldKind.PLACE if field.key == "province":
            return Exactly(province_spellings(text))
        case FieldKind.PLACE:
            return Exactly(spellings(text))
        case FieldKind.TAG:
            return Exactly(frozenset({text}))
        case _ if field.key in _NAMES_OF_CUSTOMERS:
            return Inside(name_key(text))
        case _ if field.key == "phone":
            return Inside(digits_of(text) or text)
        case _:
            return Inside(text)
