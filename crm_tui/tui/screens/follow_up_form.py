"""Write down a follow-up: what was said first, all else is optional."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from textual.app import ComposeResult

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRecord
from crm_tui.domain.days import NEVER
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import CONTENT_LIMIT, FollowUpDraft, Mood
from crm_tui.domain.moments import Moment
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import (
    contact_choices,
    enum_choices,
    moment_reader,
    read_moment,
    word_by_code,
    word_choices,
)
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import MomentField, MultiLineField, TextField

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.follow_ups import Written

NOTE_LIMIT = 500
_USUAL_METHOD = "call"


class FollowUpForm(FormScreen):
    """A new follow-up of one customer."""

    def __init__(
        self, session: Session, record: CustomerRecord, contacts: Sequence[ContactRow]
    ) -> None:
        title = _("Follow up · {customer}").format(customer=name_in_sentence(record.row.name))
        super().__init__(session, title, draft_name=f"follow-up-{record.row.id}")
        self._record = record
        self._contacts = tuple(contacts)

    def compose_fields(self) -> ComposeResult:
        """Yield the content, the next contact, and what is seldom changed."""
        session, words = self.session, DictionaryKind
        usual = word_by_code(session, words.FOLLOW_UP_METHOD, _USUAL_METHOD)
        only_contact = self._contacts[0] if len(self._contacts) == 1 else None
        yield MultiLineField(
            field_label("content"), required=True, limit=CONTENT_LIMIT, id="content"
        )
        yield MomentField(
            field_label("next_contact_at"),
            moment_reader(session),
            placeholder=_("tomorrow 3pm, 11-25, +2w"),
            id="next_contact_at",
        )
        yield TextField(
            field_label("next_contact_note"),
            placeholder=_("what to do then"),
            limit=NOTE_LIMIT,
            id="next_contact_note",
        )
        yield ChoiceField(
            field_label("method"),
            word_choices(session, words.FOLLOW_UP_METHOD),
            usual.id if usual else None,
            id="method_id",
        )
        yield ChoiceField(
            field_label("result"),
            word_choices(session, words.FOLLOW_UP_RESULT),
            id="result_id",
        )
        yield ChoiceField(
            field_label("contact_name"),
            contact_choices(self._contacts),
            only_contact,
            id="contact_id",
        )
        yield ChoiceField(field_label("mood"), enum_choices(Mood), id="mood")
        yield MomentField(
            field_label("happened_at"),
            moment_reader(session, prefer="past"),
            placeholder=_("now; or yesterday 4pm, 11-20 10:00"),
            id="happened_at",
        )
        yield ChoiceField(
            field_label("stage"),
            word_choices(session, words.STAGE, self._record.fields.stage_id),
            self._record.fields.stage_id,
            id="stage_id",
        )

    def save(self) -> None:
        """Save the follow-up and all that follows from it."""
        draft, customer_id = self._follow_up(), self._record.row.id
        session = self.session
        self.store(
            lambda: session.crm.follow_ups.add(session.actor, customer_id, draft), self._written
        )

    def _follow_up(self) -> FollowUpDraft:
        contact = self._chosen("contact_id")
        mood = self._chosen("mood")
        return FollowUpDraft(
            content=self.query_one("#content", MultiLineField).value,
            happened_at=self._happened_at(),
            method_id=self._chosen_word("method_id"),
            result_id=self._chosen_word("result_id"),
            contact_id=contact.id if isinstance(contact, ContactRow) else None,
            mood=mood if isinstance(mood, Mood) else None,
            next_contact_at=self.query_one("#next_contact_at", MomentField).value,
            next_contact_note=self.query_one("#next_contact_note", TextField).value,
            stage_id=self._chosen_word("stage_id"),
        )

    def _happened_at(self) -> datetime:
        text = self.query_one("#happened_at", MomentField).text
        found = read_moment(self.session, text, prefer="past") if text else None
        now = self.session.now
        if not isinstance(found, Moment):
            return now
        # "today" alone means the follow-up of just now, also before the hour a day stands for.
        is_of_today = not found.has_time and found.day == self.session.today
        return now if is_of_today else found.instant

    def _chosen(self, name: str) -> object:
        return self.query_one(f"#{name}", ChoiceField).value

    def _chosen_word(self, name: str) -> int | None:
        chosen = self._chosen(name)
        return chosen if isinstance(chosen, int) else None

    def _written(self, written: Written) -> None:
        operations_of(self).tell(outcome(written), severity=_severity(written))
        self.leave(written.changed)


def outcome(written: Written) -> str:
    """Return what became of a follow-up: until when it holds the customer, or why it does not."""
    left = days_left(written.last_day, written.today)
    if written.why_not_effective is not None:
        reason = word(written.why_not_effective)
        return _("Saved, but the days left do not change: {reason}").format(reason=reason)
    if written.last_day >= NEVER:
        return _("Saved · nothing takes this customer back")
    return _("Saved · days left: {left}").format(left=left)


def _severity(written: Written) -> str:
    return "information" if written.why_not_effective is None else "warning"
