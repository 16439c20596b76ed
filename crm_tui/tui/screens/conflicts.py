"""Two people changed the same field: both values are shown, and one is chosen."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from enum import Enum
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.pinyin import initials
from crm_tui.errors import ConflictError
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_of, command
from crm_tui.tui.screens.jump import jump
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import Dialog, DialogButton
from crm_tui.tui.widgets.fields import Form
from crm_tui.values import dataclass

_FRESH = timedelta(minutes=2)


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
    changed: str = ""
    """Who changed it and when, as far as that is known."""

    @property
    def my_words(self) -> str:
        """Say what was typed here."""
        return _("mine: {value}").format(value=self.mine)

    @property
    def their_words(self) -> str:
        """Say what the other one made of it."""
        if not self.changed:
            return _("theirs: {value}").format(value=self.theirs)
        return _("{changed} to: {value}").format(changed=self.changed, value=self.theirs)


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
                sides = ((Side.MINE, each.my_words), (Side.THEIRS, each.their_words))
                for _side, words in sides:
                    yield Static(Content(f"{each.label} · {name_in_sentence(words)}"), markup=False)
                yield ChoiceField(
                    each.label,
                    [_choice(side, words) for side, words in sides],
                    placeholder=_how(),
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
        if not form.check():
            return
        open_fields = [field for field in form.fields if not isinstance(field.value, Side)]
        for field in open_fields:
            field.show_note(_how(), is_fault=True)
        if open_fields:
            open_fields[0].query(".field--editor").first().focus()
            return
        self.dismiss(
            {field.id or "": field.value for field in form.fields if isinstance(field.value, Side)}
        )


def changed_words(session: Session, error: ConflictError, name: str) -> str:
    """Return who changed a field and when, or nothing where that is not on record."""
    found = error.changed.get(name)
    if found is None:
        return ""
    person, at = found
    is_fresh = session.now - at < _FRESH
    when = _("just now") if is_fresh else happened_moment(at, session.now, session.zone)
    return _("{person} changed it {when}").format(person=name_in_sentence(person), when=when)


def _how() -> str:
    """Return by which keys one side is taken."""
    mine, theirs = command("conflict.mine").shown_key, command("conflict.theirs").shown_key
    return _("{mine} takes mine, {theirs} takes theirs").format(mine=mine, theirs=theirs)


def _choice(side: Side, label: str) -> Choice[Side]:
    return Choice(side, name_in_sentence(label), f"{initials(label)} {side.value}")
