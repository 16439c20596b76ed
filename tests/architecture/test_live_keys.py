"""A key that a screen names does something: what it stands for is found where it is looked for."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator

from textual.actions import parse
from textual.binding import Binding
from textual.screen import Screen
from textual.widget import Widget

from crm_tui import tui
from crm_tui.tui.app import CrmApp
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.keys import SCREENS, Scope, commands_on
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.timeline import Timeline

_ON_WIDGETS = {Scope.LIST: RecordList, Scope.TIMELINE: Timeline}


def _ours() -> Iterator[type[Widget]]:
    """Yield the screens and widgets of which no other is made."""
    for module in pkgutil.walk_packages(tui.__path__, f"{tui.__name__}."):
        importlib.import_module(module.name)
    waiting: list[type[Widget]] = [Widget]
    while waiting:
        each = waiting.pop()
        further = each.__subclasses__()
        waiting += further
        if not further and each.__module__.startswith(tui.__name__):
            yield each


def _dead(actions: Iterable[str], *places: type) -> list[str]:
    """Return the actions that none of these places has."""
    names = [(action, parse(action)[:2]) for action in actions]
    return [
        action
        for action, (namespace, name) in names
        if not namespace and not any(hasattr(place, f"action_{name}") for place in places)
    ]


def _dead_bindings(place: type[Widget]) -> list[str]:
    own = (base for base in place.__mro__ if base.__module__.startswith(tui.__name__))
    bound = (each for base in own for each in vars(base).get("BINDINGS", ()))
    actions = {each.action for each in bound if isinstance(each, Binding)}
    return _dead(sorted(actions), place, CrmApp)


def _dead_keys(screen: type[Screen[object]], scope: Scope) -> list[str]:
    """Return what stands in the help of a screen and is found neither there nor on its widgets."""
    return [
        action
        for each in commands_on(scope)
        for action in _dead(
            [each.action],
            *(screen, CrmApp),
            *(kind for place, kind in _ON_WIDGETS.items() if place in each.scopes),
        )
    ]


def test_whatever_is_bound_to_a_key_is_there() -> None:
    dead = {each.__name__: _dead_bindings(each) for each in _ours()}
    assert len(dead) > 100
    assert {name: actions for name, actions in dead.items() if actions} == {}


def test_no_screen_names_a_key_that_does_nothing() -> None:
    screens = [each for each in _ours() if issubclass(each, Screen)]
    scopes = {each: getattr(each, "scope", None) for each in screens}
    dead = {
        screen.__name__: _dead_keys(screen, scope)
        for screen, scope in scopes.items()
        if isinstance(scope, Scope)
    }
    assert len(dead) > 50
    assert {name: actions for name, actions in dead.items() if actions} == {}


def test_all_rows_can_be_marked_wherever_a_screen_says_so() -> None:
    lists = [
        each
        for each in _ours()
        if issubclass(each, ScreenCommands) and Scope.LIST in SCREENS[each.scope] and each.marks_all
    ]
    assert len(lists) > 10
    heard = ("on_record_list_mark_all_requested", "on_record_list_invert_requested")
    assert [each.__name__ for each in lists if not all(hasattr(each, on) for on in heard)] == []
