"""What was typed as values: text, numbers, words of a list and paths, read without a validator.

The library reads them with pydantic, whose import takes longer than all that a listing does.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from enum import Enum
from pathlib import Path
from typing import Any

import typer

Reader = Callable[[Any], Any]


class Reading:
    """Reads one parameter, in place of the library's reading of it."""

    def __init__(self, read: Reader) -> None:
        self._read = read

    def coerce(self, value: Any, param: Any, ctx: Any) -> Any:
        """Return the value; raise BadParameter for one that cannot be."""
        takes_many = param.multiple or param.nargs == -1
        if value is None:
            return () if takes_many else None
        try:
            return self._read(value)
        except ValueError as error:
            raise typer.BadParameter(str(error), ctx=ctx, param=param) from error


def read_plainly(parameters: Iterable[Any]) -> None:
    """Let these parameters of a command be read here; what is not known here, the library reads."""
    for parameter in parameters:
        described = getattr(parameter, "type_descriptor", None)
        reader = None if described is None else _reader(described.annotation, described)
        if reader is not None:
            # The library makes its own only where there is none.
            vars(parameter)["_runtime_param"] = Reading(reader)


def _reader(annotation: Any, described: Any) -> Reader | None:
    if annotation in (str, bool, Path):
        return annotation  # type: ignore[no-any-return]  # a class is its own reader
    if annotation == list[str]:
        return lambda values: [str(each) for each in values]
    if annotation is int:
        return lambda value: _number(value, described.parameter_info)
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return lambda value: value if isinstance(value, annotation) else annotation(value)
    return None


def _number(value: Any, limits: Any) -> int:
    number = int(value)
    if limits.min is not None and number < limits.min:
        raise ValueError(f"below {limits.min}")
    if limits.max is not None and number > limits.max:
        raise ValueError(f"above {limits.max}")
    return number
