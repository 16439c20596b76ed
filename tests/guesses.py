"""What somebody may hand to a method whose arguments they guess: by the types that it declares."""

from __future__ import annotations

import collections.abc
import dataclasses
import inspect
import types
import typing
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import Enum
from itertools import chain, islice
from pathlib import Path
from typing import Any

from crm_tui.domain.queries.field_kinds import Subject
from crm_tui.domain.queries.fields import CONTRACTS, LEADS, OPPORTUNITIES, ORDERS
from crm_tui.domain.users import Actor
from tests import make

_ASKED = ("reference", "found_by", "query", "words", "number", "exact")
"""What is looked for under such names is guessed; other texts would only be written down."""


class UnknownTypeError(Exception):
    """Nothing is known that could be handed over for a type."""


@dataclass(frozen=True, slots=True)
class Guesser:
    """Makes calls of a method out of numbers and words that somebody tries."""

    numbers: Sequence[int]
    words: Sequence[str]
    folder: Path
    most: int
    """So many calls of a method are tried."""

    def calls(self, method: Callable[..., Any], actor: Actor) -> Iterator[dict[str, Any]]:
        """Yield arguments for a method, by name; raise UnknownTypeError where some are unknown."""
        bare = inspect.unwrap(method)
        lists: dict[str, list[Any]] = {}
        for name, parameter in inspect.signature(bare).parameters.items():
            if name == "self" or parameter.kind in {
                parameter.VAR_POSITIONAL,
                parameter.VAR_KEYWORD,
            }:
                continue
            try:
                hint = _evaluated(parameter.annotation, bare)
                if hint is str and name not in _ASKED:
                    lists[name] = ["x"]
                else:
                    lists[name] = [actor] if hint is Actor else list(self.values(hint))
            except UnknownTypeError:
                if parameter.default is parameter.empty:
                    raise
        longest = max((len(each) for each in lists.values()), default=1)
        for at in range(min(longest, self.most)):
            yield {name: found[at % len(found)] for name, found in lists.items()}

    def values(self, hint: Any) -> Iterator[Any]:
        """Yield what may be handed over for a type."""
        if getattr(hint, "__supertype__", None) is int:
            yield from self.numbers
        elif hint in _PLAIN:
            yield from _PLAIN[hint](self)
        elif isinstance(hint, type) and issubclass(hint, Enum):
            yield from islice(hint, 4)
        elif dataclasses.is_dataclass(hint) and isinstance(hint, type):
            yield self._made(hint)
        else:
            yield from self._composed(hint)

    def _composed(self, hint: Any) -> Iterator[Any]:
        origin, inner = typing.get_origin(hint), typing.get_args(hint)
        if origin in {typing.Union, types.UnionType}:
            kept = [each for each in inner if each is not type(None)]
            yield from self.values(kept[0])
        elif origin in _SEVERAL:
            found = list(islice(self.values(inner[0]), 6))
            yield _SEVERAL[origin](found)
        elif origin in {collections.abc.Mapping, dict}:
            yield {}
        elif origin is collections.abc.Callable:
            yield lambda *_args, **_kwargs: "x"
        else:
            raise UnknownTypeError(str(hint))

    def _made(self, kind: type) -> Any:
        needed = {
            each.name: next(iter(self.values(_evaluated(each.type, kind))))
            for each in dataclasses.fields(kind)
            if each.default is dataclasses.MISSING
            and each.default_factory is dataclasses.MISSING
            and each.init
        }
        return kind(**needed)


def _evaluated(annotation: Any, method: Any) -> Any:
    """Return what an annotation means where it stands; what is not imported there is unknown."""
    try:
        return eval(annotation, vars(inspect.getmodule(method)))
    except (NameError, TypeError) as error:
        raise UnknownTypeError(str(annotation)) from error


_SEVERAL: Mapping[Any, Callable[[list[Any]], Any]] = {
    collections.abc.Sequence: list,
    collections.abc.Iterable: list,
    collections.abc.Collection: list,
    list: list,
    tuple: tuple,
    set: set,
    frozenset: frozenset,
    collections.abc.Set: set,
}
_PLAIN: Mapping[Any, Callable[[Guesser], Sequence[Any]]] = {
    int: lambda guesser: [*guesser.numbers, make.NOW.toordinal()],
    str: lambda guesser: [*chain(*zip(map(str, guesser.numbers), guesser.words, strict=False))],
    Subject: lambda _guesser: [LEADS, OPPORTUNITIES, ORDERS, CONTRACTS],
    bool: lambda _guesser: [False, True],
    float: lambda _guesser: [1.0],
    object: lambda _guesser: [1],
    Any: lambda _guesser: [1],
    datetime: lambda _guesser: [make.NOW],
    date: lambda _guesser: [make.NOW.date()],
    Path: lambda guesser: [guesser.folder / "guessed.csv"],
}
