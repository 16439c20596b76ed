"""The one registry of keys: footer, help, palette and bindings are all read from here."""

from crm_tui.tui.keys.commands import KeyCommand, key_label
from crm_tui.tui.keys.registry import (
    COMMANDS,
    KeymapError,
    bindings_for,
    bindings_of,
    clashing_keys,
    command,
    commands_on,
    footer_of,
    keymap_from,
)
from crm_tui.tui.keys.scopes import SCREENS, Scope

__all__ = [
    "COMMANDS",
    "SCREENS",
    "KeyCommand",
    "KeymapError",
    "Scope",
    "bindings_for",
    "bindings_of",
    "clashing_keys",
    "command",
    "commands_on",
    "footer_of",
    "key_label",
    "keymap_from",
]
