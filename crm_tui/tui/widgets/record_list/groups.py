"""Groups of a list: a line over each, and a source that puts them one below the other."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Sequence
from dataclasses import replace
from itertools import accumulate
from typing import Generic

from crm_tui.domain.list_figures import GroupValue
from crm_tui.tui.widgets.record_list.sources import RecordSource, RecordT
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class GroupHeader:
    """The line over a group; its id is below zero, where no record has one."""

    id: int
    label: str
    count: int
    note: str = ""
    is_open: bool = True


# No slots: `Group[Customer](…)` sets an attribute on the new object in Python 3.11.
@dataclass(frozen=True)
class Group(Generic[RecordT]):
    """One group: what stands over it, and where its records come from."""

    header: GroupHeader
    source: RecordSource[RecordT]
    value: GroupValue | None = None
    """What its records have in common."""

    @property
    def lines(self) -> int:
        """How many lines the group takes, its own among them."""
        return 1 + (self.header.count if self.header.is_open else 0)


class GroupedSource(Generic[RecordT]):
    """Groups one below the other; only those that are looked at are read.

    `group_of` tells to which group a record belongs, by the place of the group.
    """

    def __init__(
        self, groups: Sequence[Group[RecordT]], group_of: Callable[[int], int | None]
    ) -> None:
        self.groups = tuple(groups)
        self._group_of = group_of
        self._starts = [0, *accumulate(each.lines for each in self.groups)]

    def count(self) -> int:
        """Return how many lines there are, those of the groups among them."""
        return self._starts[-1]

    def fetch(self, start: int, n: int) -> Sequence[RecordT | GroupHeader]:
        """Return up to `n` lines from the place `start` on."""
        lines: list[RecordT | GroupHeader] = []
        end = min(start + n, self.count())
        at = max(0, bisect_right(self._starts, start) - 1)
        while start < end:
            group, first = self.groups[at], self._starts[at]
            stop = min(end, self._starts[at + 1])
            if start == first:
                lines.append(group.header)
                start += 1
            if start < stop:
                found = group.source.fetch(start - first - 1, stop - start)
                # Somebody may have taken records away since they were counted.
                missing = stop - start - len(found)
                lines += [*found, *[GroupHeader(group.header.id, "", 0)] * missing]
                start = stop
            at += 1
        return lines

    def index_of(self, record_id: int) -> int | None:
        """Return the place of a record or of a group's line; None for what is folded away."""
        if record_id < 0:
            return next(
                (
                    start
                    for start, each in zip(self._starts, self.groups, strict=False)
                    if each.header.id == record_id
                ),
                None,
            )
        at = self._group_of(record_id)
        if at is None or not self.groups[at].header.is_open:
            return None
        index = self.groups[at].source.index_of(record_id)
        return None if index is None else self._starts[at] + 1 + index

    def group_at(self, index: int) -> Group[RecordT] | None:
        """Return the group that the line at a place belongs to."""
        if not 0 <= index < self.count():
            return None
        return self.groups[bisect_right(self._starts, index) - 1]

    def place_in_group(self, index: int) -> tuple[int, int] | None:
        """Return the place of a line among the records of its group, and how many they are."""
        group = self.group_at(index)
        if group is None:
            return None
        at = index - self._starts[self.groups.index(group)]
        return (at, group.header.count) if at else None

    def folded(self, header_id: int) -> GroupedSource[RecordT]:
        """Return the same groups with this one folded away, or unfolded again."""
        return self._with_headers(
            lambda header: (
                replace(header, is_open=not header.is_open) if header.id == header_id else header
            )
        )

    def noted(self, notes: Sequence[str]) -> GroupedSource[RecordT]:
        """Return the same groups with other words on their lines, in their order."""
        by_id = {each.header.id: note for each, note in zip(self.groups, notes, strict=True)}
        return self._with_headers(lambda header: replace(header, note=by_id[header.id]))

    def _with_headers(self, change: Callable[[GroupHeader], GroupHeader]) -> GroupedSource[RecordT]:
        groups = [replace(each, header=change(each.header)) for each in self.groups]
        return GroupedSource(groups, self._group_of)
