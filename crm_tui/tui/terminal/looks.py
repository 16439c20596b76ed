"""Which look the screens have on this terminal, and its colours before any style sheet is read."""

from __future__ import annotations

import colorsys
from collections.abc import Callable, Mapping

from crm_tui.settings import THEMES
from crm_tui.values import dataclass


def theme_for(wish: str | None, environment: Mapping[str, str], *, no_color: bool = False) -> str:
    """Return which theme to show: the one wished for, or what the terminal says of itself."""
    if no_color:
        return "terminal"
    if wish in THEMES:
        return str(wish)
    return "light" if _is_light(environment.get("COLORFGBG", "")) else "dark"


def _is_light(colours: str) -> bool:
    """Return whether `15;0`, as some terminals say of themselves, has a light background."""
    background = colours.rpartition(";")[2]
    return background == "7" or (background.isdecimal() and 9 <= int(background) <= 15)


@dataclass(frozen=True, slots=True)
class Colours:
    """The colours of the empty frame, as RRGGBB, or as codes of the terminal's own."""

    text: str
    muted: str
    accent: str
    good: str
    border: str
    bar: str
    box: str


_COLOURS: Mapping[str, Colours] = {
    "dark": Colours("e0e0e0", "9d9d9d", "ffc473", "8ad4a1", "45505a", "242f38", "1e1e1e"),
    "light": Colours("1c1c1c", "565656", "0b4f8c", "17602a", "98a2ae", "e4e8ee", "fafafa"),
    "contrast": Colours("ffffff", "d6d6d6", "ffdf66", "7cff9b", "b8b8b8", "161616", "000000"),
    "terminal": Colours("39", "39", "36", "32", "90", "49", "49"),
}
_HEX_DIGITS = 6


def frame_styles(look: str, environment: Mapping[str, str]) -> dict[str, str]:
    """Return how each kind of piece of the frame is written, as parameters of SGR."""
    coded = _coder(environment)
    if coded is None:
        return {"title": "1", "active": "1;7"}
    at = _COLOURS[look]
    bar, box = coded(at.bar, 48), coded(at.box, 48)
    text, muted = coded(at.text, 38), coded(at.muted, 38)
    return {
        "normal": f"{text};{bar}",
        "title": f"1;{coded(at.accent, 38)};{bar}",
        "active": f"1;7;{text};{bar}",
        "good": f"{coded(at.good, 38)};{bar}",
        "keys": bar,
        "border": f"{coded(at.border, 38)};{box}",
        "heading": f"{muted};{box}",
        "loading": f"{muted};{box}",
        "blank": box,
    }


def _coder(environment: Mapping[str, str]) -> Callable[[str, int], str] | None:
    """Return how this terminal is told a colour; None where it is told none."""
    if "NO_COLOR" in environment:
        return None
    if environment.get("COLORTERM", "").strip().lower() in {"truecolor", "24bit"}:
        return _true_colour
    if environment.get("TERM", "").rpartition("-")[2] in {"256color", "kitty"}:
        return _one_of_256
    return None


def _true_colour(colour: str, ground: int) -> str:
    if len(colour) < _HEX_DIGITS:
        return colour
    red, green, blue = bytes.fromhex(colour)
    return f"{ground};2;{red};{green};{blue}"


def _one_of_256(colour: str, ground: int) -> str:
    """Return the nearest of the colours of the cube, by the rule of the library that draws."""
    if len(colour) < _HEX_DIGITS:
        return colour
    rgb = bytes.fromhex(colour)
    _hue, light, saturation = colorsys.rgb_to_hls(*(each / 255 for each in rgb))
    if saturation < 0.15:
        grey = round(light * 25)
        number = {0: 16, 25: 231}.get(grey, 231 + grey)
    else:
        red, green, blue = (each / 95 if each < 95 else 1 + (each - 95) / 40 for each in rgb)
        number = 16 + 36 * round(red) + 6 * round(green) + round(blue)
    return f"{ground};5;{number}"
