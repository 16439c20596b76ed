"""The follow-ups of a customer as people use them."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import customers, follow_ups
from crm_tui.db.unit_of_work import Database, Unit, one_batch, operation
from crm_tui.domain.entries import Occasion
from crm_tui.domain.events import Changed
from crm_tui.domain.follow_ups import CommentTask, FollowUpDraft, FollowUpRow
from crm_tui.domain.identifiers import CustomerId, FollowUpId, UserId
from crm_tui.domain.mentions import Told
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import CrmError, InvalidInputError, NotFoundError, RefusedError
from crm_tui.services import protection
from crm_tui.services.follow_ups import mentions
from crm_tui.services.follow_ups.changing import changeable, delete_one, edit_one
from crm_tui.services.follow_ups.commenting import checked_comment, checked_task, comment_on
from crm_tui.services.follow_ups.entering import Paste, chunks, occasion, read_lines
from crm_tui.services.follow_ups.extras import write_extras
from crm_tui.services.follow_ups.writing import (
    Written,
    checked_content,
    checked_note,
    checked_remark,
    refuse_unusable,
    write_one,
)
from crm_tui.values import dataclass

_AT_ONCE = 20
"""Follow-ups that a transaction takes of many: the write lock is held well under 250 ms."""


@dataclass(frozen=True, slots=True)
class PasteOutcome:
    """What became of several follow-ups, each saved or refused, in the order given."""

    results: tuple[Written | CrmError, ...]

    @property
    def written(self) -> tuple[Written, ...]:
        """Return those that were saved."""
        return tuple(each for each in self.results if isinstance(each, Written))

    @property
    def changed(self) -> Changed:
        """Return what all of them changed together."""
        changes = [each.changed for each in self.written]
        return Changed(
            next((each.batch_id for each in changes if each.batch_id is not None), None),
            frozenset[str]().union(*(each.kinds for each in changes)),
            tuple(dict.fromkeys(each for one in changes for each in one.customer_ids)),
        )


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
            written = write_one(unit, row, draft, content, note)
            return _with_extras(unit, customer_id, draft, written)

    def add_all(
        self, actor: Actor, items: Sequence[tuple[CustomerId, FollowUpDraft]]
    ) -> PasteOutcome:
        """Save several follow-ups, some in each transaction; one undo takes all of them back.

        One that is refused lets the others go on, and answers with its error.
        """
        results: list[Written | CrmError] = []
        with one_batch():
            for some in chunks(items, _AT_ONCE):
                results += self._add_some(actor, some)
        return PasteOutcome(tuple(results))

    @operation(Permission.FOLLOW_UP)
    def _add_some(
        self, actor: Actor, items: Sequence[tuple[CustomerId, FollowUpDraft]]
    ) -> tuple[Written | CrmError, ...]:
        """Save a few follow-ups in one transaction; each answers for itself, in the order given."""
        with self.database.writing(actor) as unit:
            return tuple(_attempt(unit, customer_id, draft) for customer_id, draft in items)

    def occasion(self, actor: Actor, customer_id: CustomerId) -> Occasion:
        """Return what a line about a customer is read with, and whether one would count."""
        with self.database.reading(actor) as view:
            return occasion(view, customer_id)

    def read_paste(self, actor: Actor, text: str) -> Paste:
        """Return what several lines say, `customer line` each; nothing is saved."""
        with self.database.reading(actor) as view:
            return read_lines(view, text)

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
        for name in ("needs", "problems"):
            if name in changes:
                changes[name] = checked_remark(name, str(changes[name]))
        with self.database.writing(actor) as unit:
            found = changeable(unit, follow_up_id)
            row = protection.settled(unit, found.stored.customer_id)
            return edit_one(unit, row, found, changes)

    @operation(Permission.FOLLOW_UP)
    def comment(
        self,
        actor: Actor,
        follow_up_id: FollowUpId,
        content: str,
        *,
        task: CommentTask | None = None,
    ) -> Changed:
        """Comment on what somebody below wrote; they are told, and given a task if one is named.

        It moves no deadline. Raises RefusedError for who stands neither above the author nor above
        who holds the customer, FieldError for no words, or a task in the past.
        """
        words, task = checked_comment(content), checked_task(task)
        with self.database.writing(actor) as unit:
            comment_on(unit, follow_up_id, words, task)
        return unit.changed

    def would_tell(
        self, actor: Actor, customer_id: CustomerId, content: str, chosen: Collection[UserId] = ()
    ) -> Told:
        """Return which colleagues a text would tell, and which it names in vain."""
        with self.database.reading(actor) as view:
            customers.raw(view, customer_id)
            return mentions.would_tell(view, customer_id, content, chosen)

    @operation(Permission.FOLLOW_UP)
    def delete(self, actor: Actor, follow_up_id: FollowUpId) -> Changed:
        """Delete a follow-up; its effect goes with it, and the day is computed anew with grace."""
        with self.database.writing(actor) as unit:
            found = changeable(unit, follow_up_id)
            row = protection.settled(unit, found.stored.customer_id)
            delete_one(unit, row, found)
        return unit.changed


def _attempt(unit: Unit, customer_id: CustomerId, draft: FollowUpDraft) -> Written | CrmError:
    try:
        content, note = checked_content(draft.content), checked_note(draft.next_contact_note)
        row = protection.settled(unit, customer_id)
        with unit.trying():
            refuse_unusable(unit, row, draft)
            written = write_one(unit, row, draft, content, note)
            return _with_extras(unit, customer_id, draft, written)
    except (InvalidInputError, NotFoundError, RefusedError) as error:
        return error


def _with_extras(
    unit: Unit, customer_id: CustomerId, draft: FollowUpDraft, written: Written
) -> Written:
    last_day = write_extras(unit, customer_id, written.follow_up_id, draft)
    moved = written.last_day if last_day is None else last_day
    return replace(written, last_day=moved, changed=unit.changed)
