"""What a query asks of one of the office's own fields, by what that field holds."""

from __future__ import annotations

from crm_tui.domain.custom_fields import CHOSEN, NUMERIC, CustomField, FieldType
from crm_tui.domain.custom_values import ValueFault, parse_value
from crm_tui.domain.numerals import half_width
from crm_tui.domain.queries.conditions import Check, Exactly, Inside, IsFilled, Measured
from crm_tui.domain.queries.days import Circumstances, DaySpan, read_day_value, span_of
from crm_tui.domain.queries.evaluation import NO, YES
from crm_tui.domain.queries.faults import QueryFault, QueryTrouble, near_words
from crm_tui.domain.queries.parser import RANGE_SIGN
from crm_tui.domain.queries.tree import TURNED, Compared, Comparison, Filled, Stretch, Test, Text
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

_WRONG = {
    FieldType.NUMBER: QueryTrouble.NOT_A_NUMBER,
    FieldType.MONEY: QueryTrouble.NOT_AN_AMOUNT,
    FieldType.DATE: QueryTrouble.NOT_A_DAY,
}


@dataclass(frozen=True, slots=True)
class OwnTerm:
    """One of the office's own fields, asked in an office with a currency, at an instant."""

    field: CustomField
    at: Circumstances
    currency: str

    def check(self, test: Test) -> Check | QueryFault:
        """Return what a test asks of the field, or why it cannot be asked."""
        if isinstance(test, Filled):
            return IsFilled(test.is_filled)
        if not isinstance(test, Compared) or not isinstance(test.value, Text):
            raise AssertionError("unreachable: the parser reads own fields as texts")
        text, comparison = test.value.text, test.comparison
        if self.field.type in NUMERIC:
            found = self._within(text, comparison)
            return self._fault(_WRONG[self.field.type], test, text) if found is None else found
        if comparison is not Comparison.IS:
            return self._fault(QueryTrouble.NOT_COMPARED, test, text)
        if self.field.type is FieldType.YES_NO:
            answer = parse_value(self.field, text, lambda _text: None)
            if isinstance(answer, ValueFault):
                return self._fault(QueryTrouble.UNKNOWN_VALUE, test, text, answer.known)
            return Exactly(frozenset({YES if answer else NO}))
        return self._chosen(text, test) if self.field.type in CHOSEN else Inside(text)

    def _chosen(self, text: str, test: Compared) -> Check | QueryFault:
        wanted = folded(text)
        choices = self.field.fields.choices
        exact = [each.code for each in choices if wanted in (folded(each.name), each.code)]
        found = exact or [each.code for each in choices if wanted in folded(each.name)]
        if not found:
            near = near_words(text, [each.name for each in choices])
            return self._fault(QueryTrouble.UNKNOWN_NAME, test, text, near)
        return Exactly(frozenset(found))

    def _within(self, text: str, comparison: Comparison) -> Measured | None:
        cut = RANGE_SIGN.search(half_width(text))
        if cut is not None and comparison is Comparison.IS:
            return self._between(text[: cut.start()].strip(), text[cut.end() :].strip())
        span = self._span(text)
        if self.field.type is FieldType.DATE and isinstance(read_day_value(text), Stretch):
            # So many days ago: the more, the earlier.
            comparison = TURNED[comparison]
        return None if span is None else _compared(span, comparison, self._step)

    def _between(self, low: str, high: str) -> Measured | None:
        spans = [self._span(each) for each in (low, high) if each]
        if not spans or None in spans:
            return None
        first = spans[0].low if low and spans[0] is not None else None
        last = spans[-1].high if high and spans[-1] is not None else None
        if first is not None and last is not None and first > last:
            # Days ago run backwards, and people name the larger end first.
            ends = [each for each in spans if each is not None]
            first, last = min(each.low for each in ends), max(each.high for each in ends)
        return Measured(first, last)

    def _span(self, text: str) -> _Span | None:
        if self.field.type is FieldType.DATE:
            value = read_day_value(text)
            found: DaySpan | None = None
            if value is not None:
                found = span_of(value, self.at, looks_ahead=False)
            return None if found is None else _Span(found.first, found.last)
        number = parse_value(self.field, text, lambda _text: None, self.currency)
        return _Span(number, number) if isinstance(number, int | float) else None

    @property
    def _step(self) -> float:
        """Return how far the next greater value stands, at least."""
        return 10**-6 if self.field.type is FieldType.NUMBER else 1

    def _fault(
        self, trouble: QueryTrouble, test: Compared, text: str, near: tuple[str, ...] = ()
    ) -> QueryFault:
        return QueryFault(trouble, test.span.start, test.span.end, text, "custom", near)


@dataclass(frozen=True, slots=True)
class _Span:
    low: float
    high: float


def _compared(span: _Span, comparison: Comparison, step: float) -> Measured:
    match comparison:
        case Comparison.IS:
            return Measured(span.low, span.high)
        case Comparison.LESS:
            return Measured(None, span.low - step)
        case Comparison.AT_MOST:
            return Measured(None, span.high)
        case Comparison.MORE:
            return Measured(span.high + step, None)
        case Comparison.AT_LEAST:
            return Measured(span.low, None)
