"""Two people changed the same field: both values are shown, and one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from enum import Enum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.pinyin import initials
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_of
from crm_tui.tui.screens.jump import jump
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.tui.widgets.fields import Form
from crm_tui.values import dataclass


class Side(Enum):
    """Whose value is to stand."""

    MINE = "mine"
    THEIRS = "theirs"


@dataclass(frozen=True, slots=True)
class Conflict:
    """One field with its two values, as they are shown."""

    name: str
    label: str
    theirs: str
    mine: str


class ConflictDialog(Dialog[Mapping[str, Side]]):
    """Asks for each field whose value is to stand; closing it changes nothing."""

    scope = Scope.CONFLICT
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.FORM, Scope.CONFLICT)]

    def __init__(self, conflicts: Sequence[Conflict]) -> None:
        super().__init__(
            _("Changed by somebody else meanwhile"),
            (
                DialogButton("mine", _("All mine"), "conflict.mine"),
                DialogButton("theirs", _("All theirs"), "conflict.theirs"),
                DialogButton("save", _("Save"), "form.save"),
            ),
        )
        self._conflicts = tuple(conflicts)

    def compose_body(self) -> ComposeResult:
        """Show each field with its two values."""
        yield Static(Content(_("Whose value is to stand? Nothing is saved yet.")), markup=False)
        with Form():
            for each in self._conflicts:
                yield ChoiceField(
                    each.label,
                    [
                        _choice(Side.MINE, _("mine: {value}").format(value=each.mine)),
                        _choice(Side.THEIRS, _("theirs: {value}").format(value=each.theirs)),
                    ],
                    required=True,
                    placeholder=f"{each.theirs} / {each.mine}",
                    id=each.name,
                )

    def on_mount(self) -> None:
        """Begin with the first field."""
        self.query_one(Form).query(".field--editor").first().focus()

    def action_jump(self) -> None:
        """Put letters on all that can be gone to."""
        jump(self)

    def pressed(self, answer: str) -> None:
        """Answer for all fields at once, or with what is chosen."""
        match answer:
            case "mine" | "theirs":
                self.action_take(answer)
            case _:
                self.action_save()

    def action_take(self, side: str) -> None:
        """Answer with the values of one side for all fields."""
        self.dismiss({each.name: Side(side) for each in self._conflicts})

    def action_save(self) -> None:
        """Answer with what is chosen, once every field has its answer."""
        form = self.query_one(Form)
        if form.check():
            self.dismiss(
                {
                    field.id or "": field.value
                    for field in form.fields
                    if isinstance(field.value, Side)
                }
            )


def _choice(side: Side, label: str) -> Choice[Side]:
    return Choice(side, name_in_sentence(label), f"{initials(label)} {side.value}")
