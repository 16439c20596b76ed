"""No float comes near money: amounts, quantities, rates and shares are whole numbers throughout."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest
from sqlalchemy import BigInteger, Integer

from crm_tui.db import tables

PACKAGE = Path(__file__).parents[2] / "crm_tui"
ENDINGS = ("minor", "milli", "share", "shares", "rate", "amount")
"""How what is money, or multiplies it, is named."""
ABOUT_MONEY = (
    *("money.py", "currencies.py", "written_amounts.py", "decimals.py", "deals.py", "expenses.py"),
    *("opportunities.py", "pipelines.py", "products.py", "targets.py", "credits.py"),
    *("quotes/*.py", "orders/*.py", "contracts/*.py", "payments/*.py"),
)
"""The rules of the domain in which no float may stand at all."""
EXEMPT = {
    "domain/samples/dice.py": "a share of all cases that are drawn",
    "presentation/import_plans.py": "rows a second",
    "presentation/moves.py": "rows a second",
    "services/exports/cells.py": "numbers of a sheet are doubles; what none holds goes as text",
}


def is_money(name: str) -> bool:
    return name.rpartition("_")[2] in ENDINGS


def names_in(node: ast.AST) -> Iterator[str]:
    """The names of values; what is only called, such as a function, is none."""
    for each in ast.walk(node):
        if isinstance(each, ast.Name):
            yield each.id
        elif isinstance(each, ast.Attribute):
            yield each.attr
        elif isinstance(each, ast.arg):
            yield each.arg


def floats_of(node: ast.AST) -> bool:
    """Tell whether this node makes a float: a literal, its name, or `/`."""
    match node:
        case ast.Constant(value=float()) | ast.Name(id="float"):
            return True
        case ast.BinOp(op=ast.Div()) | ast.AugAssign(op=ast.Div()):
            return True
    return False


def faults(source: str, *, strict: bool) -> list[int]:
    """The lines that bring money and floats together; in strict modules every float."""
    if not strict and not any(each in source for each in ("float", " / ", " /= ", "0.")):
        return []
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.AnnAssign(annotation=kind) | ast.arg(annotation=ast.expr() as kind):
                named = node.arg if isinstance(node, ast.arg) else ast.unparse(node.target)
                if is_money(named) and "float" in ast.unparse(kind):
                    found.append(node.lineno)
            case ast.Call(func=ast.Name(id="float")) | ast.BinOp() | ast.AugAssign():
                makes = any(floats_of(each) for each in (node, *ast.iter_child_nodes(node)))
                if makes and any(map(is_money, names_in(node))):
                    found.append(node.lineno)
        if strict and floats_of(node):
            found.append(getattr(node, "lineno", 0))
    return sorted(set(found))


def strict_modules() -> set[Path]:
    return {path for each in ABOUT_MONEY for path in (PACKAGE / "domain").glob(each)}


def test_no_amount_meets_a_float() -> None:
    strict = strict_modules()
    wrong = {
        path.relative_to(PACKAGE).as_posix(): lines
        for path in sorted(PACKAGE.rglob("*.py"))
        if (lines := faults(path.read_text(encoding="utf-8"), strict=path in strict))
    }
    assert {name: wrong[name] for name in wrong if name not in EXEMPT} == {}
    assert set(EXEMPT) == set(wrong) & set(EXEMPT), "an exception that is none any more"


def test_the_strict_modules_are_there() -> None:
    for each in ABOUT_MONEY:
        assert list((PACKAGE / "domain").glob(each)), each


@pytest.mark.parametrize(
    "source",
    [
        "def tax(net_minor):\n    return net_minor * 0.13\n",
        "half_minor = total_minor / 2\n",
        "shown = float(row.amount_minor)\n",
        "class A:\n    rate: float\n",
        "row.total_minor /= 3\n",
    ],
)
def test_a_float_beside_money_is_found(source: str) -> None:
    assert faults(source, strict=False)


def test_every_column_of_money_holds_whole_numbers() -> None:
    columns = [
        column
        for table in tables.METADATA.tables.values()
        for column in table.c
        if is_money(column.name)
    ]
    assert len(columns) > 30
    for column in columns:
        if column.name == "shares":
            continue  # whose performance a deal is, as JSON of whole numbers
        kind = column.type
        assert isinstance(kind, Integer | BigInteger), f"{column.table.name}.{column.name}"
