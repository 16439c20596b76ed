"""The follow-ups of a customer as people use them."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import customers, follow_ups
from crm_tui.db.unit_of_work import Database, operation
from crm_tui.domain.events import Changed
from crm_tui.domain.follow_ups import FollowUpDraft, FollowUpRow
from crm_tui.domain.identifiers import CustomerId, FollowUpId, UserId
from crm_tui.domain.users import Actor, Permission
from crm_tui.services import protection
from crm_tui.services.follow_ups.changing import changeable, delete_one, edit_one
from crm_tui.services.follow_ups.writing import (
    Written,
    checked_content,
    checked_note,
    refuse_unusable,
    write_one,
)
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class FollowUps:
    """Follow-ups as people use them."""

    database: Database

    def list(
        self,
        actor: Actor,
        customer_id: CustomerId | None = None,
        *,
        author_id: UserId | None = None,
        limit: int = 100,
    ) -> list[FollowUpRow]:
        """Return visible follow-ups, the newest first."""
        with self.database.reading(actor) as view:
            if customer_id is not None:
                customers.record(view, customer_id)
            return follow_ups.follow_ups_of(view, customer_id, author_id=author_id, limit=limit)

    @operation(Permission.FOLLOW_UP)
    def add(self, actor: Actor, customer_id: CustomerId, draft: FollowUpDraft) -> Written:
        """Save a follow-up with all that follows from it, in one transaction.

        A period that ended earlier is ended first, so the follow-up is kept and moves nothing.
        Raises FieldError for empty content, a future time or an unknown word, RefusedError for a
        team member who only reads.
        """
        content, note = checked_content(draft.content), checked_note(draft.next_contact_note)
        with self.database.writing(actor) as unit:
            row = protection.settled(unit, customer_id)
            refuse_unusable(unit, row, draft)
            follow_up_id, reason, last_day = write_one(unit, row, draft, content, note)
        return Written(follow_up_id, unit.changed, reason, last_day, unit.today)

    @operation(Permission.FOLLOW_UP)
    def edit(
        self, actor: Actor, follow_up_id: FollowUpId, changes: Mapping[str, object]
    ) -> Written:
        """Change a follow-up; what it said before stands in the history.

        It never happened later than it was recorded, nor earlier than the setting allows, and one
        that did not count still does not. Raises FieldError for a field that cannot be changed
        so, RefusedError where it is no longer this person's to change.
        """
        changes = dict(changes)
        if "content" in changes:
            changes["content"] = checked_content(str(changes["content"]))
        with self.database.writing(actor) as unit:
            found = changeable(unit, follow_up_id)
            row = protection.settled(unit, found.stored.customer_id)
            reason, last_day = edit_one(unit, row, found, changes)
        return Written(follow_up_id, unit.changed, reason, last_day, unit.today)

    @operation(Permission.FOLLOW_UP)
    def delete(self, actor: Actor, follow_up_id: FollowUpId) -> Changed:
        """Delete a follow-up; its effect goes with it, and the day is computed anew with grace."""
        with self.database.writing(actor) as unit:
            found = changeable(unit, follow_up_id)
            row = protection.settled(unit, found.stored.customer_id)
            delete_one(unit, row, found)
        return unit.changed
