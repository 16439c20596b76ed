"""按键: every command with its keys, and a dialog that takes others as they are pressed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import ClassVar

from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.content import Content
from textual.widgets import Static

from crm_tui.domain.pinyin import pinyin
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.tones import Tone
from crm_tui.tui.keys import (
    COMMANDS,
    SCREENS,
    KeyClash,
    KeyCommand,
    KeymapError,
    canonical_key,
    command,
    commands_in_force,
    commands_with,
    key_label,
    scope_words,
    wished_keys,
)
from crm_tui.tui.machine import machine_of
from crm_tui.tui.screens.settings.sections import SettingsList, needs_row, text_column, words
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog, Dialog, DialogButton
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_USUAL: Mapping[str, KeyCommand] = {each.id: each for each in COMMANDS}
_OWN_SIGN = "*"

Keys = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Row:
    """A command with the keys it has now."""

    id: int
    command: KeyCommand

    @property
    def is_own(self) -> bool:
        """Whether its keys are others than those it comes with."""
        return self.command.keys != _USUAL[self.command.id].keys


def keys_shown(keys: Iterable[str]) -> str:
    """Return keys as help and footer print them."""
    return " ".join(key_label(key) for key in keys)


def clash_words(clash: KeyClash, command_id: str) -> str:
    """Say what a key means already, and where."""
    other = clash.second_id if clash.first_id == command_id else clash.first_id
    return _("{key} is “{command}” already ({screen}).").format(
        key=key_label(clash.key),
        command=_(command(other).label),
        screen=scope_words(clash.screen),
    )


def refusal_words(command_id: str, keys: Keys) -> str | None:
    """Return why a command cannot have these keys, or None."""
    if not keys:
        return _("A command needs at least one key.")
    try:
        commands_with({**wished_keys(), command_id: keys})
    except KeymapError as error:
        if error.clashes:
            return clash_words(error.clashes[0], command_id)
        if canonical_key(error.first) is None:
            return _("There is no key {key}.").format(key=error.first)
        return _("{key} is needed for typing there.").format(key=key_label(error.first))
    return None


class KeyDialog(Dialog[Keys]):
    """Takes the keys of a command as they are pressed; enter keeps them."""

    BINDINGS: ClassVar[list[BindingType]] = []
    AUTO_FOCUS = ""

    def __init__(self, each: KeyCommand) -> None:
        super().__init__(
            _("Keys for “{command}”").format(command=_(each.label)),
            (
                DialogButton("keep", _("Keep") + " enter"),
                DialogButton("cancel", _("Cancel") + " esc"),
            ),
        )
        self._command = each
        self._keys = each.keys
        self._note = ""

    def compose_body(self) -> ComposeResult:
        """Show the keys, and what to do."""
        how = _("Press a key to add it, one of these to take it away.")
        yield Static(Content(how), classes="dialog--lines", markup=False)
        yield Static(id="keys", markup=False)
        yield Static(id="key-note", markup=False)

    def on_mount(self) -> None:
        """Show what it has now; nothing on it takes keys for itself."""
        for button in self.query("Button"):
            button.can_focus = False
        self._show()

    def on_key(self, event: events.Key) -> None:
        """Take whatever is pressed."""
        event.stop()
        event.prevent_default()
        if event.key == "escape":
            self.dismiss(None)
        elif event.key == "enter":
            self.pressed("keep")
        else:
            self._toggle(_key_of(event))

    def pressed(self, answer: str) -> None:
        """Answer with the keys if they will do."""
        if answer != "keep":
            self.dismiss(None)
        elif self._refusal() is None:
            self.dismiss(self._keys)

    def _toggle(self, key: str) -> None:
        if key in self._keys:
            self._keys = tuple(each for each in self._keys if each != key)
        else:
            self._keys = (key, *self._keys)
        self._show()

    def _refusal(self) -> str | None:
        return refusal_words(self._command.id, self._keys)

    def _show(self) -> None:
        refusal = self._refusal()
        self.query_one("#keys", Static).update(Content.styled(keys_shown(self._keys), "bold"))
        told = f"× {refusal}" if refusal else _("enter keeps it, esc leaves it as it was.")
        self.query_one("#key-note", Static).update(Content(told))


def _key_of(event: events.Key) -> str:
    typed = event.character or ""
    if len(typed) == 1 and typed.isprintable() and typed != " ":
        return typed
    return canonical_key(event.key) or event.key


class KeyList(SettingsList[_Row]):
    """Every command with its keys."""

    id = "keys"
    commands = frozenset({"settings.edit", "settings.reset", "settings.reset_all", "settings.find"})

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Keys")

    def columns(self) -> Sequence[Column[_Row]]:
        """Return the command, its keys and where they work."""
        return (
            text_column("name", _("Command"), 18, lambda row: _(row.command.label), widest=26),
            text_column("keys", _("Keys"), 16, _shown_keys, widest=24, tone=_tone),
            text_column("where", _("Where"), 12, lambda row: _places(row.command), priority=1,
                        widest=30),
        )  # fmt: skip

    def read(self) -> Sequence[_Row]:
        """Return every command that a person can press."""
        return [_Row(at, each) for at, each in enumerate(commands_in_force())]

    def foot(self, rows: Sequence[_Row]) -> str:
        """Return how many keys are one's own."""
        own = sum(row.is_own for row in rows)
        if not own:
            return ""
        return ngettext("{count} changed {sign}", "{count} changed {sign}", own).format(
            count=own, sign=_OWN_SIGN
        )

    def facts(self, row: _Row) -> Iterable[Section]:
        """Say what the command does, where, and which keys it comes with."""
        each = row.command
        lines = [words(_(each.help)), words(_("Where: {places}").format(places=_places(each)))]
        if row.is_own:
            usual = keys_shown(_USUAL[each.id].keys)
            lines.append(words(_("Comes with: {keys}").format(keys=usual)))
        yield Section(f"{_(each.label)}  {keys_shown(each.keys)}", tuple(lines))
        yield Section(_("In the settings file"), (words(f"[keys] {each.id}"),))

    def why_not(self, command_id: str, row: _Row | None) -> str | None:
        """Return why a key does nothing for the command under the cursor, or None."""
        if command_id == "settings.reset_all":
            return None if wished_keys() else _("Every command has its usual keys.")
        if command_id == "settings.find":
            return None
        if command_id == "settings.reset" and row is not None and not row.is_own:
            return _("These are its usual keys.")
        return needs_row(row)

    def act(self, command_id: str, row: _Row | None) -> None:
        """Change or find keys."""
        match command_id:
            case "settings.find":
                self._find()
            case "settings.reset_all":
                self._ask_reset_all()
            case "settings.reset" if row is not None:
                self._change({n: k for n, k in wished_keys().items() if n != row.command.id})
            case "settings.edit" if row is not None:
                self._edit(row.command)

    def _edit(self, each: KeyCommand) -> None:
        def keep(keys: Keys | None) -> None:
            if keys is None:
                return
            wishes = {name: wish for name, wish in wished_keys().items() if name != each.id}
            usual = _USUAL[each.id].keys
            self._change(wishes if keys == usual else {**wishes, each.id: keys})

        self.host.app.push_screen(KeyDialog(each), keep)

    def _change(self, wishes: Mapping[str, Keys]) -> None:
        machine = machine_of(self.host.app)
        try:
            machine.change_keys(wishes)
        except KeymapError as error:
            told = error.first if not error.clashes else clash_words(error.clashes[0], "")
            machine.tell(told, severity="warning")
        self.host.reload()

    def _ask_reset_all(self) -> None:
        def answered(confirmed: bool | None) -> None:
            if confirmed:
                self._change({})

        count = len(wished_keys())
        said = ngettext(
            "{count} command gets the keys it comes with.",
            "{count} commands get the keys they come with.",
            count,
        ).format(count=count)
        self.host.app.push_screen(ConfirmDialog(_("All usual keys?"), Content(said)), answered)

    def _find(self) -> None:
        choices = [
            Choice(
                at,
                f"{_(each.label)}  {keys_shown(each.keys)}",
                f"{each.initials} {pinyin(_(each.label)).replace(' ', '')} {each.label} {each.id}",
            )
            for at, each in enumerate(commands_in_force())
        ]

        def go(at: int | None) -> None:
            if at is not None:
                self.host.move_to(at)

        self.host.app.push_screen(ChooseDialog(_("Find a command"), choices), go)


def _shown_keys(row: _Row) -> str:
    return keys_shown(row.command.keys) + (f" {_OWN_SIGN}" if row.is_own else "")


def _tone(row: _Row) -> Tone:
    return Tone.ACCENT if row.is_own else Tone.NORMAL


def _places(each: KeyCommand) -> str:
    known = dict.fromkeys([*SCREENS, *sorted(each.scopes, key=lambda scope: scope.value)])
    return _(", ").join(scope_words(scope) for scope in known if scope in each.scopes)
