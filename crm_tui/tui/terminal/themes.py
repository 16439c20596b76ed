"""The looks to choose from: light, dark, high contrast, and the colours of the terminal itself."""

from __future__ import annotations

from collections.abc import Mapping

from rich.segment import Segment
from rich.style import Style
from textual.color import Color
from textual.filter import LineFilter, NoColor, dim_color
from textual.theme import Theme

DIM_FACTORS: Mapping[str, float] = {"dark": 0.66, "light": 0.74, "contrast": 0.85}
"""How much of a colour is left where text is dim, so that it can still be read."""


def _tones(muted: str, *, cursor: str, on_cursor: str, border: str, **more: str) -> dict[str, str]:
    """Return the colours that the library would work out with too little contrast."""
    return {
        "foreground-muted": muted,
        "foreground-disabled": muted,
        "text-muted": muted,
        "text-disabled": muted,
        "block-cursor-background": cursor,
        "block-cursor-foreground": on_cursor,
        "block-cursor-blurred-background": cursor,
        "block-cursor-blurred-foreground": on_cursor,
        "panel-lighten-2": border,
        **{name.replace("_", "-"): colour for name, colour in more.items()},
    }


THEMES: Mapping[str, Theme] = {
    "dark": Theme(
        name="crm-dark",
        primary="#0178D4",
        secondary="#004578",
        accent="#ffa62b",
        warning="#ffa62b",
        error="#ba3c5b",
        success="#4EBF71",
        foreground="#e0e0e0",
        variables=_tones(
            "#9D9D9D", cursor="#4FA8EE", on_cursor="#101010", border="#45505A",
            text_error="#E5899E",
        ),
    ),
    "light": Theme(
        name="crm-light",
        primary="#0B5CAD",
        secondary="#0B5CAD",
        accent="#0B4F8C",
        warning="#7A4300",
        error="#9C1237",
        success="#17602A",
        foreground="#1C1C1C",
        background="#F2F2F2",
        surface="#FAFAFA",
        panel="#E4E8EE",
        boost="#D8E2EE",
        dark=False,
        variables=_tones(
            "#565656", cursor="#0B5CAD", on_cursor="#FFFFFF", border="#98A2AE",
            text_accent="#0B4F8C", text_warning="#7A4300", text_error="#9C1237",
            text_success="#17602A", text_primary="#0B5CAD",
        ),
    ),
    "contrast": Theme(
        name="crm-contrast",
        primary="#66D9FF",
        secondary="#66D9FF",
        accent="#FFDF66",
        warning="#FFC27A",
        error="#FFADAD",
        success="#7CFF9B",
        foreground="#FFFFFF",
        background="#000000",
        surface="#000000",
        panel="#161616",
        boost="#262626",
        variables=_tones(
            "#D6D6D6", cursor="#FFFFFF", on_cursor="#000000", border="#B8B8B8",
            text_accent="#FFDF66", text_warning="#FFC27A", text_error="#FFADAD",
            text_success="#7CFF9B", text_primary="#66D9FF",
        ),
    ),
    "terminal": Theme(
        name="crm-terminal",
        ansi=True,
        primary="ansi_bright_blue",
        secondary="ansi_cyan",
        accent="ansi_cyan",
        warning="ansi_yellow",
        error="ansi_red",
        success="ansi_green",
        foreground="ansi_default",
        background="ansi_default",
        surface="ansi_default",
        panel="ansi_default",
        boost="ansi_default",
        variables={
            "ansi-background": "ansi_default",
            "foreground-muted": "ansi_default",
            "panel-lighten-2": "ansi_bright_black",
            "block-cursor-background": "ansi_default",
            "block-cursor-foreground": "ansi_default",
            "block-cursor-text-style": "reverse",
            "block-cursor-blurred-text-style": "reverse",
            "scrollbar": "ansi_bright_black",
            "scrollbar-background": "ansi_default",
        },
    ),
}  # fmt: skip


class Dimming(LineFilter):
    """Dims text as far as it can still be read; the library dims alike in every theme."""

    def __init__(self) -> None:
        super().__init__()
        self.factor = 1.0

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the segments, the dim ones with the colour that they have then."""
        if not any(each.style is not None and each.style.dim for each in segments):
            return segments
        return [self._dimmed(each, background) for each in segments]

    def _dimmed(self, segment: Segment, background: Color) -> Segment:
        style = segment.style
        if style is None or not style.dim or style.color is None or style.color.triplet is None:
            return segment
        ground = style.bgcolor
        if ground is None or ground.triplet is None:
            ground = background.rich_color
        ink = dim_color(ground, style.color, self.factor)
        return Segment(segment.text, style + Style(color=ink, dim=False), segment.control)


def without_colours() -> LineFilter:
    """Return the filter that leaves nothing but bold, dim, underlined and reversed."""
    return NoColor()
