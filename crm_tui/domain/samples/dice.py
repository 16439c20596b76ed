"""Chance that falls alike everywhere: for the same seed, on every machine and Python."""

from __future__ import annotations

import random
from collections.abc import Sequence
from typing import TypeVar

Item = TypeVar("Item")


class Dice:
    """Choices drawn from `random()` alone, the one method whose numbers never change."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._source = random.Random(seed)  # noqa: S311 - samples, not secrets
        self._draw = self._source.random

    def restart(self, number: int) -> None:
        """Begin anew for one record, so that it is the same whatever was drawn before it."""
        self._source.seed(self._seed * 1_000_003 + number)

    def below(self, count: int) -> int:
        """Return a number from 0 to count - 1."""
        return int(self._draw() * count)

    def between(self, least: int, most: int) -> int:
        """Return a number from least to most, both included; least when the range is empty."""
        return least + int(self._draw() * (most - least + 1)) if most > least else least

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[int(self._draw() * len(items))]

    def chance(self, share: float) -> bool:
        """Return True in this share of all cases."""
        return self._draw() < share


def weighted(*items: tuple[Item, int]) -> tuple[Item, ...]:
    """Return each item as often as its weight, for `one_of`."""
    return tuple(item for item, weight in items for _ in range(weight))
