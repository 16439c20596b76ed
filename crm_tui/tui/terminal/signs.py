"""Signs that some terminals draw two cells wide and the program counts as one."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache

# Characters that East Asian terminals may draw two cells wide, and what to show instead.
NARROW_TWINS: Mapping[str, str] = {
    "…": "~",
    "·": ".",
    "“": '"',
    "”": '"',
    "‘": "'",
    "’": "'",
    "○": "o",
    "●": "*",
    "▲": "^",
    "▼": "v",
    "▌": "|",
    "▏": ":",
    "→": ">",
    "★": "*",
    "☆": "+",
    "□": "-",
    "▤": "#",
    "◇": "o",
    "◆": "*",
    "×": "x",
}
_NARROW = str.maketrans(dict(NARROW_TWINS))


@lru_cache(maxsize=2_048)
def narrow(text: str) -> str:
    """Return the text with characters of uncertain width replaced by twins of one cell."""
    return text if text.isascii() else text.translate(_NARROW)
