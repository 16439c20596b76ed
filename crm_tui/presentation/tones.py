"""How a text is meant; the text itself says it too, colour only helps."""

from __future__ import annotations

from enum import Enum


class Tone(Enum):
    """The meaning that a face may colour."""

    NORMAL = "normal"
    DIM = "dim"
    GOOD = "good"
    WARN = "warn"
    BAD = "bad"
    STRONG = "strong"
    ACCENT = "accent"
