"""What imports of papers share: each is written as by hand, or not at all."""

from __future__ import annotations

import time
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterable, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any, ClassVar, Generic, Protocol, TypeVar

from crm_tui.db.queries import customers, papers, users
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import Column, HeaderMatch, Table
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    EnteredLine,
    ImportLine,
    KnownLine,
    NotStored,
    RefusedLine,
    RowNotStored,
    RowRefusal,
)
from crm_tui.domain.imports.parsed import NamingRow
from crm_tui.domain.quotes.numbering import place_in_span
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError, NotPermittedError
from crm_tui.services.imports.deciding import place_of
from crm_tui.services.imports.ledgers import Step
from crm_tui.services.imports.naming import Named
from crm_tui.services.imports.refusing import REFUSALS, RowError, refusals_of
from crm_tui.services.imports.row_imports import RowImport, RowT, Writing
from crm_tui.services.imports.spools import CHUNK, Spool

_HELD_SECONDS = 0.05
"""For so long papers are tried, and what is begun is ended, before others have their turn."""
_PAUSE_SECONDS = 0.01
"""Longer than who waits to write sleeps between two tries."""


class NumberedRow(NamingRow, Protocol):
    """A paper that a file brings under its number."""

    @property
    def number(self) -> str:
        """Return its number."""


PaperT = TypeVar("PaperT", bound=NumberedRow)


class _TriedError(Exception):
    """All rows were gone through; what was written of them is taken back."""


class PaperImport(RowImport[RowT]):
    """An import of papers; a dry run writes them as well, and takes all of it back."""

    needs: ClassVar[Permission]
    """Without which such a paper is not drafted by hand."""

    @abstractmethod
    def writer(self, unit: Unit, header: HeaderMatch) -> PaperWriter[Any]:
        """Return what writes the papers of rows."""

    @abstractmethod
    def known_by(self, row: RowT) -> tuple[str, str]:
        """Return the number of a row's paper, and the name of its customer where it is told."""

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not draft such papers."""
        super().refuse(view)
        if not view.person.may(self.needs):
            raise NotPermittedError(self.needs.value)

    def go_through(
        self, view: View, table: Table, rows: Spool[RowT], writing: Writing | None
    ) -> int:
        """Write every paper that can be; return how many were."""
        if writing is None:
            raise AssertionError("papers are tried by writing them")
        writer = self.writer(writing.unit, table.header)
        done: list[ImportLine] = []
        papers_of = iter(self._papers(rows).values())
        while chunk := list(islice(papers_of, CHUNK)):
            self.watch.step(len(done), len(rows))
            done += writer.lines([[rows[at] for at in places] for places in chunk])
        writer.end()
        self._take_down(done, len(rows))
        return writer.written

    def try_out(self, table: Table, rows: Spool[RowT]) -> None:
        """Take down what would become of every row: only writing them shows what one refuses.

        The papers of some customers at a time: in between others write. Those of one customer are
        never parted, since one decides about the next.
        """
        done: list[ImportLine] = []
        left = deque(self._of_customers(rows))
        while left:
            self.watch.step(len(done), len(rows))
            with suppress(_TriedError), self.database.writing(self.actor) as unit:
                writer, end = self.writer(unit, table.header), time.monotonic() + _HELD_SECONDS
                while left:
                    papers_of = left.popleft()
                    done += writer.lines([[rows[at] for at in places] for places in papers_of])
                    if time.monotonic() >= end:
                        break
                raise _TriedError
            time.sleep(_PAUSE_SECONDS)
        self._take_down(done, len(rows))

    def _papers(self, rows: Spool[RowT]) -> dict[str, list[int]]:
        """Return the places of the rows of each number, in the order of the file."""
        places: dict[str, list[int]] = {}
        for place, row in enumerate(rows):
            places.setdefault(self.known_by(row)[0], []).append(place)
        return places

    def _of_customers(self, rows: Spool[RowT]) -> Iterable[list[list[int]]]:
        """Return the papers of each customer: one decides about the next of the same."""
        papers_of: dict[str, list[list[int]]] = {}
        for places in self._papers(rows).values():
            papers_of.setdefault(self.known_by(rows[places[0]])[1], []).append(places)
        return papers_of.values()

    def _take_down(self, done: list[ImportLine], total: int) -> None:
        for line in sorted(done, key=lambda each: each.line):
            self.ledger.add(Step.CHANGED, line)
        self.watch.step(total, total)


class PaperWriter(ABC, Generic[PaperT]):
    """Writes papers one by one."""

    kind: ClassVar[str]
    number_column: ClassVar[Column]

    def __init__(self, of: PaperImport[Any], unit: Unit, header: HeaderMatch) -> None:
        self.unit = unit
        self.header = header
        self.plan = of.plan
        self.people: dict[str | None, UserId] = {
            login: user_id for user_id, login, _ in users.logins(unit.connection)
        }
        self.written = 0
        self.counted: dict[str, int] = {}
        """How far the numbers of each span came in the file."""

    @abstractmethod
    def lines(self, groups: Sequence[Sequence[Any]]) -> Iterable[ImportLine]:
        """Yield what became of the rows of some papers; each group is the rows of one number."""

    @abstractmethod
    def enter(self, customer_id: CustomerId, paper: PaperT) -> int:
        """Write a paper that is new and return its id; raise for what cannot be."""

    @abstractmethod
    def overwrite(self, record_id: int, customer_id: CustomerId, paper: PaperT) -> tuple[str, ...]:
        """Put what a paper says in the place of a draft; return the names of what changed."""

    @abstractmethod
    def number_pattern(self) -> str:
        """Return how the office numbers such papers."""

    def line(self, paper: PaperT, named: Named) -> ImportLine:
        """Return what became of a paper; what is refused of it leaves no trace."""
        try:
            with self.unit.trying():
                return self.put(paper, named)
        except REFUSALS as error:
            return RefusedLine(paper.line, self.refusals(paper, error), self.called(paper))

    def refusals(self, paper: PaperT, error: CrmError) -> tuple[RowRefusal, ...]:
        """Return why a paper was refused, each told at its own row."""
        place = place_of(self.header, self.number_column)
        return refusals_of(error, paper.line, place, self.called(paper))

    def end(self) -> None:
        """Let the office's own numbers go on behind those that the file brought."""
        for span, last in self.counted.items():
            papers.count_past(self.unit, f"{self.kind}:{span}", last)

    def not_stored(
        self, paper: PaperT, reason: NotStored, column: Column | None = None, value: str = ""
    ) -> RowNotStored:
        """Return why a paper is not stored, told at its number or at another column."""
        place = place_of(self.header, column or self.number_column)
        return RowNotStored(paper.line, *place, value or self.called(paper), reason)

    def called(self, paper: PaperT) -> str:
        """Return by what number people know a paper."""
        return paper.number

    def version_of(self, paper: PaperT) -> int | None:
        """Return which version of its number a paper is, None where papers have none."""
        return None

    def put(self, paper: PaperT, named: Named) -> ImportLine:
        """Write a paper, or what is to be done with one that is here; raise for what cannot be."""
        customer_id = named.customer_of(paper)
        if isinstance(customer_id, RowNotStored):
            raise RowError(customer_id)
        version_no = self.version_of(paper)
        held = papers.holder_of_number(self.unit, self.kind, paper.number, version_no)
        if held is not None and not held.is_deleted:
            return self._known(paper, customer_id, held)
        if held is not None:
            self._refuse_anothers(paper, customer_id, held)
            papers.give_up_number(self.unit, self.kind, paper.number, version_no)
        record_id = self.enter(customer_id, paper)
        self.written += 1
        self._count(paper.number)
        return EnteredLine(paper.line, self.called(paper), None if self.plan.dry_run else record_id)

    def _refuse_anothers(
        self, paper: PaperT, customer_id: CustomerId, held: papers.NumberHolder
    ) -> None:
        """Raise where a deleted paper of a customer out of sight would lose its number."""
        is_seen = held.customer_id == customer_id or customers.rows(self.unit, [held.customer_id])
        if not is_seen and not self.unit.person.is_admin:
            raise RowError(self.not_stored(paper, NotStored.NUMBER_OF_OTHERS))

    def _known(
        self, paper: PaperT, customer_id: CustomerId, held: papers.NumberHolder
    ) -> ImportLine:
        is_same = held.customer_id == customer_id
        match self.plan.policy.block:
            case MatchAction.REPORT:
                raise RowError(self.not_stored(paper, NotStored.NUMBER_KNOWN))
            case MatchAction.OVERWRITE:
                if not is_same:
                    raise RowError(self.not_stored(paper, NotStored.NUMBER_OF_OTHERS))
                changed = self.overwrite(held.id, customer_id, paper)
                self.written += bool(changed)
                return ChangedLine(paper.line, self.called(paper), customer_id, changed)
            case _:
                return KnownLine(paper.line, self.called(paper), held.id if is_same else None)

    def _count(self, number: str) -> None:
        found = place_in_span(self.number_pattern(), number)
        if found is not None:
            span, last = found
            self.counted[span] = max(last, self.counted.get(span, 0))
