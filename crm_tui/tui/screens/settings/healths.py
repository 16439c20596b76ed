"""体检: is the database whole; it is looked at in the background, when somebody asks."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from crm_tui.domain.health import Check, CheckKind, Health
from crm_tui.errors import CrmError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import clock_time
from crm_tui.presentation.health import check_sentence, check_word, health_advice
from crm_tui.presentation.places import place_lines
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.tui.screens.settings.sections import Host, SettingsList, text_column, words
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _Row:
    """What was looked at."""

    id: int
    check: Check


class HealthList(SettingsList[_Row]):
    """What the last look at the database found."""

    id = "health"
    commands = frozenset({"settings.check"})

    def __init__(self, host: Host) -> None:
        super().__init__(host)
        self._found: Health | None = None
        self._time = ""
        self._is_looking = False

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Check-up")

    def columns(self) -> Sequence[Column[_Row]]:
        """Return what was looked at, and how it is."""
        return (
            text_column(
                "what", _("What is checked"), 24, lambda row: check_word(row.check.kind), widest=40
            ),
            text_column("state", _("Status"), 10, _state, tone=_tone),
            text_column(
                "rows",
                _("Looked at"),
                12,
                lambda row: f"{row.check.looked_at:,}",
                align=Align.RIGHT,
                priority=1,
            ),
        )

    def read(self) -> Sequence[_Row]:
        """Return what was found the last time."""
        found = self._found
        return [] if found is None else [_Row(at, each) for at, each in enumerate(found.checks)]

    def empty_words(self) -> str:
        """Return what to press."""
        if self._is_looking:
            return _("Looking at the database …")
        return _("Is the database whole? C looks, and you go on meanwhile.")

    def foot(self, rows: Sequence[_Row]) -> str:
        """Return when it was looked at, and what is wrong."""
        if self._is_looking:
            return _("Looking at the database …")
        if self._found is None:
            return ""
        wrong = sum(not row.check.is_sound for row in rows)
        if not wrong:
            return _("{time} · all is well").format(time=self._time)
        words = ngettext("{time} · {count} is damaged", "{time} · {count} are damaged", wrong)
        return words.format(time=self._time, count=wrong)

    def facts(self, row: _Row) -> Iterable[Section]:
        """Return what is wrong, and what to do about it."""
        faults = [words(each) for each in row.check.faults]
        yield Section(check_sentence(row.check), tuple(faults))
        found = self._found
        crm = self.session.crm
        is_server = crm.location.path is None
        if found is not None and not found.is_sound:
            advice = health_advice(found, is_server=is_server)
            yield Section(_("What to do"), tuple(map(words, advice)))
        if found is not None and row.check.kind is CheckKind.FILE:
            placed = place_lines(found.journal_mode, network=crm.network, is_server=is_server)
            yield Section(_("Where it lies"), tuple(map(words, placed)))
        if found is not None:
            told = _("Every record is compared by: crm doctor --thorough")
            yield Section(_("More"), (words(told),))

    def why_not(self, command_id: str, row: _Row | None) -> str | None:
        """Return that it is being looked at, or None."""
        return _("Looking at the database …") if self._is_looking else None

    def act(self, command_id: str, row: _Row | None) -> None:
        """Look at the database, beside everything else."""
        self._is_looking = True
        self.host.reload()
        doctor = self.session.crm.doctor
        self.host.operations.ask(doctor.examine, self._show, key="check-up", failed=self._failed)

    def _show(self, found: Health) -> None:
        self._is_looking, self._found = False, found
        self._time = clock_time(self.session.now, self.session.zone)
        self.host.reload()
        if found.is_sound:
            self.host.operations.tell(_("The database is whole"))
        else:
            wrong = [check_sentence(each) for each in found.checks if not each.is_sound]
            self.host.operations.tell("\n".join(wrong), severity="error")

    def _failed(self, error: CrmError) -> None:
        self._is_looking = False
        self.host.reload()
        self.host.operations.show_error(error)


def _state(row: _Row) -> str:
    return _("whole") if row.check.is_sound else _("damaged")


def _tone(row: _Row) -> Tone:
    return Tone.NORMAL if row.check.is_sound else Tone.BAD
