"""Edit many customers alike: first what it would do, then some in each transaction, one batch."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_tui.db.queries import customers, exports
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.bulk_edits import BulkChange, ForetoldEdit, unknown_field
from crm_tui.domain.customers import FieldChange, changed_fields
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import (
    CrmError,
    DuplicateCustomerError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.services import access
from crm_tui.services.customers.checking import edited
from crm_tui.services.customers.editing import edit_fields
from crm_tui.services.outcomes import BatchOutcome, Outcome
from crm_tui.values import dataclass

SAMPLES = 20
_AT_ONCE = 200
Progress = Callable[[int, int], bool]
"""Is told how many of how many are looked at, and answers whether to go on."""
_Refusals = (RefusedError, NotFoundError, FieldError, DuplicateCustomerError)


@dataclass(frozen=True, slots=True)
class BulkPreview:
    """What a change would do: how many change, how many have it already, which are refused."""

    changing: tuple[CustomerId, ...]
    unchanged: int
    refused: tuple[Outcome, ...]
    samples: tuple[ForetoldEdit, ...]
    """The first of those that change, with the values before and after."""
    words: Mapping[int, str]
    """The office's words by their ids, for whoever tells the values."""


@dataclass(frozen=True, slots=True)
class BulkEdits:
    """Edits of many customers as people use them."""

    database: Database

    def preview(
        self,
        actor: Actor,
        customer_ids: Sequence[CustomerId],
        change: BulkChange,
        *,
        progress: Progress | None = None,
    ) -> BulkPreview:
        """Return what `edit` would do now; change nothing. Stopped, of those looked at so far.

        Raises FieldError for a field that is not to be changed for many.
        """
        _refuse_unknown(change)
        looked, words = _Look(), dict[int, str]()
        asked = list(dict.fromkeys(customer_ids))
        for start in range(0, len(asked), _AT_ONCE):
            with self.database.reading(actor) as view:
                if not view.person.may(Permission.EDIT_CUSTOMER):
                    raise NotPermittedError(Permission.EDIT_CUSTOMER.value)
                words = words or dict(exports.words(view))
                for each in asked[start : start + _AT_ONCE]:
                    looked.at(view, each, change)
            done = min(start + _AT_ONCE, len(asked))
            if progress is not None and not progress(done, len(asked)):
                break
        return looked.found(words)

    @operation(Permission.EDIT_CUSTOMER)
    def edit(
        self, actor: Actor, customer_ids: Sequence[CustomerId], change: BulkChange
    ) -> BatchOutcome:
        """Change some customers; a refusal lets the others go on. `in_chunks` takes very many.

        Raises FieldError for a field that is not to be changed for many.
        """
        _refuse_unknown(change)
        with self.database.writing(actor) as unit:
            results = tuple(_edited(unit, each, change) for each in dict.fromkeys(customer_ids))
        return BatchOutcome(unit.changed, results)


class _Look:
    """Counts what a change would do to customers, one after the other."""

    def __init__(self) -> None:
        self.changing: list[CustomerId] = []
        self.unchanged = 0
        self.refused: list[Outcome] = []
        self.samples: list[ForetoldEdit] = []

    def found(self, words: Mapping[int, str]) -> BulkPreview:
        """Return what was counted."""
        return BulkPreview(
            tuple(self.changing), self.unchanged, tuple(self.refused), tuple(self.samples), words
        )

    def at(self, view: View, customer_id: CustomerId, change: BulkChange) -> None:
        """Look at one customer."""
        name = ""
        try:
            row = customers.raw(view, customer_id)
            name = row.name
            access.refuse_edit(view, row)
            found = _foretold(view, row, change)
        except _Refusals as error:
            self.refused.append(Outcome(customer_id, name, error))
            return
        if not found:
            self.unchanged += 1
            return
        self.changing.append(customer_id)
        if len(self.samples) < SAMPLES:
            self.samples.append(ForetoldEdit(name, found))


def _foretold(view: View, row: object, change: BulkChange) -> tuple[FieldChange, ...]:
    old = customers.fields_of(row)
    return changed_fields(old, edited(view, row, change.of(old), None))


def _edited(unit: Unit, customer_id: CustomerId, change: BulkChange) -> Outcome:
    name = ""
    error: CrmError | None = None
    try:
        with unit.trying():
            row = customers.raw(unit, customer_id)
            name = row.name
            edit_fields(unit, customer_id, change.of(customers.fields_of(row)))
    except _Refusals as refused:
        error = refused
    return Outcome(customer_id, name, error)


def _refuse_unknown(change: BulkChange) -> None:
    name = unknown_field(change)
    if name is not None:
        raise FieldError("field", "not_one_of", name)
