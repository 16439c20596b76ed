"""An entry of a timeline as it is shown, whatever it is about."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.presentation.tones import Tone
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """One entry of the timeline: an icon of one or two cells, a title, lines, how it is meant."""

    icon: str
    title: str
    lines: tuple[str, ...]
    tone: Tone


def mapping(value: object) -> Mapping[str, object]:
    """Return what an event keeps as a mapping, nothing for anything else."""
    return value if isinstance(value, Mapping) else {}
