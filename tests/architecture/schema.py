"""The tables that the program's statements name, written from the table classes.

`python -m tests.architecture.schema --update` writes `crm_tui/db/schema/` anew from the SQLModel
classes of `crm_tui/db/tables/`, which stay the one definition. A statement needs columns, their
types, keys and values; indexes and constraints stand in the database.
"""

from __future__ import annotations

import enum
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

from sqlalchemy import (
    Column,
    Enum,
    String,
    Table,
)
from sqlmodel import SQLModel

from crm_tui.db import tables
from crm_tui.db.types import Instant

ROOT = Path(__file__).parents[2]
FOLDER = ROOT / "crm_tui" / "db" / "schema"
CLASSES = "crm_tui.db.tables."
HOW = "Written by `python -m tests.architecture.schema --update`: change the classes instead."

_OWN_TYPES = {"Instant", "JsonText", "value_type"}


def modules() -> dict[str, str]:
    """Return the text of every generated module by its file name."""
    nouns = {
        noun: list(models) for noun, models in groupby(sorted(_models(), key=_order), key=_noun)
    }
    texts = {f"{noun}.py": _module(noun, models) for noun, models in nouns.items()}
    return {"__init__.py": _package(), **texts}


def stored() -> dict[str, str]:
    """Return the same of the tree."""
    return {path.name: path.read_text(encoding="utf-8") for path in FOLDER.glob("*.py")}


def _models() -> Iterator[type[SQLModel]]:
    waiting = list(SQLModel.__subclasses__())
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        if getattr(model, "__tablename__", None) in tables.METADATA.tables:
            yield model


def _noun(model: type[SQLModel]) -> str:
    return model.__module__.removeprefix(CLASSES)


def _order(model: type[SQLModel]) -> tuple[str, int]:
    source = Path(str(sys.modules[model.__module__].__file__)).read_text(encoding="utf-8")
    return _noun(model), source.index(f"class {model.__name__}(")


def _package() -> str:
    return formatted(
        f'"""The tables that statements name, one module a noun.\n\n{HOW}\n"""\n\n'
        "from typing import Final\n\nfrom sqlalchemy import MetaData\n\n"
        "METADATA: Final = MetaData()\n"
    )


def _module(noun: str, models: list[type[SQLModel]]) -> str:
    body = "\n".join(_assignment(model) for model in models)
    title = str(sys.modules[CLASSES + noun].__doc__).strip()
    lines = [
        f'"""{title}\n\n{HOW}\n"""\n',
        "from __future__ import annotations\n",
        "from typing import Final\n",
        _imports("sqlalchemy", _called(body) - _OWN_TYPES - _enums(models).keys()),
        "",
        "from crm_tui.db.schema import METADATA",
        _imports("crm_tui.db.types", _called(body) & _OWN_TYPES),
        *(
            _imports(module, {name for name, _ in names})
            for module, names in groupby(
                sorted(_enums(models).items(), key=lambda each: (each[1], each[0])),
                key=lambda each: each[1],
            )
        ),
        "",
        body,
    ]
    return formatted("\n".join(lines))


def _imports(module: str, names: Iterable[str]) -> str:
    wanted = sorted(names, key=lambda name: (name[0].islower(), name))
    return f"from {module} import {', '.join(wanted)}" if wanted else ""


def _called(body: str) -> set[str]:
    code = re.sub(r'"[^"]*"', '""', body)
    types = set(re.findall(r"\b(?:BigInteger|Boolean|Integer)\b", code))
    return types | set(re.findall(r"\b([A-Za-z_]+)\(", code))


def _enums(models: list[type[SQLModel]]) -> dict[str, str]:
    found = {}
    for column in (column for model in models for column in table_of(model).columns):
        if isinstance(column.type, Enum) and column.type.enum_class is not None:
            members = column.type.enum_class
            found[members.__name__] = members.__module__
    return found


def table_of(model: type[SQLModel]) -> Table:
    """Return the table behind a table class."""
    table: Any = model.__table__  # type: ignore[attr-defined]  # set by SQLModel's metaclass
    assert isinstance(table, Table)
    return table


def constant_of(model: type[SQLModel]) -> str:
    """Return the name a table has in the program: CustomerTeam is CUSTOMER_TEAM."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", "_", model.__name__).upper()


def _assignment(model: type[SQLModel]) -> str:
    table = table_of(model)
    parts = [f'"{table.name}"', "METADATA", *(_column(each) for each in table.columns)]
    sentence = " ".join(str(model.__doc__).split("\n\n")[0].split())
    return f'{constant_of(model)}: Final = Table({", ".join(parts)},)\n"""{sentence}"""\n'


def _column(column: Column[Any]) -> str:
    parts = [f'"{column.name}"', _type(column)]
    if column.primary_key:
        parts.append("primary_key=True")
    if not column.nullable and not column.primary_key:
        parts.append("nullable=False")
    if column.default is not None:
        parts.append(f"default={_value(getattr(column.default, 'arg', None))}")
    if column.server_default is not None:
        parts.append(f'server_default="{getattr(column.server_default, "arg", None)}"')
    return f"Column({', '.join(parts)})"


def _type(column: Column[Any]) -> str:
    kind: Any = column.type
    if isinstance(kind, Enum) and kind.enum_class is not None:
        return f"value_type({kind.enum_class.__name__})"
    if isinstance(kind, Instant):
        return f"Instant(none_as={kind.none_as})" if kind.none_as is not None else "Instant()"
    length = getattr(kind, "length", None)
    # SQLModel has a text type of its own that differs for other databases only.
    return f"{String.__name__}({length})" if length else _plain_type(type(kind).__name__)


def _plain_type(name: str) -> str:
    return f"{name}()" if name in _OWN_TYPES else name


def _value(value: Any) -> str:
    if isinstance(value, enum.Enum):
        return f"{type(value).__name__}.{value.name}"
    return str(value.__name__) if callable(value) else _quoted(value)


def _quoted(value: object) -> str:
    return f'"{value}"' if isinstance(value, str) else repr(value)


def formatted(text: str) -> str:
    """Return the text as the formatter leaves it."""
    ended = subprocess.run(
        [sys.executable, "-m", "ruff", "format", "-"],
        input=text,
        cwd=ROOT,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
    )
    return ended.stdout


def update() -> None:
    """Write every module anew, and remove those whose noun is gone."""
    FOLDER.mkdir(exist_ok=True)
    wanted = modules()
    for name in stored().keys() - wanted.keys():
        (FOLDER / name).unlink()
    for name, text in wanted.items():
        (FOLDER / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__" and "--update" in sys.argv:
    update()
