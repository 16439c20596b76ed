"""The keys told outside of the screens, without loading what draws them."""

from __future__ import annotations

from crm_tui.i18n import _
from crm_tui.presentation.key_rows import KeyRow
from crm_tui.settings import Settings
from crm_tui.tui.keys.commands import KeyCommand, key_label
from crm_tui.tui.keys.registry import COMMANDS, KeymapError, commands_with
from crm_tui.tui.keys.scopes import Scope, scope_words


def key_rows(settings: Settings) -> list[KeyRow]:
    """Return every command with the user's own keys, or the usual ones if those cannot be."""
    try:
        commands = commands_with(settings.keys)
    except KeymapError:
        commands = COMMANDS
    usual = {each.id: each.keys for each in COMMANDS}
    return [_row(each, is_own=each.keys != usual[each.id]) for each in commands]


def _row(each: KeyCommand, *, is_own: bool) -> KeyRow:
    return KeyRow(
        each.id,
        each.keys,
        " ".join(map(key_label, each.keys)),
        _(each.label),
        _(each.help),
        tuple(scope_words(scope) for scope in Scope if scope in each.scopes),
        is_own,
    )
