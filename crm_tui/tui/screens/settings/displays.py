"""显示: how the screens look on this machine; what is chosen shows at once."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace

from textual.widgets import OptionList

from crm_tui.i18n import N_, _
from crm_tui.settings import DesktopNotices, Display, Motion, Settings
from crm_tui.tui.machine import Machine, machine_of
from crm_tui.tui.screens.settings.sections import SettingsList, text_column, words
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.preview import Line, Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_SIGNS = "…·○●▲▼→★×"
_LABELS: Mapping[str, str] = {
    "theme": N_("Colours"),
    "wide_signs": N_("Signs like … and ●"),
    "preview": N_("Preview beside lists"),
    "two_lines": N_("Rows of a list"),
    "motion": N_("Blinking and moving"),
    "bell": N_("A ring when something is due"),
    "notices": N_("Notices on the desktop"),
    "language": N_("Language"),
}
_TOLD: Mapping[str, str] = {
    "theme": N_("Every colour stands out from its ground; no state is told by colour alone."),
    "wide_signs": N_("Choose “two cells wide” if the bars below do not stand under each other."),
    "preview": N_("Whether the pane beside a list is open at first; p opens and closes it."),
    "two_lines": N_("One line shows more customers, two lines more of each."),
    "motion": N_("Over a slow line it is better that nothing blinks or moves."),
    "bell": N_("The terminal rings once, or blinks, as it is set itself."),
    "notices": N_(
        "What became due shows beside other programs' notices, if the terminal can do that:"
        " iTerm2, WezTerm, kitty, Ghostty, foot and urxvt can."
    ),
    "language": N_("The language of the program, from the next start on."),
}
_FREE: Mapping[object, tuple[str, str]] = {None: (N_("As the terminal says"), "zdzd auto")}
_CHOICES: Mapping[str, Mapping[object, tuple[str, str]]] = {
    "theme": {
        **_FREE,
        "dark": (N_("Dark"), "ss dark"),
        "light": (N_("Light"), "qs light"),
        "contrast": (N_("High contrast"), "gdbd contrast"),
        "terminal": (N_("The terminal's own colours"), "zdzj terminal"),
    },
    "wide_signs": {
        False: (N_("One cell wide"), "yg narrow"),
        True: (N_("Two cells wide"), "lg wide"),
    },
    "preview": {True: (N_("Open"), "dk open"), False: (N_("Closed"), "gb closed")},
    "two_lines": {False: (N_("One line"), "yh one"), True: (N_("Two lines"), "lh two")},
    "motion": {
        Motion.AUTO: (N_("Not over ssh"), "ssh auto"),
        Motion.ON: (N_("Always"), "yz on"),
        Motion.OFF: (N_("Never"), "cb off"),
    },
    "bell": {False: (N_("No ring"), "bx off"), True: (N_("A ring"), "xl on")},
    "notices": {
        DesktopNotices.AUTO: (N_("Where the terminal can"), "zd auto"),
        DesktopNotices.ON: (N_("Always"), "yz on"),
        DesktopNotices.OFF: (N_("Never"), "cb off"),
    },
    "language": {**_FREE, "zh": (N_("Chinese"), "zw zh"), "en": (N_("English"), "yw en")},
}


@dataclass(frozen=True, slots=True)
class _Row:
    """One thing that can be chosen, and what was."""

    id: int
    name: str
    value: object


class LookDialog(ChooseDialog[int]):
    """Asks for a look; the one under the cursor shows at once."""

    def __init__(
        self, title: str, choices: Sequence[Choice[int]], begin_at: int, show: Callable[[int], None]
    ) -> None:
        super().__init__(title, choices, begin_at=begin_at)
        self._look = show

    def on_option_list_option_highlighted(self, event: OptionList.OptionHighlighted) -> None:
        """Show the look under the cursor."""
        event.stop()
        if event.option_index < len(self._shown):
            self._look(self._shown[event.option_index].value)


class DisplayList(SettingsList[_Row]):
    """How the screens look on this machine."""

    id = "display"
    commands = frozenset({"settings.edit"})

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Display")

    @property
    def _machine(self) -> Machine:
        return machine_of(self.host.app)

    def columns(self) -> Sequence[Column[_Row]]:
        """Return what can be chosen, and what was."""
        return (
            text_column("name", _("Setting"), 24, lambda row: _(_LABELS[row.name]), widest=40),
            text_column("value", _("Value"), 20, _value_words, widest=40),
        )

    def read(self) -> Sequence[_Row]:
        """Return the settings of this machine."""
        settings = self._machine.settings
        return [_Row(at, name, _value(settings, name)) for at, name in enumerate(_LABELS)]

    def facts(self, row: _Row) -> Iterable[Section]:
        """Say what it means, with a sample where one helps."""
        lines: list[Line] = [words(_(_TOLD[row.name]))]
        if row.name == "wide_signs":
            lines += [words(""), words(f"{_SIGNS}|"), words(f"{'-' * len(_SIGNS)}|")]
        lines += [words(""), words(_("It holds on this machine, whoever sits here."))]
        yield Section(_(_LABELS[row.name]), tuple(lines))

    def act(self, command_id: str, row: _Row | None) -> None:
        """Ask what is to hold; closing the question brings back what held before."""
        if row is None:
            return
        machine, before = self._machine, self._machine.settings.display
        values = list(_CHOICES[row.name])

        def show(at: int) -> None:
            if row.name != "language":
                machine.use_display(_with(before, row.name, values[at]))

        def take(at: int | None) -> None:
            machine.use_display(before)
            if at is not None:
                self._take(row.name, values[at])

        choices = [
            Choice(at, _(label), search)
            for at, (label, search) in enumerate(_CHOICES[row.name].values())
        ]
        dialog = LookDialog(_(_LABELS[row.name]), choices, values.index(row.value), show)
        self.host.app.push_screen(dialog, take)

    def _take(self, name: str, value: object) -> None:
        machine = self._machine
        if name == "language":
            machine.change_language(value if isinstance(value, str) else None)
            machine.tell(_("The language changes at the next start."))
        else:
            machine.change_display(_with(machine.settings.display, name, value))
        self.host.reload()


def _with(display: Display, name: str, value: object) -> Display:
    return replace(display, **{name: value})  # type: ignore[arg-type]  # it is one of the choices


def _value(settings: Settings, name: str) -> object:
    return settings.language if name == "language" else getattr(settings.display, name)


def _value_words(row: _Row) -> str:
    return _(_CHOICES[row.name][row.value][0])
