"""Write down a follow-up: what was said first, all else is optional."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from textual.app import ComposeResult
from textual.widget import Widget

from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRecord, CustomerType, may_retype
from crm_tui.domain.days import NEVER
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import (
    CONTENT_LIMIT,
    NEEDS_LIMIT,
    FollowUpDraft,
    Mood,
    PlannedTask,
)
from crm_tui.domain.moments import Moment
from crm_tui.domain.rhythms import proposed_contact_day
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left
from crm_tui.presentation.entries import rhythm_words
from crm_tui.presentation.mentions import told_sentences
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
from crm_tui.tui.screens.forms import FormScreen, group
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField, TextField

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.follow_ups import Written

NOTE_LIMIT = 500
_COMMAS = re.compile("[,，、;；]")  # as people type them
_JUST_NOW = timedelta(minutes=1)
_NEXT_DAY = timedelta(days=1)
_USUAL_METHOD = "call"


class FollowUpForm(FormScreen):
    """A new follow-up of one customer."""

    def __init__(
        self,
        session: Session,
        record: CustomerRecord,
        contacts: Sequence[ContactRow],
        said: FollowUpDraft | None = None,
    ) -> None:
        title = _("Follow up · {customer}").format(customer=name_in_sentence(record.row.name))
        super().__init__(session, title, draft_name=f"follow-up-{record.row.id}")
        self._record = record
        self._contacts = tuple(contacts)
        self._is_from_line = said is not None
        self._said = said or FollowUpDraft("", session.now)

    def compose_fields(self) -> ComposeResult:
        """Yield the content, the next contact, and what is seldom changed."""
        said = self._said
        yield MultiLineField(
            field_label("content"),
            said.content,
            required=True,
            limit=CONTENT_LIMIT,
            id="content",
        )
        yield MomentField(
            field_label("next_contact_at"),
            moment_reader(self.session),
            self._as_typed(said.next_contact_at),
            placeholder=" · ".join(filter(None, (_("tomorrow 3pm, 11-25, +2w"), self._rhythm()))),
            id="next_contact_at",
        )
        yield TextField(
            field_label("next_contact_note"),
            said.next_contact_note,
            placeholder=_("what to do then"),
            limit=NOTE_LIMIT,
            id="next_contact_note",
        )
        yield from self._how_fields()

    def _rhythm(self) -> str:
        session = self.session
        rhythm, today = session.office.work.rhythm_days, session.today
        return rhythm_words(
            proposed_contact_day(self._record.row.level, rhythm, today=today), today
        )

    def _how_fields(self) -> Iterator[FormField[Any]]:
        session, said, words = self.session, self._said, DictionaryKind
        usual = word_by_code(session, words.FOLLOW_UP_METHOD, _USUAL_METHOD)
        usual_id = usual.id if usual and not self._is_from_line else None
        stage_id = said.stage_id or self._record.fields.stage_id
        yield ChoiceField(
            field_label("method"),
            word_choices(session, words.FOLLOW_UP_METHOD),
            said.method_id or usual_id,
            id="method_id",
        )
        yield ChoiceField(
            field_label("result"),
            word_choices(session, words.FOLLOW_UP_RESULT),
            said.result_id,
            id="result_id",
        )
        yield ChoiceField(
            field_label("contact_name"),
            contact_choices(self._contacts),
            self._contact_said(),
            id="contact_id",
        )
        yield ChoiceField(field_label("mood"), enum_choices(Mood), said.mood, id="mood")
        yield MomentField(
            field_label("happened_at"),
            moment_reader(session, prefer="past"),
            self._as_typed(said.happened_at) if self._is_past(said.happened_at) else "",
            placeholder=_("now; or yesterday 4pm, 11-20 10:00"),
            id="happened_at",
        )
        yield ChoiceField(
            field_label("stage"),
            word_choices(session, words.STAGE, stage_id),
            stage_id,
            id="stage_id",
        )

    def groups_below(self) -> Iterable[Sequence[Widget]]:
        """Return what a follow-up brings with it, seldom all of it."""
        yield group(_("What comes of it"), list(self._further_fields()))

    def _further_fields(self) -> Iterator[FormField[Any]]:
        said, fields = self._said, self._record.fields
        task = said.tasks[0] if said.tasks else None
        yield MultiLineField(_("Changed needs"), said.needs, limit=NEEDS_LIMIT, id="needs")
        yield MultiLineField(_("Problems"), said.problems, limit=NEEDS_LIMIT, id="problems")
        yield ChoiceField(
            field_label("type"), enum_choices(self._types()), said.type or fields.type, id="type"
        )
        yield TextField(
            _("More tags"),
            _(", ").join(said.tags),
            placeholder=_("tags to add, with commas between them"),
            id="tags",
        )
        yield TextField(
            _("Task"),
            task.title if task else "",
            placeholder=_("what to do besides the next contact"),
            limit=NOTE_LIMIT,
            id="task_title",
        )
        yield MomentField(
            field_label("due_at"),
            moment_reader(self.session),
            self._as_typed(task.due_at) if task else "",
            placeholder=_("tomorrow 3pm, 11-25, +2w"),
            id="task_due",
        )

    def _contact_said(self) -> ContactRow | None:
        """Return whom the line names, else the only contact there is."""
        named = [each for each in self._contacts if each.id == self._said.contact_id]
        found = named or (list(self._contacts) if len(self._contacts) == 1 else [])
        return found[0] if found else None

    def _types(self) -> list[CustomerType]:
        """Return the types that an edit may give; 成交 follows from the deals alone."""
        old = self._record.fields.type
        is_deal = old is CustomerType.DEAL
        return [
            each for each in CustomerType if each is old or may_retype(old, each, is_deal=is_deal)
        ]

    def _as_typed(self, instant: datetime | None) -> str:
        """Return an instant as one would type it."""
        if instant is None:
            return ""
        return f"{instant.astimezone(self.session.zone):%Y-%m-%d %H:%M}"

    def _is_past(self, instant: datetime) -> bool:
        return instant < self.session.now - _JUST_NOW

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
            needs=self.query_one("#needs", MultiLineField).value,
            problems=self.query_one("#problems", MultiLineField).value,
            mention_ids=self._said.mention_ids,
            tags=tuple(filter(None, map(str.strip, _COMMAS.split(self._text("tags"))))),
            type=self._new_type(),
            tasks=self._tasks(),
        )

    def _new_type(self) -> CustomerType | None:
        chosen = self._chosen("type")
        if not isinstance(chosen, CustomerType) or chosen is self._record.fields.type:
            return None
        return chosen

    def _tasks(self) -> tuple[PlannedTask, ...]:
        """Return the task of the form, and those of the line for which it has no field."""
        title = self._text("task_title")
        further = self._said.tasks[1:]
        if not title:
            return further
        first = self._said.tasks[0] if self._said.tasks else None
        found = read_moment(self.session, self.query_one("#task_due", MomentField).text)
        if isinstance(found, Moment):
            return (
                PlannedTask(
                    title,
                    found.instant,
                    found.has_time,
                    first.assignee_id if first else None,
                ),
                *further,
            )
        due = self.query_one("#next_contact_at", MomentField).value
        return (PlannedTask(title, due or self.session.now + _NEXT_DAY, due is not None), *further)

    def _text(self, name: str) -> str:
        return self.query_one(f"#{name}", TextField).value

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
        operations_of(self).tell(outcome(written), severity=severity(written))
        self.leave(written.changed)


def outcome(written: Written) -> str:
    """Return what became of a follow-up: until when it holds the customer, and who was told."""
    return "\n".join([_days_words(written), *told_sentences(written.told)])


def _days_words(written: Written) -> str:
    left = days_left(written.last_day, written.today)
    if written.why_not_effective is not None:
        reason = word(written.why_not_effective)
        return _("Saved, but the days left do not change: {reason}").format(reason=reason)
    if written.last_day >= NEVER:
        return _("Saved · nothing takes this customer back")
    return _("Saved · days left: {left}").format(left=left)


def severity(written: Written) -> str:
    """Return how loudly the outcome of a follow-up is told."""
    is_well = written.why_not_effective is None and not written.told.untold
    return "information" if is_well else "warning"
