"""Rows of a file as products: which column says what, and what a row changes."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from enum import Enum
from typing import TYPE_CHECKING

from crm_tui.domain.decimals import parse_share
from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.product_texts import parse_period, parse_tiers
from crm_tui.domain.products import ProductFields
from crm_tui.domain.text import clean, folded
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.imports.cells import Cell


class ProductColumn(Enum):
    """A column of a file of products; its value is the field of a product that it fills."""

    CODE = "code"
    NAME = "name"
    CATEGORY = "category"
    UNIT = "unit"
    PRICE = "price_minor"
    COST = "cost_minor"
    TAX_RATE = "tax_share"
    TIERS = "tiers"
    PERIOD = "period"
    ACTIVE = "is_active"
    NOTE = "note"


_HEADINGS: Mapping[ProductColumn, str] = {
    ProductColumn.CODE: "编码 产品编码 产品编号 商品编码 物料编码 货号 code product_code sku",
    ProductColumn.NAME: "名称 产品名称 品名 商品名称 产品 name product product_name",
    ProductColumn.CATEGORY: "类别 分类 产品类别 产品分类 category",
    ProductColumn.UNIT: "单位 计量单位 销售单位 unit unit_of_sale",
    ProductColumn.PRICE: "单价 价格 标准价 销售价 售价 price unit_price list_price",
    ProductColumn.COST: "成本 成本价 进价 cost",
    ProductColumn.TAX_RATE: "税率 tax_rate tax vat",
    ProductColumn.TIERS: "阶梯价 阶梯价格 批量价 price_tiers tiers",
    ProductColumn.PERIOD: "使用周期 使用期限 更换周期 usage_period period",
    ProductColumn.ACTIVE: "在售 是否在售 上架 启用 on_sale active",
    ProductColumn.NOTE: "备注 说明 描述 规格 note description remarks",
}
_BY_HEADING = {
    heading.replace("_", ""): column
    for column, headings in _HEADINGS.items()
    for heading in headings.split()
}
_YES = frozenset({"是", "在售", "上架", "启用", "1", "y", "yes", "true"})
_NO = frozenset({"否", "停售", "下架", "停用", "0", "n", "no", "false"})
_SHOWN = 40
"""So many characters of a cell are shown where it is told why a row is left out."""


@dataclass(frozen=True, slots=True)
class RowFault:
    """Why a row is left out: its line, the field and the reason, as a FieldError says them."""

    line: int
    field: str
    reason: str
    value: str = ""
    name: str = ""
    """What the row calls what it is about, where it does."""


@dataclass(frozen=True, slots=True)
class ProductsRead:
    """What a file of products did, or would do: how many are new, changed, or as they were."""

    added: int
    changed: int
    same: int
    refused: tuple[RowFault, ...]
    ignored: tuple[str, ...] = ()
    """Headings that say nothing of a product."""
    ids: tuple[ProductId, ...] = ()


@dataclass(frozen=True, slots=True)
class ProductWords:
    """What a file of products says besides them, in the language in use."""

    label: Callable[[ProductColumn], str]
    period: Callable[[ProductFields], str]
    yes: str
    no: str
    sheet: str


class _BadCellError(Exception):
    """A cell holds nothing that its column can mean."""


def columns_of(header: Sequence[Cell]) -> dict[ProductColumn, int]:
    """Return where each column of products is in a file; what brackets hold does not matter."""
    found: dict[ProductColumn, int] = {}
    for at, cell in enumerate(header):
        column = column_of(cell)
        if column is not None:
            found.setdefault(column, at)
    return found


def column_of(heading: Cell) -> ProductColumn | None:
    """Return what a heading means, None for none."""
    words = folded(text_of(heading)).replace("(", "（").split("（")[0]
    return _BY_HEADING.get(words.replace(" ", "").replace("_", "").rstrip("*"))


def read_row(
    columns: Mapping[ProductColumn, int], cells: Sequence[Cell], line: int, currency: str
) -> dict[str, object] | RowFault:
    """Return the fields that a row gives a product, an empty cell none; or why it is left out."""
    changes: dict[str, object] = {}
    for column, at in columns.items():
        text = text_of(cells[at]) if at < len(cells) else ""
        if not text:
            continue
        try:
            changes[column.value] = _READERS[column](text, currency)
        except _BadCellError:
            return RowFault(line, _FIELD[column], _REASON[column], text[:_SHOWN])
    for column in (ProductColumn.CODE, ProductColumn.NAME):
        if column.value not in changes:
            return RowFault(line, _FIELD[column], "required")
    return changes


def called_in(columns: Mapping[ProductColumn, int], cells: Sequence[Cell]) -> str:
    """Return what a row calls its product: by its name, else by its code."""
    places = [columns[each] for each in (ProductColumn.NAME, ProductColumn.CODE) if each in columns]
    found = (text_of(cells[at]) for at in places if at < len(cells))
    return next(filter(None, found), "")[:_SHOWN]


def text_of(cell: Cell) -> str:
    """Return what a cell says; a number in its shortest exact writing."""
    if isinstance(cell, bool):
        return "是" if cell else "否"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    return "" if cell is None else clean(str(cell), multiline=True).strip()


def _plain(text: str, _currency: str) -> object:
    return text


def _amount(text: str, currency: str) -> object:
    found = parse_amount(text, currency)
    if isinstance(found, AmountFault):
        raise _BadCellError
    return found


def _needed(found: object) -> object:
    if found is None:
        raise _BadCellError
    return found


def _rate(text: str, _currency: str) -> object:
    share = parse_share(text)
    # A cell formatted as a percentage holds 0.13 where 13% is shown; nobody's rate is below 1%.
    if share is not None and share < 100 and "%" not in text:
        share *= 100
    return _needed(share)


def _yes_or_no(text: str, _currency: str) -> object:
    word = folded(text)
    if word not in _YES | _NO:
        raise _BadCellError
    return word in _YES


_READERS: Mapping[ProductColumn, Callable[[str, str], object]] = {
    ProductColumn.CODE: _plain,
    ProductColumn.NAME: _plain,
    ProductColumn.CATEGORY: _plain,
    ProductColumn.UNIT: _plain,
    ProductColumn.PRICE: _amount,
    ProductColumn.COST: _amount,
    ProductColumn.TAX_RATE: _rate,
    ProductColumn.TIERS: lambda text, currency: _needed(parse_tiers(text, currency)),
    ProductColumn.PERIOD: lambda text, _currency: _needed(parse_period(text)),
    ProductColumn.ACTIVE: _yes_or_no,
    ProductColumn.NOTE: _plain,
}
_FIELD: Mapping[ProductColumn, str] = {
    ProductColumn.CODE: "product_code",
    ProductColumn.NAME: "product_name",
    ProductColumn.CATEGORY: "category",
    ProductColumn.UNIT: "unit_of_sale",
    ProductColumn.PRICE: "price",
    ProductColumn.COST: "cost",
    ProductColumn.TAX_RATE: "tax_rate",
    ProductColumn.TIERS: "tiers",
    ProductColumn.PERIOD: "usage_period",
    ProductColumn.ACTIVE: "on_sale",
    ProductColumn.NOTE: "note",
}
"""The name of each column's field as labels and errors know it."""
_REASON: Mapping[ProductColumn, str] = {
    **dict.fromkeys(ProductColumn, "not_one_of"),
    ProductColumn.PRICE: "no_amount",
    ProductColumn.COST: "no_amount",
    ProductColumn.TAX_RATE: "no_percentage",
    ProductColumn.TIERS: "price_tiers",
    ProductColumn.PERIOD: "usage_period",
}
