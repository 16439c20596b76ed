"""Write a quote as a page to be printed, or as a workbook to be sent."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.domain.quotes.pages import FIELDS, LABELS, LINE_FIELDS, PaperPage
from crm_tui.domain.text import printable
from crm_tui.formats.pages import PageFault, page_fault
from crm_tui.formats.paper_pages import LABEL
from crm_tui.formats.workbooks import whole_file

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_COLUMNS = (
    ("no", 5), ("name", 34), ("quantity", 10), ("unit", 7), ("unit_price", 14), ("discount", 9),
    ("tax_rate", 9), ("amount", 16),
)  # fmt: skip
_LAST = len(_COLUMNS) - 1
_MIDDLE = 4
_RIGHT = frozenset({"quantity", "unit_price", "discount", "tax_rate", "amount"})
_SUMS = ("amount", "reduced", "net", "tax", "total")
_LABEL_OF = {"amount": "sum"}
_A4 = 9
_WIDE = 30
"""About how many characters of a name stand in one line of its cell."""
_LINE_HEIGHT = 15


@cache
def usual_page() -> str:
    """Return the page that quotes are printed on unless the office has one of its own."""
    return Path(__file__).with_name("quote_page.html").read_text(encoding="utf-8")


def quote_page_fault(text: str) -> PageFault | None:
    """Return what is wrong with a page of the office's own, or None."""
    names = (*FIELDS, "language", *(LABEL + each for each in LABELS))
    return page_fault(text, names, {"lines": LINE_FIELDS})


def write_quote_workbook(path: Path, page: PaperPage, *, overwrite: bool) -> None:
    """Write a quote as .xlsx, set for one page wide on A4; all of it is text, nothing a formula.

    Amounts are written as they are printed: no number of a spreadsheet rounds them anew.
    """
    import xlsxwriter  # noqa: PLC0415 - 40 ms that only this pays

    with whole_file(path, overwrite=overwrite) as file:
        book = xlsxwriter.Workbook(
            file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        )
        _Sheet(book, page).write()
        book.close()


class _Sheet:
    """The sheet of one quote, from its heading down."""

    def __init__(self, book: Workbook, page: PaperPage) -> None:
        self._page = page
        self._colon = "：" if page.language.startswith("zh") else ": "
        self._sheet: Worksheet = book.add_worksheet()
        plain = {"valign": "top", "text_wrap": True, "font_size": 10}
        self._plain = book.add_format(plain)
        self._bold = book.add_format({**plain, "bold": True})
        self._heading = book.add_format({"bold": True, "font_size": 18, "align": "center"})
        boxed = {**plain, "border": 1}
        self._head = book.add_format(
            {**boxed, "bold": True, "bg_color": "#EEEEEE", "align": "center"}
        )
        self._cell = book.add_format(boxed)
        self._number = book.add_format({**boxed, "align": "right"})
        self._sum = book.add_format({**plain, "align": "right"})
        self._total = book.add_format({**plain, "align": "right", "bold": True, "top": 1})
        self._row = 0

    def write(self) -> None:
        """Write everything and set how it is printed."""
        for at, (_name, width) in enumerate(_COLUMNS):
            self._sheet.set_column(at, at, width)
        self._sheet.set_paper(_A4)
        self._sheet.fit_to_pages(1, 0)
        self._sheet.set_margins(left=0.5, right=0.5)
        self._write_facts()
        self._write_lines()
        self._write_sums()
        self._write_foot()

    def _write_facts(self) -> None:
        fields, labels = self._page.fields, self._page.labels
        self._whole(fields["issuer_name"], self._bold)
        contact = [fields["issuer_address"], fields["issuer_phone"], fields["issuer_tax_number"]]
        self._whole("  ".join(filter(None, contact)), self._plain)
        self._whole(labels["heading"], self._heading, height=28)
        pairs = (
            ("customer", "number"), ("contact", "day"), ("title", "valid_until"),
            ("owner", "currency"),
        )  # fmt: skip
        for left, right in pairs:
            self._half(0, f"{labels[left]}{self._colon}{fields[left]}")
            note = f"  {fields['tax_note']}" if right == "currency" else ""
            self._half(_MIDDLE, f"{labels[right]}{self._colon}{fields[right]}{note}")
            self._row += 1
        self._row += 1

    def _write_lines(self) -> None:
        labels = self._page.labels
        for at, (name, _width) in enumerate(_COLUMNS):
            self._text(at, labels[name], self._head)
        self._sheet.repeat_rows(self._row)
        self._row += 1
        for line in self._page.lines:
            said = "\n".join(filter(None, (line["name"], line["code"], line["note"])))
            shown = {**line, "name": said}
            rows = sum(1 + len(each) * 2 // (2 * _WIDE) for each in said.split("\n"))
            self._sheet.set_row(self._row, _LINE_HEIGHT * max(rows, 1))
            for at, (name, _width) in enumerate(_COLUMNS):
                style = self._number if name in _RIGHT else self._cell
                self._text(at, shown[name], style)
            self._row += 1

    def _write_sums(self) -> None:
        fields, labels = self._page.fields, self._page.labels
        for name in _SUMS:
            if fields[name]:
                style = self._total if name == "total" else self._sum
                label = labels[_LABEL_OF.get(name, name)]
                self._merged(_MIDDLE, _LAST - 1, label, style)
                self._text(_LAST, fields[name], style)
                self._row += 1
        if fields["in_words"]:
            said = f"{labels['in_words']}{self._colon}{fields['in_words']}"
            self._whole(said, self._bold, height=22)

    def _write_foot(self) -> None:
        fields, labels = self._page.fields, self._page.labels
        if fields["terms"]:
            lines = fields["terms"].split("\n")
            height = _LINE_HEIGHT * sum(1 + len(each) // 50 for each in lines)
            self._whole(labels["terms"], self._bold)
            self._whole(fields["terms"], self._plain, height=min(height, 400))
        if fields["issuer_bank"]:
            account = f"{labels['issuer_account']} {fields['issuer_account']}"
            self._whole(f"{labels['issuer_bank']} {fields['issuer_bank']}  {account}", self._plain)
        self._row += 1
        for name in ("sign_issuer", "sign_customer"):
            self._half(0 if name == "sign_issuer" else _MIDDLE, labels[name])
        self._row += 4
        for at in (0, _MIDDLE):
            self._half(at, labels["sign_day"])

    def _half(self, first: int, text: str) -> None:
        self._merged(first, _MIDDLE - 1 if first == 0 else _LAST, text, self._plain)

    def _whole(self, text: str, style: Format, *, height: int | None = None) -> None:
        if height is not None:
            self._sheet.set_row(self._row, height)
        self._merged(0, _LAST, text, style)
        self._row += 1

    def _merged(self, first: int, last: int, text: str, style: Format) -> None:
        self._sheet.merge_range(self._row, first, self._row, last, "", style)
        self._text(first, text, style)

    def _text(self, column: int, text: str, style: Format) -> None:
        shown = "\n".join(printable(line) for line in text.split("\n"))
        self._sheet.write_string(self._row, column, shown, style)
