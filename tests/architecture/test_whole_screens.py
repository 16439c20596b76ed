"""A screen that is shown leaves nothing open that its bases ask of it.

The library's screens are no abstract classes: what is left open, or is hidden by a base that asks
for it, answers None and is noticed by a key that does nothing.
"""

from __future__ import annotations

import importlib
import inspect
import pkgutil
from collections.abc import Iterator

import pytest
from textual.screen import Screen

from crm_tui.tui import screens


def _shown() -> Iterator[type]:
    """Yield the screens of which no other is made."""
    for module in pkgutil.walk_packages(screens.__path__, f"{screens.__name__}."):
        importlib.import_module(module.name)
    waiting: list[type] = list(Screen.__subclasses__())
    while waiting:
        each = waiting.pop()
        further: list[type] = each.__subclasses__()
        waiting += further
        if not further and each.__module__.startswith(screens.__name__):
            yield each


def _left_open(screen: type) -> list[str]:
    names = {name for base in screen.__mro__ for name in vars(base)}
    found = ((name, inspect.getattr_static(screen, name)) for name in names)
    return sorted(name for name, value in found if getattr(value, "__isabstractmethod__", False))


@pytest.mark.long
def test_no_screen_leaves_open_what_its_bases_ask_for() -> None:
    left = {screen.__name__: _left_open(screen) for screen in _shown()}
    assert len(left) > 50
    assert {name: open_ones for name, open_ones in left.items() if open_ones} == {}
