"""What imports of orders and contracts share: a paper is written as by hand, or not at all."""

from __future__ import annotations

from abc import ABC, abstractmethod
from contextlib import suppress
from typing import ClassVar, Generic, Protocol, TypeVar

from crm_tui.db.queries import papers, users
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.import_choices import MatchAction
from crm_tui.domain.imports import Column, HeaderMatch, Table
from crm_tui.domain.imports.outcomes import (
    ChangedLine,
    EnteredLine,
    FieldTrouble,
    ImportLine,
    KnownLine,
    NotStored,
    RefusedLine,
    RowNotStored,
    RowRefusal,
    RowRefused,
)
from crm_tui.domain.imports.parsed import NamingRow
from crm_tui.domain.quotes.numbering import place_in_span
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError, FieldError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.services.imports.deciding import place_of
from crm_tui.services.imports.naming import Named
from crm_tui.services.imports.row_imports import RowImport, RowT, Writing
from crm_tui.services.imports.spools import Spool
from crm_tui.services.imports.words import added_words


class NumberedRow(NamingRow, Protocol):
    """A paper that a file brings under its number."""

    @property
    def number(self) -> str:
        """Return its number."""


PaperT = TypeVar("PaperT", bound=NumberedRow)


class _TriedError(Exception):
    """All rows were gone through; what was written of them is taken back."""


class RowError(CrmError):
    """A paper cannot be imported: the reasons, each of its own row."""

    def __init__(self, *refusals: RowRefusal) -> None:
        super().__init__(refusals)
        self.refusals = refusals


class PaperImport(RowImport[RowT]):
    """An import of papers; a dry run writes them as well, and takes all of it back."""

    needs: ClassVar[Permission]
    """Without which such a paper is not drafted by hand."""

    def refuse(self, view: View) -> None:
        """Raise for who may not import, or not draft such papers."""
        super().refuse(view)
        if not view.person.may(self.needs):
            raise NotPermittedError(self.needs.value)

    def try_out(self, table: Table, rows: Spool[RowT]) -> None:
        """Take down what would become of every row: only writing them shows what one refuses."""
        with suppress(_TriedError), self.database.writing(self.actor) as unit:
            self.go_through(unit, table, rows, Writing(unit, added_words(unit, self.words)))
            raise _TriedError


class PaperWriter(ABC, Generic[PaperT]):
    """Writes papers one by one."""

    kind: ClassVar[str]
    number_column: ClassVar[Column]

    def __init__(self, of: RowImport[RowT], unit: Unit, header: HeaderMatch) -> None:
        self.unit = unit
        self.header = header
        self.plan = of.plan
        self.people: dict[str | None, UserId] = {
            login: user_id for user_id, login, _ in users.logins(unit.connection)
        }
        self.written = 0
        self._counted: dict[str, int] = {}

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
                return self._line(paper, named)
        except RowError as error:
            return RefusedLine(paper.line, error.refusals)
        except RefusedError as error:
            why = error.refusal
        except FieldError as error:
            why = FieldTrouble(error.field, error.reason, error.value, error.limit)
        except NotFoundError:
            return RefusedLine(paper.line, (self.not_stored(paper, NotStored.NOT_ENTERED),))
        place = place_of(self.header, self.number_column)
        return RefusedLine(paper.line, (RowRefused(paper.line, *place, paper.number, why),))

    def end(self) -> None:
        """Let the office's own numbers go on behind those that the file brought."""
        for span, last in self._counted.items():
            papers.count_past(self.unit, f"{self.kind}:{span}", last)

    def not_stored(
        self, paper: PaperT, reason: NotStored, column: Column | None = None, value: str = ""
    ) -> RowNotStored:
        """Return why a paper is not stored, told at its number or at another column."""
        place = place_of(self.header, column or self.number_column)
        return RowNotStored(paper.line, *place, value or paper.number, reason)

    def _line(self, paper: PaperT, named: Named) -> ImportLine:
        customer_id = named.customer_of(paper)
        if isinstance(customer_id, RowNotStored):
            raise RowError(customer_id)
        held = papers.holder_of_number(self.unit, self.kind, paper.number)
        if held is not None and not held.is_deleted:
            return self._known(paper, customer_id, held)
        if held is not None:
            papers.give_up_number(self.unit, self.kind, paper.number)
        record_id = self.enter(customer_id, paper)
        self.written += 1
        self._count(paper.number)
        return EnteredLine(paper.line, paper.number, None if self.plan.dry_run else record_id)

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
                return ChangedLine(paper.line, paper.number, customer_id, changed)
            case _:
                return KnownLine(paper.line, paper.number, held.id if is_same else None)

    def _count(self, number: str) -> None:
        found = place_in_span(self.number_pattern(), number)
        if found is not None:
            span, last = found
            self._counted[span] = max(last, self._counted.get(span, 0))
