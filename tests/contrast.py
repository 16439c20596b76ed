"""How far an ink stands out from its ground."""

from __future__ import annotations

from functools import lru_cache

from textual.color import Color


def _light(colour: Color) -> float:
    parts = [value / 255 for value in colour.rgb]
    linear = [v / 12.92 if v <= 0.03928 else ((v + 0.055) / 1.055) ** 2.4 for v in parts]
    return sum(weight * v for weight, v in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


@lru_cache(maxsize=1024)
def ratio(ink: Color, ground: Color) -> float:
    """The contrast of WCAG 2, from 1 to 21."""
    lighter, darker = sorted((_light(ink), _light(ground)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)
