"""请假: who is away when; those days do not count against what they hold."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.days import DayRange, date_of
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.leaves import LONGEST_LEAVE_DAYS, LeavePlan, LeaveRow, LeaveTooLong
from crm_tui.domain.moments import Moment
from crm_tui.domain.users import Permission, UserRow
from crm_tui.errors import CrmError, RefusedError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import day_heading
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, person_label
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import moment_reader, read_moment
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.handover_offers import offer_handover
from crm_tui.tui.screens.settings.choosing import people_choices
from crm_tui.tui.screens.settings.day_kinds import WeekExceptions
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import FormField, MomentField, TextField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

_REASON_LIMIT = 200


def why_not_record_leave(session: Session) -> str | None:
    """Return why somebody cannot record leave at all; for whom is asked when it is saved."""
    return why_not_may(session, Permission.RECORD_LEAVE)


class LeaveList(SettingsList[LeaveRow]):
    """Leave that runs or is to come; what has ended only when asked for."""

    id = "leaves"
    commands = frozenset({"settings.add", "settings.delete", "settings.ended"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._shows_ended = False

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Leave days")

    def columns(self) -> Sequence[Column[LeaveRow]]:
        """Return who is away when, why, and who looks after their customers."""
        return (
            text_column("person", person_label(), 8, lambda row: row.person, widest=18),
            text_column("days", _("Away"), 24, self._days, widest=30, tone=self._tone),
            text_column(
                "count", _("Days"), 4, lambda row: str(_length(row.days)), align=Align.RIGHT
            ),
            text_column("cover", field_label("cover"), 8, lambda row: row.cover, priority=1),
            text_column(
                "reason", field_label("reason"), 8, lambda row: row.reason, priority=2, widest=40
            ),
        )

    def read(self) -> Sequence[LeaveRow]:
        """Read the leave."""
        rows = self.session.crm.leaves.list(self.session.actor, ended=self._shows_ended)
        return [each for each in rows if self._shows_ended or not each.is_cancelled]

    def foot(self, rows: Sequence[LeaveRow]) -> str:
        """Return how to see what has ended."""
        return _("past and cancelled too") if self._shows_ended else _("x shows past ones too")

    def empty_words(self) -> str:
        """Return what to press."""
        return _("Nobody is away.\na records leave, so that those days do not count")

    def facts(self, row: LeaveRow) -> Iterable[Section]:
        """Return the leave in full."""
        yield Section(
            name_in_sentence(row.person),
            (
                fact(_("Away"), self._days(row)),
                fact(field_label("reason"), row.reason or "—"),
                fact(field_label("cover"), row.cover or "—"),
                fact(_("Status"), self._standing(row)),
            ),
        )

    def person_of(self, row: LeaveRow) -> UserId | None:
        """Return who is away."""
        return row.user_id

    def why_not(self, command_id: str, row: LeaveRow | None) -> str | None:
        """Return why leave cannot be recorded or cancelled, or None."""
        if command_id == "settings.ended":
            return None
        refusal = why_not_record_leave(self.session)
        if refusal is not None or command_id == "settings.add":
            return refusal
        if row is not None and row.is_cancelled:
            return _("It was cancelled already.")
        return needs_row(row)

    def act(self, command_id: str, row: LeaveRow | None) -> None:
        """Open the form, ask before leave is cancelled, or show past ones."""
        match command_id:
            case "settings.ended":
                self._shows_ended = not self._shows_ended
                self.host.reload()
            case "settings.add":
                self._choose_person()
            case "settings.delete" if row is not None:
                self._ask_cancel(row)

    def _choose_person(self) -> None:
        people, actor, session = self.session.crm.people, self.session.actor, self.session

        def open_form(found: Sequence[UserRow]) -> None:
            self.host.app.push_screen(LeaveForm(session, None, found))

        self.host.operations.ask(
            lambda: people.users(actor), open_form, key="leave people", opens=True
        )

    def _ask_cancel(self, row: LeaveRow) -> None:
        leaves, actor = self.session.crm.leaves, self.session.actor

        def cancel(confirmed: bool | None) -> None:
            if confirmed:
                self.host.operations.perform(
                    lambda: leaves.cancel(actor, row.id),
                    lambda _changed: self.host.operations.tell(
                        _("The leave of {person} is cancelled").format(
                            person=name_in_sentence(row.person)
                        )
                    ),
                )

        question = ConfirmDialog(
            _("Cancel the leave of {person}?").format(person=name_in_sentence(row.person)),
            Content(
                f"{self._days(row)}\n\n"
                + _("Those days then count again; what comes forward by it keeps its grace.")
            ),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, cancel)

    def _days(self, row: LeaveRow) -> str:
        return span_words(row.days, self.session.today)

    def _standing(self, row: LeaveRow) -> str:
        today = self.session.today
        if row.is_cancelled:
            return _("cancelled")
        if row.last_day < today:
            return _("ended")
        return _("away now") if today in row.days else _("to come")

    def _tone(self, row: LeaveRow) -> Tone:
        if row.is_cancelled or row.last_day < self.session.today:
            return Tone.DIM
        return Tone.ACCENT if self.session.today in row.days else Tone.NORMAL


def span_words(days: DayRange, today: int) -> str:
    """Return days from first to last as they are shown."""
    if days.first == days.last:
        return day_heading(days.first, today)
    return f"{day_heading(days.first, today)} – {day_heading(days.last, today)}"


class LeaveForm(FormScreen):
    """The days on which somebody is away."""

    def __init__(self, session: Session, person: UserRow | None, people: Sequence[UserRow]) -> None:
        title = _("Leave days")
        if person is not None:
            title = _("Leave days · {person}").format(person=name_in_sentence(person.name))
        name = "leave" if person is None else f"leave-{person.id}"
        super().__init__(session, title, draft_name=name)
        self._person, self._people = person, people
        self._exceptions = WeekExceptions()

    def compose_fields(self) -> ComposeResult:
        """Yield who, from when to when, why, and who looks after their customers."""
        if self._person is None:
            yield ChoiceField(
                person_label(), people_choices(self._people), required=True, id="user"
            )
        for name, shown in (("first_day", _("tomorrow, 11-25")), ("last_day", _("11-28, +3d"))):
            yield MomentField(
                field_label(name),
                moment_reader(self.session, only_day=True),
                required=True,
                placeholder=shown,
                id=name,
            )
        yield TextField(field_label("reason"), limit=_REASON_LIMIT, id="reason")
        away_id = None if self._person is None else self._person.id
        yield ChoiceField(
            field_label("cover"),
            people_choices(self._people, but=away_id),
            placeholder=_("who looks after their customers"),
            id="cover",
        )

    def became_whole(self) -> None:
        """Read which days are worked, for the count."""
        session = self.session
        years = (date_of(session.today).year, date_of(session.today).year + 1)

        def read() -> WeekExceptions:
            found = [session.crm.calendars.year(session.actor, year) for year in years]
            return WeekExceptions.of(found)

        def keep(found: WeekExceptions) -> None:
            self._exceptions = found

        operations_of(self).ask(read, keep, key=f"leave calendar {id(self)}")

    @on(FormField.Changed)
    def _count_days(self) -> None:
        days, last = self._days(), self.query_one("#last_day", MomentField)
        if days is None or last.fault() is not None:
            return
        length = _length(days)
        said = ngettext("{count} day", "{count} days", length).format(count=length)
        if length > LONGEST_LEAVE_DAYS:
            said = _("{days}: more than {limit}; hand the customers over instead").format(
                days=said, limit=LONGEST_LEAVE_DAYS
            )
        else:
            working = self._exceptions.worked_in(days)
            said = _("{days}, of them {working} worked").format(days=said, working=working)
        last.show_note(f"{last.hint()} · {said}", is_fault=False)

    def _days(self) -> DayRange | None:
        found = [
            read_moment(self.session, self.query_one(f"#{name}", MomentField).text)
            for name in ("first_day", "last_day")
        ]
        first, last = found
        if not isinstance(first, Moment) or not isinstance(last, Moment) or last.day < first.day:
            return None
        return DayRange(first.day, last.day)

    def save(self) -> None:
        """Record the leave."""
        days = self._days()
        if days is None:
            self.query_one("#last_day", MomentField).show_note(
                _("The last day is before the first."), is_fault=True
            )
            return
        person = self._person
        user_id = self.query_one("#user", ChoiceField).value if person is None else person.id
        if user_id is None:
            return
        cover = self.query_one("#cover", ChoiceField).value
        plan = LeavePlan(user_id, days, self.query_one("#reason", TextField).value, cover)
        leaves, actor, today = self.session.crm.leaves, self.session.actor, self.session.today

        def saved(changed: Changed) -> None:
            said = _("Leave recorded: {days}").format(days=span_words(days, today))
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(lambda: leaves.record(actor, plan), saved)

    def refused(self, error: CrmError) -> bool:
        """Offer a hand-over to whoever will be away too long for leave."""
        if not isinstance(error, RefusedError) or not isinstance(error.refusal, LeaveTooLong):
            return False
        person = self._person
        user_id = self.query_one("#user", ChoiceField).value if person is None else person.id
        if user_id is None:
            return False
        offer_handover(self.session, operations_of(self), user_id, error)
        return True


def _length(days: DayRange) -> int:
    return days.last - days.first + 1
