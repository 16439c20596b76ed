"""Choices that are found by what is typed: name, pinyin initials or any other words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from crm_tui.presentation.widths import plain

ValueT = TypeVar("ValueT")
_SHORTEST_LOOSE = 3


# No slots: `Choice[int](…)` sets an attribute on the new object in Python 3.11.
@dataclass(frozen=True)
class Choice(Generic[ValueT]):
    """Something to choose; `search_text` holds more words that find it."""

    value: ValueT
    label: str
    search_text: str = ""
    digit: str = ""
    """The digit that chooses it at once in a dialog; the label says which."""

    @property
    def shown(self) -> str:
        """The label as one plain line."""
        return plain(self.label)


def fit_of(choice: Choice[ValueT], typed: str) -> int | None:
    """Return how well a choice fits what was typed, 0 being best, or None when it does not."""
    return _rank(choice, typed.strip().casefold())


def _rank(choice: Choice[ValueT], typed: str) -> int | None:
    label, words = choice.label.casefold(), choice.search_text.casefold()
    if label == typed:
        return 0
    if label.startswith(typed):
        return 1
    if any(word.startswith(typed) for word in words.split()):
        return 2
    joined = typed.replace(" ", "")
    if typed in label or typed in words or joined in words:
        return 3
    return 4 if any(_begins_and_holds(word, joined) for word in words.split()) else None


def _begins_and_holds(word: str, typed: str) -> bool:
    """Return whether a word begins as typed and holds all that was typed, in its order."""
    if len(typed) < _SHORTEST_LOOSE or not word.startswith(typed[0]):
        return False
    rest = iter(word)
    return all(letter in rest for letter in typed)


def matching(choices: Sequence[Choice[ValueT]], typed: str) -> list[Choice[ValueT]]:
    """Return the choices that fit, the best first; all of them when nothing is typed."""
    wish = typed.strip().casefold()
    if not wish:
        return list(choices)
    ranked = [(_rank(choice, wish), at) for at, choice in enumerate(choices)]
    fitting = sorted((rank, at) for rank, at in ranked if rank is not None)
    return [choices[at] for _rank_, at in fitting]
