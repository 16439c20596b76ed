"""What keys are called: in the settings file, on the screen, and by the screen library."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping

_NAMED = frozenset({
    "enter", "escape", "tab", "space", "backspace", "delete", "insert", "home", "end",
    "pageup", "pagedown", "up", "down", "left", "right", *(f"f{number}" for number in range(1, 25)),
})  # fmt: skip
_MODIFIERS = ("ctrl", "alt", "shift", "meta", "super")
_EDITING = frozenset({
    "enter", "tab", "shift+tab", "space", "backspace", "delete", "home", "end", "left", "right",
    "shift+left", "shift+right", "ctrl+left", "ctrl+right", "up", "down",
})  # fmt: skip
_RESERVED = frozenset({"tab", "shift+tab", "ctrl+c"})
"""They move the focus and copy."""
_LIBRARY_NAMES: Mapping[str, str] = {
    "slash": "/",
    "backslash": "\\",
    "at": "@",
    "minus": "-",
    "plus": "+",
    "underscore": "_",
}


def canonical_key(key: str) -> str | None:
    """Return the one name of a key, None for what is no key: `;` for semicolon, `ctrl+k`."""
    if len(key) == 1:
        return key if key.isprintable() and key != " " else None
    *modifiers, last = (
        key.lower().split("+") if not key.endswith("+") else [*key.split("+")[:-2], "+"]
    )
    if any(each not in _MODIFIERS for each in modifiers) or len(set(modifiers)) < len(modifiers):
        return None
    base = last if last in _NAMED else _sign(last)
    if base is None:
        return None
    return "+".join([*(each for each in _MODIFIERS if each in modifiers), base])


def _sign(name: str) -> str | None:
    if len(name) == 1:
        return name if name.isprintable() and name != " " else None
    if name in _LIBRARY_NAMES:
        return _LIBRARY_NAMES[name]
    for spelt in (name.replace("_", " "), name.replace("_", "-")):
        try:
            found = unicodedata.lookup(spelt.upper())
        except KeyError:
            continue
        return found if found.isprintable() and not found.isalnum() else None
    return None


def is_typed(key: str) -> bool:
    """Return whether a key is needed to type and to move in what is typed."""
    return len(key) == 1 or key in _EDITING


def is_reserved(key: str) -> bool:
    """Return whether a key can mean nothing else in this program."""
    return key in _RESERVED
