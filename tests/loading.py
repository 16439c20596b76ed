"""Load the program whole where many processes would each do it again."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules

from crm_tui import values


def load_program(*, but: tuple[str, ...] = ()) -> None:
    """Load its modules, but those of some packages, and write the methods of its values."""
    for name in _modules("crm_tui", ("crm_tui.db.migrations", *but)):
        import_module(name)
    for value in tuple(values._waiting):
        values._finish(value)


def _modules(package: str, but: tuple[str, ...]) -> Iterator[str]:
    for each in iter_modules(import_module(package).__path__, f"{package}."):
        if each.name not in but:
            yield each.name
            if each.ispkg:
                yield from _modules(each.name, but)
