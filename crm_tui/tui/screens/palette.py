"""The command palette: every command of a screen by its name, pinyin or English."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from crm_tui.domain.pinyin import pinyin
from crm_tui.i18n import _
from crm_tui.presentation.widths import cell_width, pad
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog

_KEYS_WIDTH = 8


class PaletteDialog(ChooseDialog[KeyCommand]):
    """Asks for one of the commands; what a rule forbids now says so."""

    def __init__(
        self, commands: Iterable[KeyCommand], why_not: Callable[[KeyCommand], str | None]
    ) -> None:
        listed = [each for each in commands if each.in_palette]
        width = max((cell_width(_(each.label)) for each in listed), default=0)
        choices = [_choice(each, width, why_not(each)) for each in listed]
        super().__init__(_("All commands"), choices, _("Name, pinyin initials or English"))


def _choice(command: KeyCommand, width: int, refusal: str | None) -> Choice[KeyCommand]:
    label = _(command.label)
    keys = pad(command.shown_key, _KEYS_WIDTH)
    told = f"({refusal})" if refusal else _(command.help)
    words = (label, pinyin(label).replace(" ", ""), command.initials, command.label, command.id)
    return Choice(command, f"{pad(label, width)}  {keys}{told}", " ".join(words).casefold())
