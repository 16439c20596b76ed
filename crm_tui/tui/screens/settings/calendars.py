"""工作日历: the years with their holidays, and which are not announced yet."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from textual.content import Content

from crm_tui.domain.calendars import CalendarDay, CalendarYear, DayKind
from crm_tui.domain.days import date_of
from crm_tui.domain.users import Permission
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.dates import weekday
from crm_tui.presentation.holidays import holiday_word
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.screens.settings.year import CalendarScreen
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_YEARS_BACK, _YEARS_ON = 2, 3


@dataclass(frozen=True, slots=True)
class _YearRow:
    """A year in the list; its number is its id."""

    id: int
    year: CalendarYear

    def count(self, kind: DayKind) -> int:
        """Return how many days of a kind differ from a plain week."""
        return sum(each.kind is kind for each in self.year.days)

    @property
    def edited(self) -> int:
        """Return how many days were changed by hand."""
        return sum(each.is_edited for each in self.year.days)


class CalendarList(SettingsList[_YearRow]):
    """The years around the present one."""

    id = "calendar"
    commands = frozenset({"settings.edit", "settings.delete"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self.begins_at = date_of(self.session.today).year

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Work calendar")

    def columns(self) -> Sequence[Column[_YearRow]]:
        """Return each year with how many days differ, and whether it is known."""
        return (
            text_column("year", _("Year"), 6, lambda row: str(row.id)),
            text_column(
                "holidays",
                _("Holidays"),
                8,
                lambda row: str(row.count(DayKind.HOLIDAY)),
                align=Align.RIGHT,
            ),
            text_column(
                "worked",
                _("Weekends worked"),
                15,
                lambda row: str(row.count(DayKind.WORKDAY)),
                align=Align.RIGHT,
                priority=1,
            ),
            text_column(
                "edited",
                _("By hand"),
                8,
                lambda row: str(row.edited or ""),
                align=Align.RIGHT,
                priority=2,
            ),
            text_column("known", _("Announced"), 12, _known, widest=30, tone=_known_tone),
        )

    def read(self) -> Sequence[_YearRow]:
        """Read the years that the calendar holds."""
        calendars, actor = self.session.crm.calendars, self.session.actor
        present = date_of(self.session.today).year
        rows = []
        for year in range(present - _YEARS_BACK, present + _YEARS_ON + 1):
            try:
                rows.append(_YearRow(year, calendars.year(actor, year)))
            except FieldError:
                continue  # the calendar ends before this year
        return rows

    def facts(self, row: _YearRow) -> Iterable[Section]:
        """Return the holidays of the year, and the weekends worked for them."""
        if not row.year.is_known:
            yield Section(
                str(row.id),
                (
                    words(
                        _(
                            "The holidays of this year are not announced yet: Monday to Friday"
                            " count as worked until somebody enters them."
                        )
                    ),
                ),
            )
        for title, kind in (
            (_("Holidays"), DayKind.HOLIDAY),
            (_("Weekends worked"), DayKind.WORKDAY),
            (_("Days off"), DayKind.REST),
        ):
            lines = tuple(_runs([each for each in row.year.days if each.kind is kind]))
            if lines:
                yield Section(title, lines)

    def why_not(self, command_id: str, row: _YearRow | None) -> str | None:
        """Return why a year cannot be set back, or None; everybody may look at it."""
        if row is None:
            return _("Nothing is under the cursor.")
        if command_id == "settings.edit":
            return None
        if not row.edited:
            return _("Nothing of this year was changed by hand.")
        return why_not_may(self.session, Permission.MANAGE_OFFICE)

    def act(self, command_id: str, row: _YearRow | None) -> None:
        """Open the year, or ask before it is set back."""
        if row is None:
            return
        if command_id == "settings.edit":
            self.host.app.push_screen(CalendarScreen(self.session, row.id))
        else:
            self._ask_reset(row)

    def _ask_reset(self, row: _YearRow) -> None:
        calendars, actor = self.session.crm.calendars, self.session.actor

        def reset(confirmed: bool | None) -> None:
            if confirmed:
                self.host.operations.perform(
                    lambda: calendars.reset(actor, row.id),
                    lambda _changed: self.host.operations.tell(
                        _("{year} is again as it was announced").format(year=row.id)
                    ),
                )

        question = ConfirmDialog(
            _("Forget what was changed of {year}?").format(year=row.id),
            Content(_("Its days are again as announced; customers keep their grace.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, reset)


def _known(row: _YearRow) -> str:
    return _("yes") if row.year.is_known else _("not yet: only weekends")


def _known_tone(row: _YearRow) -> Tone:
    return Tone.NORMAL if row.year.is_known else Tone.WARN


def _runs(days: Sequence[CalendarDay]) -> Iterable[Line]:
    """Yield neighbouring days of one name as one line."""
    runs: list[list[CalendarDay]] = []
    for each in days:
        if runs and runs[-1][-1].day + 1 == each.day and runs[-1][-1].name == each.name:
            runs[-1].append(each)
        else:
            runs.append([each])
    for run in runs:
        first, last = run[0], run[-1]
        shown = f"{date_of(first.day):%m-%d} {weekday(first.day)}"
        if last is not first:
            shown = f"{date_of(first.day):%m-%d} – {date_of(last.day):%m-%d}"
        yield fact(shown, holiday_word(first.name) or word(first.kind))
