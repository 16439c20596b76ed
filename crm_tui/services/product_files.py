"""Products in files: a list of them out, a price list in, and an empty form for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from crm_tui.db.queries import products
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.events import DataExported
from crm_tui.domain.exports import CellKind, FileKind, file_kind
from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.product_rows import (
    ProductColumn,
    ProductsRead,
    ProductWords,
    RowFault,
    called_in,
    column_of,
    columns_of,
    read_row,
    text_of,
)
from crm_tui.domain.product_texts import tiers_text
from crm_tui.domain.products import ProductFields, ProductRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.formats.quick_workbooks import SheetColumn, write_quick_workbook
from crm_tui.formats.sheets import read_sheet
from crm_tui.formats.workbooks import write_csv
from crm_tui.services.exports.cells import amount_cell
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.products import change_product, checked_product, insert_product
from crm_tui.services.queries import understood
from crm_tui.services.quotes.writing import settings_of
from crm_tui.values import dataclass

MOST_ROWS = 50_000
_WIDTHS = {ProductColumn.NAME: 30, ProductColumn.CATEGORY: 20, ProductColumn.NOTE: 30}
_NUMBERS = frozenset({ProductColumn.PRICE, ProductColumn.COST})


@dataclass(frozen=True, slots=True)
class ProductFiles:
    """Files of products as people use them."""

    database: Database

    @operation(Permission.EXPORT)
    def export(
        self,
        actor: Actor,
        path: Path,
        request: ProductRequest,
        words: ProductWords,
        *,
        overwrite: bool = False,
    ) -> int:
        """Write the products asked for as .xlsx or .csv, record it, and return how many.

        The cost is in it only for whom it concerns. Raises FieldError for another kind of file.
        """
        refuse_own_files(path, self.database.location, self.database.files_folder)
        kind = file_kind(path)
        if kind not in {FileKind.WORKBOOK, FileKind.CSV}:
            raise FieldError("format", "not_one_of", path.suffix)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            columns = _columns(view)
            asked = understood(view, request.asked)
            found = products.products(view, request, asked, MOST_ROWS)
            rows = [_row(each.fields, columns, words, view.office.currency) for each in found]
        _write(path, kind, columns, rows, words, overwrite=overwrite)
        with self.database.writing(actor) as unit:
            unit.record(
                DataExported(
                    after={
                        "subject": "products",
                        "format": path.suffix.removeprefix("."),
                        "file": path.name,
                        "columns": [each.value for each in columns],
                        "rows": len(rows),
                    }
                )
            )
        return len(rows)

    def form(self, actor: Actor, path: Path, words: ProductWords, *, overwrite: bool) -> int:
        """Write an empty form that `load` reads, and return how many columns it has."""
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EDIT_PRODUCT):
                raise NotPermittedError(Permission.EDIT_PRODUCT.value)
            columns = _columns(view)
        _write(path, FileKind.WORKBOOK, columns, (), words, overwrite=overwrite)
        return len(columns)

    def trial(self, actor: Actor, path: Path) -> ProductsRead:
        """Return what `load` would do with a file."""
        rows = list(_read(path))
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EDIT_PRODUCT):
                raise NotPermittedError(Permission.EDIT_PRODUCT.value)
            return _Loading(view, None).load(rows)

    @operation(Permission.EDIT_PRODUCT)
    def load(self, actor: Actor, path: Path) -> ProductsRead:
        """Enter the products of a file, and change those whose codes are there already.

        Rows that cannot be stored are left out and named; the others are stored in one batch.
        """
        rows = list(_read(path))
        with self.database.writing(actor) as unit:
            return _Loading(unit, unit).load(rows)


class _Loading:
    """The rows of a file going in one by one, or only looked at where there is no unit."""

    def __init__(self, view: View, unit: Unit | None) -> None:
        self._view = view
        self._unit = unit
        self._usual_tax = settings_of(view).tax_share
        self._seen: set[str] = set()
        self._ids: list[ProductId] = []
        self._done = {"added": 0, "changed": 0, "same": 0}

    def load(self, rows: Sequence[tuple[int, Sequence[Cell]]]) -> ProductsRead:
        """Take the header and then every row; return what became of them."""
        header = rows[0][1] if rows else ()
        columns = columns_of(header)
        for column in (ProductColumn.CODE, ProductColumn.NAME):
            if column not in columns:
                raise FieldError("columns", "no_product_column", column.value)
        if not self._view.person.may(Permission.VIEW_COST):
            columns.pop(ProductColumn.COST, None)
        refused = [fault for line, cells in rows[1:] if (fault := self._take(columns, cells, line))]
        ignored = tuple(
            text_of(each) for each in header if each is not None and column_of(each) is None
        )
        return ProductsRead(
            self._done["added"],
            self._done["changed"],
            self._done["same"],
            tuple(refused),
            ignored,
            tuple(self._ids),
        )

    def _take(
        self, columns: Mapping[ProductColumn, int], cells: Sequence[Cell], line: int
    ) -> RowFault | None:
        fault = self._why_not(columns, cells, line)
        return None if fault is None else replace(fault, name=called_in(columns, cells))

    def _why_not(
        self, columns: Mapping[ProductColumn, int], cells: Sequence[Cell], line: int
    ) -> RowFault | None:
        """Store what a row says, or return why it is left out."""
        found = read_row(columns, cells, line, self._view.office.currency)
        if isinstance(found, RowFault):
            return found
        code = str(found["code"])
        if code.casefold() in self._seen:
            return RowFault(line, "product_code", "taken", code)
        self._seen.add(code.casefold())
        try:
            self._done[self._store(code, found)] += 1
        except FieldError as error:
            return RowFault(line, error.field, error.reason, error.value)
        return None

    def _store(self, code: str, found: Mapping[str, object]) -> str:
        old = products.product_of_code(self._view, code)
        if old is None:
            whole = {"tax_share": self._usual_tax, **found}
            fields = checked_product(ProductFields(**whole))  # type: ignore[arg-type]  # read by its columns
            if self._unit is not None:
                self._ids.append(insert_product(self._unit, fields))
            return "added"
        stored = products.stored_fields(self._view, old.id)
        new = checked_product(replace(stored, **found))  # type: ignore[arg-type]  # read by its columns
        if new == stored:
            return "same"
        if self._unit is not None:
            change_product(self._unit, old.id, stored, new)
            self._ids.append(old.id)
        return "changed"


def _read(path: Path) -> Iterator[tuple[int, Sequence[Cell]]]:
    with read_sheet(path) as sheet:
        for number, row in enumerate(sheet.rows):
            if number > MOST_ROWS:
                raise FieldError("columns", "too_many", limit=MOST_ROWS)
            yield row.line, row.cells


def _columns(view: View) -> list[ProductColumn]:
    return [
        each
        for each in ProductColumn
        if each is not ProductColumn.COST or view.person.may(Permission.VIEW_COST)
    ]


def _row(
    fields: ProductFields, columns: Sequence[ProductColumn], words: ProductWords, currency: str
) -> list[Cell]:
    cells: dict[ProductColumn, Cell] = {
        ProductColumn.CODE: fields.code,
        ProductColumn.NAME: fields.name,
        ProductColumn.CATEGORY: fields.category,
        ProductColumn.UNIT: fields.unit,
        ProductColumn.PRICE: amount_cell(fields.price_minor, currency),
        ProductColumn.COST: amount_cell(fields.cost_minor, currency),
        ProductColumn.TAX_RATE: f"{decimal_text(fields.tax_share, 2)}%",
        ProductColumn.TIERS: tiers_text(fields.tiers, currency),
        ProductColumn.PERIOD: words.period(fields),
        ProductColumn.ACTIVE: words.yes if fields.is_active else words.no,
        ProductColumn.NOTE: fields.note,
    }
    return [cells[each] for each in columns]


def _write(
    path: Path,
    kind: FileKind | None,
    columns: Sequence[ProductColumn],
    rows: Sequence[Sequence[Cell]],
    words: ProductWords,
    *,
    overwrite: bool,
) -> None:
    labels = [words.label(each) for each in columns]
    if kind is FileKind.CSV:
        write_csv(path, labels, rows, overwrite=overwrite)
        return
    heads = [
        SheetColumn(
            label, CellKind.NUMBER if each in _NUMBERS else CellKind.TEXT, _WIDTHS.get(each, 14)
        )
        for label, each in zip(labels, columns, strict=True)
    ]
    write_quick_workbook(path, heads, rows, sheet=words.sheet, overwrite=overwrite)
