"""Remove deleted customers for good: nothing of it can be taken back."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import customers, purges
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.events import CustomerPurged
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.standings import PurgeContents, why_not_purge
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import NotFoundError, NotPermittedError, RefusedError
from crm_tui.services.customers import refresh_search
from crm_tui.services.outcomes import BatchOutcome, Outcome
from crm_tui.values import dataclass

_AT_ONCE = 500


@dataclass(frozen=True, slots=True)
class PurgePreview:
    """What would go, and which customers cannot."""

    contents: PurgeContents
    refused: tuple[Outcome, ...]


@dataclass(frozen=True, slots=True)
class Purges:
    """The end of deleted customers, as who runs the office uses it."""

    database: Database

    def preview(self, actor: Actor, customer_ids: Sequence[CustomerId]) -> PurgePreview:
        """Return what `purge` would remove; change nothing."""
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.MANAGE_OFFICE):
                raise NotPermittedError(Permission.MANAGE_OFFICE.value)
            looked = _looked(view, [*dict.fromkeys(customer_ids)])
            free = [each.customer_id for each in looked if each.error is None]
            refused = tuple(each for each in looked if each.error is not None)
            return PurgePreview(purges.contents(view, free), refused)

    @operation(Permission.MANAGE_OFFICE)
    def purge(self, actor: Actor, customer_ids: Sequence[CustomerId]) -> BatchOutcome:
        """Remove deleted customers with contacts, follow-ups, tasks, files and all else of theirs.

        That it was done stays in the history, and what happened to them before without its
        values; the bytes of files go with the next cleaning. One with deals or papers that
        count is refused.
        """
        with self.database.writing(actor) as unit:
            results = tuple(_looked(unit, [*dict.fromkeys(customer_ids)]))
            gone = [each.customer_id for each in results if each.error is None]
            for home in purges.purge(unit, gone) if gone else ():
                refresh_search(unit, customers.stored(unit, home))
            for each in gone:
                unit.record(CustomerPurged(customer_id=each, record_id=each))
        return BatchOutcome(unit.changed, results)


def _looked(view: View, ids: Sequence[CustomerId]) -> list[Outcome]:
    """Return the customers, each with what forbids to remove it."""
    looked: list[Outcome] = []
    for start in range(0, len(ids), _AT_ONCE):
        part = ids[start : start + _AT_ONCE]
        rows = customers.set_aside_rows(view, part)
        deals = purges.deals_that_count(view, part)
        papers = purges.papers_that_count(view, part)
        for each in part:
            try:
                row = rows.get(each) or customers.raw(view, each)
            except NotFoundError as unseen:
                looked.append(Outcome(each, "", unseen))
                continue
            why = why_not_purge(row.name, row.standing, deals=deals[each], papers=papers[each])
            looked.append(Outcome(each, row.name, None if why is None else RefusedError(why)))
    return looked
