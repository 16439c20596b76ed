"""What differs between two versions of a quote, line by line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields as dataclass_fields

from crm_tui.domain.quotes.records import Quote, QuoteFields, QuoteLine, QuoteLineFields
from crm_tui.values import dataclass

_SILENT = frozenset({"cost_minor", "product_id"})


@dataclass(frozen=True, slots=True)
class LineChange:
    """A line before and after; None where it was not there."""

    before: QuoteLine | None
    after: QuoteLine | None

    @property
    def fields(self) -> tuple[str, ...]:
        """Return the names of the fields that differ, none for a line that came or went."""
        if self.before is None or self.after is None:
            return ()
        old, new = self.before.fields, self.after.fields
        return tuple(
            each.name
            for each in dataclass_fields(QuoteLineFields)
            if each.name not in _SILENT and getattr(old, each.name) != getattr(new, each.name)
        )


@dataclass(frozen=True, slots=True)
class QuoteDifference:
    """The fields that differ between two versions, and the lines that came, went or changed."""

    fields: tuple[str, ...]
    lines: tuple[LineChange, ...]


def differences(before: Quote, after: Quote) -> QuoteDifference:
    """Return what differs: lines are the same by their product, else by their name."""
    names = tuple(
        each.name
        for each in dataclass_fields(QuoteFields)
        if getattr(before.fields, each.name) != getattr(after.fields, each.name)
    )
    return QuoteDifference(names, tuple(_line_changes(before.lines, after.lines)))


def _line_changes(before: Sequence[QuoteLine], after: Sequence[QuoteLine]) -> list[LineChange]:
    left = list(before)
    changes: list[LineChange] = []
    for line in after:
        same = next((each for each in left if _key(each) == _key(line)), None)
        if same is not None:
            left.remove(same)
        change = LineChange(same, line)
        if same is None or change.fields:
            changes.append(change)
    return [*changes, *(LineChange(each, None) for each in left)]


def _key(line: QuoteLine) -> tuple[object, str]:
    fields = line.fields
    return (fields.product_id, "" if fields.product_id is not None else fields.name)
