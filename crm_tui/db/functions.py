"""Functions of SQL that every engine has under a name, or in a form, of its own."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Boolean, Integer, Numeric, Text, literal
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import FunctionElement

_DIGIT = "[0-9０-９]"


class least(FunctionElement[Any]):  # noqa: N801 - named like the SQL function it is
    """The least of several values, none of them null."""

    name = "least"
    inherit_cache = True


class greatest(FunctionElement[Any]):  # noqa: N801 - named like the SQL function it is
    """The greatest of several values, none of them null."""

    name = "greatest"
    inherit_cache = True


class has_inside(FunctionElement[bool]):  # noqa: N801 - named like the SQL functions it stands for
    """Whether a text has another one inside."""

    name = "has_inside"
    type = Boolean()
    inherit_cache = True


class small_letters(FunctionElement[str]):  # noqa: N801 - named like the SQL function it stands for
    """A text with its Latin letters small, and no other sign changed."""

    name = "small_letters"
    inherit_cache = True


class has_number(FunctionElement[bool]):  # noqa: N801 - named like a SQL function
    """Whether a text has seven digits or more, whatever stands between them."""

    name = "has_number"
    type = Boolean()
    inherit_cache = True


class month_text(FunctionElement[str]):  # noqa: N801 - named like a SQL function
    """The month in which the day of a number lies: 2026-11."""

    name = "month_text"
    type = Text()
    inherit_cache = True


class unindexed(FunctionElement[Any]):  # noqa: N801 - named like a SQL function
    """A number, hidden from a planner that would search for it by an index at any cost."""

    name = "unindexed"
    type = Integer()
    inherit_cache = True


class json_items(FunctionElement[Any]):  # noqa: N801 - named like the SQL functions it stands for
    """The texts of a JSON list, one a row in the column `value`."""

    name = "json_items"
    inherit_cache = True


class json_member(FunctionElement[str]):  # noqa: N801 - named like the SQL functions it stands for
    """The member of a JSON object under a key, as a text: of a list its JSON; null for none."""

    name = "json_member"
    type = Text()
    inherit_cache = True


class json_number(FunctionElement[Any]):  # noqa: N801 - named like the SQL functions it stands for
    """The member of a JSON object under a key, as a number; null for none."""

    name = "json_number"
    type = Numeric(asdecimal=False)
    inherit_cache = True


class json_gathered(FunctionElement[str]):  # noqa: N801 - named like the SQL functions it stands for
    """The texts of several rows as one JSON list, in their order."""

    name = "json_gathered"
    type = Text()
    inherit_cache = True


class json_made(FunctionElement[str]):  # noqa: N801 - named like the SQL functions it stands for
    """A JSON object as a text, of keys and their values by turns; what is true may be a 1."""

    name = "json_made"
    type = Text()
    inherit_cache = True


def _among(element: FunctionElement[Any], compiler: Any, options: dict[str, Any]) -> str:
    return str(compiler.process(element.clauses, **options))


@compiles(least)
@compiles(greatest)
def _function(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"{element.name}({_among(element, compiler, options)})"


@compiles(least, "sqlite")
@compiles(greatest, "sqlite")
def _sqlite_function(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    # With one argument SQLite's min and max would gather rows.
    if len(element.clauses) == 1:
        return _among(element, compiler, options)
    name = {"least": "min", "greatest": "max"}[element.name]
    return f"{name}({_among(element, compiler, options)})"


@compiles(has_inside)
def _has_inside(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"(strpos({_among(element, compiler, options)}) > 0)"


@compiles(has_inside, "sqlite")
def _sqlite_has_inside(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"(instr({_among(element, compiler, options)}) > 0)"


@compiles(small_letters)
def _small_letters(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f'lower({_among(element, compiler, options)} COLLATE "C")'


@compiles(small_letters, "sqlite")
def _sqlite_small_letters(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"lower({_among(element, compiler, options)})"


@compiles(has_number)
def _has_number(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"({_among(element, compiler, options)} ~ '{_DIGIT}(.*{_DIGIT}){{6}}')"


@compiles(has_number, "sqlite")
def _sqlite_has_number(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    pattern = f"*{_DIGIT}" * 7
    return f"({_among(element, compiler, options)} GLOB '{pattern}*')"


@compiles(month_text)
def _month_text(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    day = _among(element, compiler, options)
    return f"to_char(DATE '0001-01-01' + CAST({day} - 1 AS INTEGER), 'YYYY-MM')"


@compiles(month_text, "sqlite")
def _sqlite_month_text(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    # Days are counted from a noon there.
    return f"strftime('%Y-%m', {_among(element, compiler, options)} + 1721424.5)"


@compiles(unindexed)
def _unindexed(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    # A planner that knows how many rows there are may judge for itself.
    return _among(element, compiler, options)


@compiles(unindexed, "sqlite")
def _sqlite_unindexed(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"+{_among(element, compiler, options)}"


@compiles(json_items)
def _json_items(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"jsonb_array_elements_text(CAST({_among(element, compiler, options)} AS jsonb))"


@compiles(json_member)
def _json_member(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    value, key = (compiler.process(each, **options) for each in element.clauses)
    return f"(CAST({value} AS jsonb) ->> {key})"


@compiles(json_number)
def _json_number(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    value, key = (compiler.process(each, **options) for each in element.clauses)
    member = f"CAST({value} AS jsonb) -> {key}"
    return f"CASE WHEN jsonb_typeof({member}) = 'number' THEN CAST({member} AS numeric) END"


@compiles(json_member, "sqlite")
def _sqlite_json_member(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    value, key = (compiler.process(each, **options) for each in element.clauses)
    of = f"{value}, {_path(key)}"
    kind, text = f"json_type({of})", f"CAST(json_extract({of}) AS text)"
    return f"CASE {kind} WHEN 'true' THEN 'true' WHEN 'false' THEN 'false' ELSE {text} END"


@compiles(json_number, "sqlite")
def _sqlite_json_number(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    value, key = (compiler.process(each, **options) for each in element.clauses)
    of = f"{value}, {_path(key)}"
    return f"CASE WHEN json_type({of}) IN ('integer', 'real') THEN json_extract({of}) END"


def _path(key: str) -> str:
    return f"'$.\"' || {key} || '\"'"


@compiles(json_gathered)
def _json_gathered(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"CAST(coalesce(json_agg({_among(element, compiler, options)}), '[]') AS text)"


@compiles(json_gathered, "sqlite")
def _sqlite_json_gathered(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"json_group_array({_among(element, compiler, options)})"


@compiles(json_made)
def _json_made(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"CAST(json_build_object({_among(element, compiler, options)}) AS text)"


@compiles(json_made, "sqlite")
def _sqlite_json_made(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"json_object({_among(element, compiler, options)})"


@compiles(json_items, "sqlite")
def _sqlite_json_each(element: FunctionElement[Any], compiler: Any, **options: Any) -> str:
    return f"json_each({_among(element, compiler, options)})"


def listed(values: Sequence[object]) -> Any:
    """Return values as a table of one column, sent as one parameter."""
    packed = literal(json.dumps(values, ensure_ascii=False), Text)
    return json_items(packed).table_valued("value", name="wanted")
