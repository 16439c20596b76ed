"""The command palette: every command of a screen by its name, pinyin or English."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from crm_tui.domain.pinyin import initials, pinyin
from crm_tui.i18n import _
from crm_tui.presentation.widths import cell_width, pad
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog

_KEYS_WIDTH = 8


class PaletteDialog(ChooseDialog[KeyCommand]):
    """Asks for one of the commands; what a rule forbids now says so."""

    def __init__(
        self,
        commands: Iterable[KeyCommand],
        why_not: Callable[[KeyCommand], str | None],
        lately_run: Sequence[str] = (),
    ) -> None:
        listed = by_use([each for each in commands if each.in_palette], lately_run, why_not)
        width = max((cell_width(_(each.label)) for each in listed), default=0)
        choices = [_choice(each, width, why_not(each)) for each in listed]
        super().__init__(_("All commands"), choices, _("Name, pinyin initials or English"))


def by_use(
    commands: Iterable[KeyCommand],
    lately_run: Sequence[str],
    why_not: Callable[[KeyCommand], str | None],
) -> list[KeyCommand]:
    """Return commands, the last used first, then what can be done, then what a rule forbids."""
    places = {command_id: at for at, command_id in enumerate(lately_run)}
    return sorted(
        commands,
        key=lambda each: (places.get(each.id, len(places)), why_not(each) is not None),
    )


def _choice(command: KeyCommand, width: int, refusal: str | None) -> Choice[KeyCommand]:
    label = _(command.label)
    keys = pad(command.shown_key, _KEYS_WIDTH)
    told = f"({refusal})" if refusal else _(command.help)
    spelt = pinyin(label).replace(" ", "")
    words = (label, spelt, initials(label), command.initials, command.label, command.id)
    return Choice(command, f"{pad(label, width)}  {keys}{told}", " ".join(words).casefold())
