"""All commands together, what of them works where, and other keys for them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

from crm_tui.tui.keys import (
    approvals,
    days,
    details,
    duplicates,
    forms,
    frame,
    importing,
    leads,
    lists,
    opportunities,
    overviews,
    papers,
    payments,
    records,
    schedules,
    selling,
    settings,
    targets,
    tasks,
)
from crm_tui.tui.keys.commands import KeyCommand
from crm_tui.tui.keys.names import canonical_key, is_reserved, is_typed
from crm_tui.tui.keys.scopes import SCREENS, TYPED_INTO, Scope
from crm_tui.values import dataclass

if TYPE_CHECKING:  # the keys can be told without the screen library
    from textual.binding import Binding

COMMANDS: tuple[KeyCommand, ...] = (
    *frame.COMMANDS,
    *records.COMMANDS,
    *overviews.COMMANDS,
    *days.COMMANDS,
    *lists.COMMANDS,
    *duplicates.COMMANDS,
    *leads.COMMANDS,
    *opportunities.COMMANDS,
    *papers.COMMANDS,
    *details.COMMANDS,
    *forms.COMMANDS,
    *settings.COMMANDS,
    *importing.COMMANDS,
    *schedules.COMMANDS,
    *selling.COMMANDS,
    *payments.COMMANDS,
    *tasks.COMMANDS,
    *targets.COMMANDS,
    *approvals.COMMANDS,
)

_FOOTER_WITHOUT: Mapping[Scope, frozenset[str]] = {
    Scope.TODAY: frozenset({"list.mark"}),
    Scope.ENTRY: frozenset({"form.save"}),
    Scope.LEAD_ENTRY: frozenset({"form.save"}),
    Scope.START: frozenset({"form.save", "start.samples"}),
    Scope.CUSTOMERS: frozenset({"claim", "overview"}),
    Scope.POOL: frozenset({"next_contact", "return", "overview"}),
}
"""What is seldom done on a screen leaves its footer to what is done there often.

What stands on a button with its key, in words of its own, needs no place in it.
"""


@dataclass(frozen=True, slots=True)
class KeyClash:
    """A key that would mean two things on one kind of screen."""

    screen: Scope
    key: str
    first_id: str
    second_id: str


class KeymapError(ValueError):
    """A wish for other keys cannot be met; names the commands or keys at fault."""

    def __init__(
        self,
        *,
        unknown: tuple[str, ...] = (),
        impossible: tuple[str, ...] = (),
        clashes: tuple[KeyClash, ...] = (),
    ) -> None:
        super().__init__(*unknown, *impossible, *clashes)
        self.unknown = unknown
        self.impossible = impossible
        """Keys that there are not, or that are needed for typing where they would be used."""
        self.clashes = clashes

    @property
    def first(self) -> str:
        """The command or key to name where there is room for one."""
        named = (*self.unknown, *self.impossible, *(each.key for each in self.clashes))
        return named[0]


class _InForce:
    """The commands with the keys that they have in this process: the user's own ones."""

    def __init__(self) -> None:
        self.wishes: Mapping[str, tuple[str, ...]] = {}
        self.commands = COMMANDS
        self.by_id = {each.id: each for each in COMMANDS}


_in_force = _InForce()


def use_keys(wishes: Mapping[str, tuple[str, ...]]) -> None:
    """Let commands have the keys that a user wishes, and all others those they come with.

    Raises KeymapError, and changes nothing, when that cannot be.
    """
    changed = commands_with(wishes)
    _in_force.wishes = dict(wishes)
    _in_force.commands = changed
    _in_force.by_id = {each.id: each for each in changed}


def wished_keys() -> Mapping[str, tuple[str, ...]]:
    """Return the keys that the user wished for, by command."""
    return _in_force.wishes


def commands_in_force() -> tuple[KeyCommand, ...]:
    """Return every command with the keys it has now."""
    return _in_force.commands


def command(command_id: str) -> KeyCommand:
    """Return the command with this id, with the keys it has now."""
    return _in_force.by_id[command_id]


def commands_on(screen: Scope, commands: Iterable[KeyCommand] | None = None) -> list[KeyCommand]:
    """Return every command that works on this kind of screen, in the registry's order."""
    scopes = SCREENS.get(screen, frozenset({screen}))
    listed = _in_force.commands if commands is None else commands
    return [each for each in listed if each.scopes & scopes]


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
    from textual.binding import Binding  # noqa: PLC0415 - the keys can be told without it

    return Binding(
        _key_list(each.keys),
        each.action,
        each.label,
        tooltip=each.help,
        id=each.id,
        priority=each.priority,
    )


def _key_list(keys: Iterable[str]) -> str:
    from textual.keys import _character_to_key  # noqa: PLC0415 - the keys can be told without it

    return ",".join(_character_to_key(key) if len(key) == 1 else key for key in keys)


def clashes_of(commands: Iterable[KeyCommand]) -> Iterator[KeyClash]:
    """Yield each key that has two meanings on one kind of screen."""
    listed = list(commands)
    for screen in SCREENS:
        taken: dict[str, str] = {}
        for each in commands_on(screen, listed):
            for key in each.keys:
                if taken.setdefault(key, each.id) != each.id:
                    yield KeyClash(screen, key, taken[key], each.id)


def is_possible(each: KeyCommand, key: str) -> bool:
    """Return whether there is such a key, and it is not needed to type where it would be used."""
    named = canonical_key(key)
    if named is None or is_reserved(named):
        return False
    return not (is_typed(named) and each.scopes & TYPED_INTO)


def commands_with(wishes: Mapping[str, tuple[str, ...]]) -> tuple[KeyCommand, ...]:
    """Return all commands with the keys that a user wishes.

    Raises KeymapError when a command or key does not exist or a key would mean two things.
    """
    by_id = {each.id: each for each in COMMANDS}
    unknown = tuple(sorted(set(wishes) - set(by_id)))
    if unknown:
        raise KeymapError(unknown=unknown)
    impossible = tuple(
        key
        for command_id, keys in wishes.items()
        for key in keys
        if key not in by_id[command_id].keys and not is_possible(by_id[command_id], key)
    )
    if impossible:
        raise KeymapError(impossible=impossible)
    changed = tuple(
        replace(each, keys=_canonical(wishes[each.id])) if each.id in wishes else each
        for each in COMMANDS
    )
    clashes = tuple(clashes_of(changed))
    if clashes:
        raise KeymapError(clashes=clashes)
    return changed


def _canonical(keys: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(canonical_key(key) or key for key in keys))


def keymap_from(wishes: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Return the keymap for `App.set_keymap` that gives commands the keys a user wishes.

    Raises KeymapError when that cannot be.
    """
    changed = commands_with(wishes)
    return {each.id: _key_list(each.keys) for each in changed if each.id in wishes}
