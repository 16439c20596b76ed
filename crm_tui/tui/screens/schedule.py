"""日程: one's contacts, tasks, key dates and leave by month, week and day."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.days import date_of
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.schedules import Schedule, ScheduleItem
from crm_tui.domain.users import Permission, UserRow
from crm_tui.i18n import _
from crm_tui.presentation.schedules import item_words
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for, command
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.preview import Line, Preview, Section
from crm_tui.tui.widgets.schedule_grid import ScheduleGrid, Span, day_title, month_later
from crm_tui.tui.widgets.status_bar import StatusBar

_NEXT_SPAN = {Span.MONTH: Span.WEEK, Span.WEEK: Span.DAY, Span.DAY: Span.MONTH}


class ScheduleScreen(ScreenCommands[None]):
    """The calendar behind its tab: the days left, the day under the cursor right."""

    tab_id: ClassVar[str] = "schedule"
    scope: ClassVar[Scope] = Scope.SCHEDULE
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.SCHEDULE)]
    HORIZONTAL_BREAKPOINTS = [  # noqa: RUF012 - the library declares it for instances
        (0, "-narrow"),
        (110, "-wide"),
    ]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._grid = ScheduleGrid(session.today, session.zone)
        self._whose: UserId | None = None
        self._person = ""
        self._shown = self._grid.shown
        self._is_stale = False

    def compose(self) -> ComposeResult:
        """Put the calendar beside its day."""
        yield StatusBar()
        with Horizontal(classes="tab--body"):
            with Vertical(classes="tab--list"):
                yield self._grid
            with Vertical(classes="schedule--day"):
                yield Preview()
        yield KeyFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Read the month."""
        self._grid.focus()
        self.reload()

    def records_changed(self, _changed: Changed) -> None:
        """Read anew what may have changed, at once or when the screen is next seen."""
        if self.is_current:
            self.reload()
        else:
            self._is_stale = True

    def on_screen_resume(self) -> None:
        """Show what changed while the screen was out of sight."""
        super().on_screen_resume()
        if self._is_stale:
            self._is_stale = False
            self.reload()
        if self.focused is None:
            self._grid.focus()

    def reload(self) -> None:
        """Read the days that are shown."""
        schedules, actor, whose = self.session.crm.schedules, self.session.actor, self._whose
        shown = self._shown = self._grid.shown
        self.operations.ask(
            lambda: schedules.show(actor, shown.first, shown.last, user_id=whose),
            self._show,
            key="schedule",
        )

    def _show(self, schedule: Schedule) -> None:
        self._grid.show(schedule)
        self._person = "" if self._whose is None else name_in_sentence(schedule.person)
        self._show_day()

    def _show_day(self) -> None:
        found = self._grid.day
        month = f"{date_of(self._grid.cursor):%Y-%m}"
        heading = " · ".join(filter(None, (month, self._person)))
        self.query_one(".tab--list").border_title = Content(heading)
        pane = self.query_one(".schedule--day")
        pane.border_title = Content(day_title(self._grid.cursor, found))
        lines = tuple(Line("", Content(each)) for each in self._lines())
        if not lines:
            lines = (Line("", Content(_("Nothing stands on this day."))),)
        self.query_one(Preview).show((Section("", lines),))
        self.refresh_keys()

    def _lines(self) -> Iterator[str]:
        found = self._grid.day
        for item in () if found is None else found.items:
            yield item_words(item, self.session.zone)

    def on_schedule_grid_moved(self, message: ScheduleGrid.Moved) -> None:
        """Tell about the day under the cursor; read other days when it left those shown."""
        message.stop()
        if self._grid.shown != self._shown:
            self.reload()
        self._show_day()

    def on_schedule_grid_chosen(self, message: ScheduleGrid.Chosen) -> None:
        """Open what stands on the day that was clicked twice."""
        message.stop()
        self.action_open_day()

    # Keys ---------------------------------------------------------------------------------------

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing here now, or None."""
        if command.id == "schedule.open" and not self._items():
            return _("Nothing stands on this day.")
        if command.id == "schedule.person":
            if self.why_not_permitted(Permission.ASSIGN) is not None:
                return _("You see your own calendar only.")
            return None
        return super().why_not(command)

    def _items(self) -> tuple[ScheduleItem, ...]:
        found = self._grid.day
        return () if found is None else found.items

    def action_move(self, by: int) -> None:
        """Move by some days."""
        self._grid.go_to(self._grid.cursor + by)

    def action_turn(self, by: int) -> None:
        """Move by a month, a week or a day, as much as is shown."""
        day = self._grid.cursor
        match self._grid.span:
            case Span.MONTH:
                self._grid.go_to(month_later(day, by))
            case Span.WEEK:
                self._grid.go_to(day + 7 * by)
            case Span.DAY:
                self._grid.go_to(day + by)

    def action_go_today(self) -> None:
        """Go to today."""
        self._grid.go_to(self.session.today)

    def action_turn_span(self) -> None:
        """Show the month, the week or the day."""
        self._grid.show_span(_NEXT_SPAN[self._grid.span])

    def action_open_day(self) -> None:
        """Open the customer of what stands on the day; of several, choose."""
        items = [each for each in self._items() if each.customer_id is not None]
        if not items:
            self.operations.tell(_("Nothing to open stands on this day."), severity="warning")
        elif len(items) == 1:
            self._open(items[0])
        else:
            choices = [Choice(each, item_words(each, self.session.zone)) for each in items]
            title = day_title(self._grid.cursor, self._grid.day)
            self.app.push_screen(ChooseDialog(title, choices), self._open)

    def _open(self, item: ScheduleItem | None) -> None:
        from crm_tui.tui.screens.detail import DetailScreen  # noqa: PLC0415

        if item is not None and item.customer_id is not None:
            trail = Trail(lambda _by: None, None, (_(command("tab.schedule").label),))
            self.app.push_screen(DetailScreen(self.session, item.customer_id, trail))

    def action_new_on_day(self) -> None:
        """Make a task on the day under the cursor."""
        from crm_tui.tui.screens.tasks.form import open_task_form  # noqa: PLC0415

        open_task_form(self, self.session, None, "", due=date_of(self._grid.cursor).isoformat())

    def action_greetings(self) -> None:
        """List whom to greet: for the festival of the day under the cursor, or birthdays."""
        from crm_tui.tui.screens.greetings import GreetingsScreen  # noqa: PLC0415

        found = self._grid.day
        festival = found.festivals[0] if found is not None and found.festivals else None
        self.app.push_screen(GreetingsScreen(self.session, festival))

    def action_choose_person(self) -> None:
        """Look at the calendar of somebody one stands above."""
        people, actor = self.session.crm.people, self.session.actor
        self.operations.ask(
            lambda: people.users(actor), self._choose_person, key="people", opens=True
        )

    def _choose_person(self, users: list[UserRow]) -> None:
        choices: list[Choice[UserId]] = [
            Choice(each.id, name_in_sentence(each.name), each.login) for each in users
        ]
        self.app.push_screen(ChooseDialog(_("Whose calendar"), choices), self._take_person)

    def _take_person(self, user_id: UserId | None) -> None:
        if user_id is not None:
            self._whose = None if user_id == self.session.actor.user_id else user_id
            self.reload()
