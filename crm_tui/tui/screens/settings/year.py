"""The days of a year, month by month; a day or a range can be made a holiday or a working day."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.calendars import CalendarYear, DayKind
from crm_tui.domain.days import DayRange, date_of
from crm_tui.domain.events import Changed
from crm_tui.domain.moments import Moment
from crm_tui.domain.users import Permission
from crm_tui.errors import CrmError, FieldError
from crm_tui.i18n import _
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.holidays import holiday_word
from crm_tui.presentation.words import field_label, word
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import enum_choices, moment_reader, read_moment
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.day_kinds import WeekExceptions
from crm_tui.tui.screens.settings.leaves import span_words
from crm_tui.tui.screens.settings.sections import why_not_may
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import MomentField, TextField
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.tui.widgets.year_calendar import DayMark, YearCalendar

_NAME_LIMIT = 40


class CalendarScreen(ScreenCommands[None]):
    """A year with a cursor on one of its days."""

    scope = Scope.CALENDAR
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CALENDAR)]

    def __init__(self, session: Session, year: int) -> None:
        super().__init__(session)
        self._calendar = YearCalendar(session.today, year)
        self._year: CalendarYear | None = None

    def compose(self) -> ComposeResult:
        """Put the year over what is known of the day under the cursor."""
        yield StatusBar()
        with Vertical(classes="tab--list calendar--year"):
            yield self._calendar
            yield Static("", classes="calendar--day", markup=False)
            yield Static(
                Content(_("* holiday   + weekend worked   · rest   _ changed by hand   ◆ today")),
                classes="calendar--legend",
                markup=False,
            )
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the year."""
        self._calendar.focus()
        self._read()

    def records_changed(self, changed: Changed) -> None:
        """Read the year anew."""
        self._read()

    def _read(self) -> None:
        calendars, actor, year = self.session.crm.calendars, self.session.actor, self._calendar.year
        self.operations.ask(
            lambda: calendars.year(actor, year), self._show, key="year", failed=self._no_year
        )

    def _show(self, year: CalendarYear) -> None:
        self._year = year
        self._calendar.show(
            year.year,
            {each.day: DayMark(each.kind, each.name, each.is_edited) for each in year.days},
        )
        title = _("Work calendar {year}").format(year=year.year)
        if not year.is_known:
            title = _("{title} · not announced yet: Monday to Friday count as worked").format(
                title=title
            )
        self.query_one(".calendar--year").border_title = Content(title)
        self._tell_day()

    def _no_year(self, error: CrmError) -> None:
        if isinstance(error, FieldError):
            self.operations.tell(_("The calendar ends here."), severity="warning")
            if self._year is not None:
                self._calendar.show_year(self._year.year)
        else:
            self.operations.show_error(error)

    def on_year_calendar_moved(self, message: YearCalendar.Moved) -> None:
        """Tell about the day under the cursor; read its year when it is another."""
        message.stop()
        if self._year is not None and self._calendar.year != self._year.year:
            self._read()
        self._tell_day()

    def on_year_calendar_chosen(self, message: YearCalendar.Chosen) -> None:
        """Change the day that was clicked twice."""
        message.stop()
        self.action_edit()

    def _tell_day(self) -> None:
        days = self._calendar.chosen_days
        exceptions = WeekExceptions() if self._year is None else WeekExceptions.of([self._year])
        if days.first == days.last:
            found = exceptions.days.get(days.first)
            name = holiday_word(found.name) if found is not None else ""
            kind = word(exceptions.kind_of(days.first))
            said = f"{date_of(days.first).isoformat()} {weekday(days.first)}  {kind}  {name}"
            if found is not None and found.is_edited:
                said += "  " + _("changed by hand")
        else:
            length = days.last - days.first + 1
            said = _("{days}: {count} days, of them {worked} worked").format(
                days=span_words(days, self.session.today),
                count=length,
                worked=exceptions.worked_in(days),
            )
        self.query_one(".calendar--day", Static).update(Content(said))
        self.query_one(KeyFooter).refresh()

    # Keys ---------------------------------------------------------------------------------------

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why days cannot be changed, or None."""
        if command.id == "calendar.edit":
            return why_not_may(self.session, Permission.MANAGE_OFFICE)
        return None

    def action_back(self) -> None:
        """Take the range away, or go back."""
        if not self._calendar.drop_range():
            self.dismiss(None)

    def action_move(self, by: int) -> None:
        """Move by some days."""
        self._calendar.move(by)

    def action_turn_month(self, by: int) -> None:
        """Move by some months."""
        self._calendar.turn_month(by)

    def action_turn_year(self, by: int) -> None:
        """Move by some years."""
        self._calendar.turn_month(12 * by)

    def action_today(self) -> None:
        """Go to today."""
        self._calendar.go_to(self.session.today)

    def action_mark(self) -> None:
        """Begin a range here, or take it away."""
        self._calendar.begin_range()

    def action_edit(self) -> None:
        """Change the day under the cursor, or the range."""
        refusal = why_not_may(self.session, Permission.MANAGE_OFFICE)
        if refusal is not None:
            self.operations.tell(refusal, severity="warning")
            return
        days = self._calendar.chosen_days
        found = () if self._year is None else self._year.days
        known = next((each for each in found if each.day == days.first), None)
        form = DaysForm(
            self.session,
            days,
            WeekExceptions.of([] if self._year is None else [self._year]).kind_of(days.first),
            "" if known is None else known.name,
        )
        self.app.push_screen(form, self._edited)

    def _edited(self, changed: Changed | None) -> None:
        if changed is not None:
            self._calendar.drop_range()


class DaysForm(FormScreen):
    """What days from first to last are."""

    def __init__(self, session: Session, days: DayRange, kind: DayKind, name: str) -> None:
        super().__init__(session, _("Change days"), draft_name="calendar-days")
        self._days, self._kind, self._called = days, kind, name

    def compose_fields(self) -> ComposeResult:
        """Yield the days, what they are, and their name."""
        yield ChoiceField(
            _("They are"), enum_choices(DayKind), self._kind, required=True, id="day_kind"
        )
        yield TextField(
            _("Called"),
            self._called,
            limit=_NAME_LIMIT,
            placeholder=_("as in Spring Festival; may stay empty"),
            id="name",
        )
        ends: Sequence[tuple[str, int]] = (
            ("first_day", self._days.first),
            ("last_day", self._days.last),
        )
        for name, day in ends:
            yield MomentField(
                field_label(name),
                moment_reader(self.session, only_day=True),
                date_of(day).isoformat(),
                required=True,
                id=name,
            )

    def save(self) -> None:
        """Change the days; every customer's last day is counted anew."""
        first, last = (
            read_moment(self.session, self.query_one(f"#{name}", MomentField).text)
            for name in ("first_day", "last_day")
        )
        if not isinstance(first, Moment) or not isinstance(last, Moment):
            return
        if last.day < first.day:
            self.query_one("#last_day", MomentField).show_note(
                _("The last day is before the first."), is_fault=True
            )
            return
        kind: DayKind = self.query_one("#day_kind", ChoiceField).value or DayKind.WORKDAY
        name = self.query_one("#name", TextField).value
        calendars, actor = self.session.crm.calendars, self.session.actor
        days = DayRange(first.day, last.day)

        def saved(changed: Changed) -> None:
            said = _("{days}: {kind}; last days are counted anew").format(
                days=span_words(days, self.session.today), kind=word(kind)
            )
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(lambda: calendars.set_days(actor, days.first, days.last, kind, name), saved)
