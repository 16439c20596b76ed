"""Options that several commands have in common, said once and received as one value."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any, TypeVar, get_type_hints

ResultT = TypeVar("ResultT")


def joined(kind: type[Any]) -> Callable[[Callable[..., ResultT]], Callable[..., ResultT]]:
    """Give a command every field of a NamedTuple as an option, for its parameter of that type.

    They stand where that parameter does; where it is the first, what need not be said stands last.
    """

    def declare(function: Callable[..., ResultT]) -> Callable[..., ResultT]:
        declared = list(inspect.signature(function, eval_str=True).parameters.values())
        place = next(at for at, each in enumerate(declared) if each.annotation is kind)
        before, name, behind = declared[:place], declared[place].name, declared[place + 1 :]
        fields = _parameters(kind)
        asked = [each for each in fields if each.default is inspect.Parameter.empty]
        others = fields[len(asked) :]
        parts = [*before, *others, *behind] if before else [*asked, *behind, *others]

        def command(**typed: Any) -> ResultT:
            typed[name] = kind(**{each.name: typed.pop(each.name) for each in fields})
            return function(**typed)

        command.__signature__ = inspect.Signature(  # type: ignore[attr-defined]  # read by inspect
            [each.replace(kind=inspect.Parameter.KEYWORD_ONLY) for each in parts]
        )
        command.__annotations__ = {each.name: each.annotation for each in parts}
        return command

    return declare


def _parameters(kind: type[Any]) -> list[inspect.Parameter]:
    return [
        inspect.Parameter(
            name,
            inspect.Parameter.KEYWORD_ONLY,
            default=kind._field_defaults.get(name, inspect.Parameter.empty),
            annotation=annotation,
        )
        for name, annotation in get_type_hints(kind, include_extras=True).items()
    ]
