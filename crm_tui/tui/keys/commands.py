"""What a key does: a row of the registry."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.tui.keys.scopes import Scope
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class KeyCommand:
    """One thing a person can do by key; labels are msgids, translated when shown."""

    id: str
    keys: tuple[str, ...]
    action: str
    label: str
    help: str
    scopes: frozenset[Scope]
    initials: str = ""
    """Pinyin initials of the Chinese label, for the palette."""
    footer: int | None = None
    """Place in the footer, smallest first; None is never shown there."""
    in_palette: bool = True
    priority: bool = False
    """Whether it comes before what the focused widget does with the key."""

    @property
    def shown_key(self) -> str:
        """The key as footer and help print it; nothing where there is none."""
        return key_label(self.keys[0]) if self.keys else ""


_SHOWN_KEYS: Mapping[str, str] = {
    "escape": "esc",
    "pagedown": "PgDn",
    "pageup": "PgUp",
    "left": "←",
    "right": "→",
    "up": "↑",
    "down": "↓",
    "backspace": "⌫",
    "delete": "Del",
    "insert": "Ins",
}
_SHOWN_MODIFIERS: Mapping[str, str] = {"ctrl+": "^", "shift+": "shift+", "alt+": "alt+"}


def key_label(key: str) -> str:
    """Return a short name for a key: `^s` for ctrl+s, `F5` for f5, `alt+←` for alt+left."""
    for held, shown in _SHOWN_MODIFIERS.items():
        if key.startswith(held):
            return shown + key_label(key.removeprefix(held))
    if key.startswith("f") and key[1:].isdigit():
        return key.upper()
    return _SHOWN_KEYS.get(key, key)


def row(  # noqa: PLR0913 - a row of a table
    id: str,  # noqa: A002 - the field's own name
    keys: str,
    action: str,
    label: str,
    help: str,  # noqa: A002 - the field's own name
    *scopes: Scope,
    initials: str = "",
    footer: int | None = None,
    in_palette: bool = True,
    priority: bool = False,
) -> KeyCommand:
    """Return a command from a row of a table; its keys stand with blanks between them."""
    return KeyCommand(
        id=id,
        keys=tuple(keys.split()),
        action=action,
        label=label,
        help=help,
        scopes=frozenset(scopes),
        initials=initials,
        footer=footer,
        in_palette=in_palette,
        priority=priority,
    )
