"""Notices as people read them: a mention, a comment, a task given, a report."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries import notices
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import Changed, NoticesSeen
from crm_tui.domain.identifiers import CustomerId, NoticeId
from crm_tui.domain.notices import NoticeRow
from crm_tui.domain.users import Actor, Permission
from crm_tui.values import dataclass

MOST_ROWS = 100


@dataclass(frozen=True, slots=True)
class Notices:
    """What the program tells a person because of somebody else's act."""

    database: Database

    def unseen(
        self, actor: Actor, *, customer_id: CustomerId | None = None, limit: int = MOST_ROWS
    ) -> list[NoticeRow]:
        """Return what this person has not seen yet, of one customer or of all, newest first."""
        with self.database.reading(actor) as view:
            return notices.unseen(view, limit, customer_id=customer_id)

    @operation(Permission.VIEW)
    def mark_seen(self, actor: Actor, ids: Sequence[NoticeId] | None = None) -> Changed:
        """Note that notices were read, all without ids; those of others are left alone."""
        with self.database.writing(actor) as unit:
            seen = notices.mark_seen(unit, ids)
            if seen:
                unit.record(NoticesSeen(after={"ids": list(seen)}))
        return unit.changed
