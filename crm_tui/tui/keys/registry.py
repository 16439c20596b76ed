"""All commands together, what of them works where, and other keys for them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from textual.binding import Binding
from textual.keys import _character_to_key as key_name_of

from crm_tui.tui.keys import details, forms, frame, lists, overviews, records, settings
from crm_tui.tui.keys.commands import KeyCommand
from crm_tui.tui.keys.scopes import SCREENS, Scope

COMMANDS: tuple[KeyCommand, ...] = (
    *frame.COMMANDS,
    *records.COMMANDS,
    *overviews.COMMANDS,
    *lists.COMMANDS,
    *details.COMMANDS,
    *forms.COMMANDS,
    *settings.COMMANDS,
)

_FOOTER_WITHOUT: Mapping[Scope, frozenset[str]] = {
    Scope.TODAY: frozenset({"list.mark"}),
    Scope.CUSTOMERS: frozenset({"claim", "overview"}),
    Scope.POOL: frozenset({"next_contact", "return", "overview"}),
}
"""What is seldom done on a screen leaves its footer to what is done there often."""

_BY_ID: Mapping[str, KeyCommand] = {command.id: command for command in COMMANDS}


class KeymapError(ValueError):
    """A wish for other keys cannot be met; names the commands or keys at fault."""

    def __init__(self, *, unknown: tuple[str, ...] = (), clashing: tuple[str, ...] = ()) -> None:
        super().__init__(*unknown, *clashing)
        self.unknown = unknown
        self.clashing = clashing


def command(command_id: str) -> KeyCommand:
    """Return the command with this id."""
    return _BY_ID[command_id]


def commands_on(screen: Scope, commands: Iterable[KeyCommand] = COMMANDS) -> list[KeyCommand]:
    """Return every command that works on this kind of screen, in the registry's order."""
    in_force = SCREENS.get(screen, frozenset({screen}))
    return [each for each in commands if each.scopes & in_force]


def footer_of(screen: Scope) -> list[KeyCommand]:
    """Return the commands in the footer of this kind of screen, the most important first."""
    left_out = _FOOTER_WITHOUT.get(screen, frozenset())
    ranked = [
        (each.footer, each)
        for each in commands_on(screen)
        if each.footer is not None and each.id not in left_out
    ]
    return [each for _rank, each in sorted(ranked, key=lambda pair: pair[0])]


def bindings_of(*scopes: Scope) -> list[Binding]:
    """Return the bindings that belong to these scopes, for a class's BINDINGS."""
    wanted = frozenset(scopes)
    return [_binding(each) for each in COMMANDS if each.scopes & wanted]


def bindings_for(screen: Scope) -> list[Binding]:
    """Return the bindings of a kind of screen, without those its list or timeline brings itself."""
    own = SCREENS.get(screen, frozenset({screen})) - {Scope.LIST, Scope.TIMELINE}
    return bindings_of(*own)


def _binding(each: KeyCommand) -> Binding:
    return Binding(
        ",".join(key_name_of(key) if len(key) == 1 else key for key in each.keys),
        each.action,
        each.label,
        tooltip=each.help,
        id=each.id,
        priority=each.priority,
    )


def clashing_keys(commands: Iterable[KeyCommand] = COMMANDS) -> list[str]:
    """Return each key that has two meanings on one kind of screen, as `screen: key`."""
    listed = list(commands)
    clashes = []
    for screen in SCREENS:
        taken: dict[str, str] = {}
        for each in commands_on(screen, listed):
            for key in each.keys:
                if taken.setdefault(key, each.id) != each.id:
                    clashes.append(f"{screen.name.lower()}: {key}")
    return clashes


def keymap_from(wishes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the keymap for `App.set_keymap` that gives commands the keys a user wishes.

    Raises KeymapError when a command does not exist or a key would mean two things.
    """
    unknown = tuple(sorted(set(wishes) - set(_BY_ID)))
    if unknown:
        raise KeymapError(unknown=unknown)
    changed = [
        replace(each, keys=wishes[each.id]) if each.id in wishes else each for each in COMMANDS
    ]
    clashing = tuple(clashing_keys(changed))
    if clashing:
        raise KeymapError(clashing=clashing)
    return {
        command_id: ",".join(key_name_of(key) if len(key) == 1 else key for key in keys)
        for command_id, keys in wishes.items()
    }
