"""What was used lately, by its key."""

from __future__ import annotations

from collections.abc import Hashable
from typing import Generic, TypeVar

KeyT = TypeVar("KeyT", bound=Hashable)
ValueT = TypeVar("ValueT")


class Kept(Generic[KeyT, ValueT]):
    """So many values at most; the one used longest ago makes room for another.

    The library's own cache is a ring: all it held is garbage to be looked for once it is cleared,
    thousands of pieces with every letter of a search.
    """

    def __init__(self, at_most: int) -> None:
        self._at_most = at_most
        self._values: dict[KeyT, ValueT] = {}

    def __contains__(self, key: KeyT) -> bool:
        return key in self._values

    def get(self, key: KeyT) -> ValueT | None:
        """Return a value, which counts as used, or None."""
        value = self._values.pop(key, None)
        if value is not None:
            self._values[key] = value
        return value

    def keep(self, key: KeyT, value: ValueT) -> None:
        """Keep a value, in place of one with this key."""
        self._values.pop(key, None)
        if len(self._values) >= self._at_most:
            del self._values[next(iter(self._values))]
        self._values[key] = value

    def clear(self) -> None:
        """Forget everything."""
        self._values.clear()
