"""What every command for the settings of papers does: change what is named, tell all of them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_tui.cli.inputs import read_settings
from crm_tui.cli.output import Output
from crm_tui.domain.paper_settings import SettingsKind, SettingsT
from crm_tui.presentation.paper_settings import paper_label


def answer_settings(
    output: Output,
    kind: SettingsKind[SettingsT],
    changes: Sequence[str] | None,
    read: Callable[[], SettingsT],
    change: Callable[[Mapping[str, str]], object],
) -> None:
    """Change what SETTING=VALUE says, and answer with all settings of a kind of paper."""
    if changes:
        change(read_settings(changes, kind.names))
    shown = kind.written(read())
    lines = [
        f"{name.replace('_', '-')} = {text}  ({paper_label(kind.id, name)})"
        for name, text in shown.items()
    ]
    output.record(shown, lines)
