"""What the environment tells about the terminal; imported before the screen library is."""

from __future__ import annotations

from collections.abc import Mapping, MutableMapping

_KITTY_SWITCH = "TEXTUAL_DISABLE_KITTY_KEY"
_PAINTED_OFTEN = ("TEXTUAL_FPS", "120")
"""What changed waits for the next of so many paintings a second; the usual 60 can be felt."""
_LOSES_CHINESE_INPUT = frozenset({"vscode", "iTerm.app"})


def prepare_environment(environment: MutableMapping[str, str]) -> None:
    """Make Chinese input methods work, and paint soon; call it before textual is imported.

    iTerm2 and VS Code lose committed Chinese text under the kitty keyboard protocol that
    textual asks for. A value that the user has set is left alone.
    """
    environment.setdefault(*_PAINTED_OFTEN)
    if environment.get("TERM_PROGRAM") in _LOSES_CHINESE_INPUT:
        environment.setdefault(_KITTY_SWITCH, "1")


def may_blink(environment: Mapping[str, str]) -> bool:
    """Return whether a blinking cursor is affordable: not over ssh, which it keeps busy."""
    return not any(environment.get(name) for name in ("SSH_CONNECTION", "SSH_CLIENT", "SSH_TTY"))
