"""The painted lines of a widget go with it.

The library keeps two styles for each widget and pair of colours, a thousand of them, and with each
the widget's painted lines, long after the widget was taken away. They depend on the colours alone.
"""

from __future__ import annotations

from functools import lru_cache, partial
from typing import Any

from textual._styles_cache import StylesCache

_PAIRS_KEPT = 256

THEIR_OWN: Any = vars(StylesCache)["get_inner_outer"]
"""As the library has it, which asks nothing of the widget."""
_of_colours = staticmethod(lru_cache(_PAIRS_KEPT)(partial(THEIR_OWN.__wrapped__, None)))


def let_go_of_lines() -> None:
    """Let the styles of every widget painted from now on be kept by its colours only."""
    StylesCache.get_inner_outer = _of_colours  # type: ignore[assignment]  # called alike
