"""The one registry of keys: footer, help, palette and bindings are all read from here."""

from crm_tui.tui.keys.commands import KeyCommand, key_label
from crm_tui.tui.keys.names import canonical_key, is_typed
from crm_tui.tui.keys.registry import (
    COMMANDS,
    KeyClash,
    KeymapError,
    bindings_for,
    bindings_of,
    clashes_of,
    command,
    commands_in_force,
    commands_on,
    commands_with,
    footer_of,
    is_possible,
    keymap_from,
    use_keys,
    wished_keys,
)
from crm_tui.tui.keys.scopes import SCREENS, Scope, scope_words

__all__ = [
    "COMMANDS",
    "SCREENS",
    "KeyClash",
    "KeyCommand",
    "KeymapError",
    "Scope",
    "bindings_for",
    "bindings_of",
    "canonical_key",
    "clashes_of",
    "command",
    "commands_in_force",
    "commands_on",
    "commands_with",
    "footer_of",
    "is_possible",
    "is_typed",
    "key_label",
    "keymap_from",
    "scope_words",
    "use_keys",
    "wished_keys",
]
