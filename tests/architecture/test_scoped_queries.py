"""Every statement that reads customers passes the one visibility, or says why it need not."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

DB = Path(__file__).parents[2] / "crm_tui" / "db"
SCOPING = {
    "visible_to",
    "visible_in",
    "sight_of",
    "visible_rows",
    "visible_customers",
    "may_be_shown",
    "set_aside_to",
    "unscoped",
}
READS = {"select"}
TABLE = "CUSTOMER"
EXEMPT = {
    "reveals.py:_revealed": "a condition, put into statements that are scoped",
    "reveals.py:_written_by": "a condition, put into statements that are scoped",
    "lists.py:in_view": "a condition, put into a statement that is scoped",
    "extras.py:<module>": "the columns of a row, put into a scoped statement",
    "figures.py:among": "a condition, put into statements that are scoped",
    "filters.py:_is_planned": "a condition, put into statements that are scoped",
    "orders.py:<module>": "the order of lists, put into scoped statements",
    "orders.py:Order": "a condition, put into scoped statements",
    "records.py:<module>": "the columns of a row, put into scoped statements",
    "records.py:_row_columns": "columns, put into scoped statements",
    "conditions.py:condition": "a condition, put into a statement that is scoped",
    "places.py:<module>": "what was said with customers that a scoped statement found",
    "readers.py:<module>": "the columns of a hit, put into scoped statements",
}


def scripts() -> list[Path]:
    return [
        *sorted((DB / "queries").rglob("*.py")),
        *sorted((DB / "search").glob("*.py")),
        DB / "bulk.py",
    ]


def functions(tree: ast.Module) -> Iterator[tuple[str, list[ast.stmt]]]:
    """The top-level functions of a module, and what stands outside of any."""
    outside: list[ast.stmt] = []
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            yield node.name, [node]
        else:
            outside.append(node)
    yield "<module>", outside


def called(nodes: list[ast.stmt]) -> set[str]:
    found = set()
    for node in nodes:
        for each in ast.walk(node):
            if isinstance(each, ast.Call) and isinstance(each.func, ast.Name):
                found.add(each.func.id)
    return found


def names_customers(nodes: list[ast.stmt]) -> bool:
    return any(
        isinstance(each, ast.Name) and each.id == TABLE for node in nodes for each in ast.walk(node)
    )


def unscoped_reads(source: str, file: str) -> list[str]:
    """The functions that select from customers and pass no visibility, callers included."""
    tree = ast.parse(source)
    bodies = dict(functions(tree))
    calls = {name: called(nodes) for name, nodes in bodies.items()}
    scoped = {name for name, names in calls.items() if names & SCOPING}
    readers = {
        name for name, nodes in bodies.items() if names_customers(nodes) and calls[name] & READS
    }
    wrong = []
    for name in sorted(readers - scoped):
        callers = {other for other, names in calls.items() if name in names}
        if f"{file}:{name}" in EXEMPT or (callers and callers <= scoped):
            continue
        wrong.append(f"{file}:{name}")
    return wrong


@pytest.mark.parametrize("script", scripts(), ids=lambda each: each.name)
def test_reading_customers_passes_the_visibility(script: Path) -> None:
    assert unscoped_reads(script.read_text(encoding="utf-8"), script.name) == []


def test_the_lint_finds_a_query_without_it() -> None:
    source = "def names(view):\n    return view.execute(select(CUSTOMER.c.name))\n"
    assert unscoped_reads(source, "x.py") == ["x.py:names"]
    assert unscoped_reads(source.replace("name))", "name).where(unscoped('why')))"), "x.py") == []


def test_the_exceptions_still_exist() -> None:
    here = {
        f"{script.name}:{name}"
        for script in scripts()
        for name, _ in functions(ast.parse(script.read_text(encoding="utf-8")))
    }
    assert set(EXEMPT) <= here
