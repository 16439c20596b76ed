"""Write a form as .xlsx: headings with notes, drop-downs, a sheet that explains with examples."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from crm_tui.domain.exports import CellKind
from crm_tui.domain.templates import TemplateColumn, TemplateWords
from crm_tui.domain.text import printable
from crm_tui.formats.workbooks import whole_file

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

ROWS = 5_000
"""So many rows have drop-downs; more may be filled in."""
_NOTE_WIDTH, _EXAMPLE_WIDTH = 64, 40
_REQUIRED_COLOUR, _USUAL_COLOUR = "#FCE4D6", "#DDEBF7"
_MESSAGE = 250


def write_template(
    path: Path, columns: Sequence[TemplateColumn], words: TemplateWords, *, overwrite: bool = False
) -> int:
    """Write a form and return how many columns it has; the import reads it as it is."""
    import xlsxwriter  # noqa: PLC0415 - 40 ms that only this pays

    with whole_file(path, overwrite=overwrite) as file:
        book = xlsxwriter.Workbook(
            file, {"strings_to_formulas": False, "strings_to_urls": False, "in_memory": True}
        )
        form = book.add_worksheet(words.sheet)
        _write_guide(book, columns, words)
        lists = _write_choices(book, columns, words)
        _write_form(book, form, columns, words, lists)
        form.activate()
        book.close()
    return len(columns)


def _write_form(
    book: Workbook,
    form: Worksheet,
    columns: Sequence[TemplateColumn],
    words: TemplateWords,
    lists: dict[int, str],
) -> None:
    heads = {
        required: book.add_format({"bold": True, "bg_color": colour, "border": 1})
        for required, colour in ((True, _REQUIRED_COLOUR), (False, _USUAL_COLOUR))
    }
    styles = _cell_styles(book)
    for at, each in enumerate(columns):
        form.set_column(at, at, max(each.column.width, 10), styles[each.column.kind])
        form.write_string(0, at, printable(each.label), heads[each.is_required])
        if said := printable(_said(each, words)):
            form.write_comment(0, at, said, {"x_scale": 1.6})
        if source := lists.get(at):
            form.data_validation(
                1,
                at,
                ROWS,
                at,
                {
                    "validate": "list",
                    "source": source,
                    "error_type": "warning",
                    "error_message": words.other_word[:_MESSAGE],
                },
            )
    form.freeze_panes(1, 1)


def _cell_styles(book: Workbook) -> dict[CellKind, Format]:
    # As text, a long number keeps its digits and a phone its zero.
    formats = {
        CellKind.TEXT: "@",
        CellKind.NUMBER: "#,##0.##",
        CellKind.DAY: "yyyy-mm-dd",
        CellKind.INSTANT: "yyyy-mm-dd hh:mm",
    }
    return {kind: book.add_format({"num_format": said}) for kind, said in formats.items()}


def _write_guide(book: Workbook, columns: Sequence[TemplateColumn], words: TemplateWords) -> None:
    guide = book.add_worksheet(words.guide)
    bold = book.add_format({"bold": True, "bg_color": _USUAL_COLOUR})
    wrapped = book.add_format({"text_wrap": True, "valign": "top"})
    for at, width in enumerate((20, _NOTE_WIDTH, _EXAMPLE_WIDTH)):
        guide.set_column(at, at, width, wrapped)
        guide.write_string(0, at, words.heads[at], bold)
    for line, each in enumerate(columns, start=1):
        for at, said in enumerate((each.label, _said(each, words), each.example)):
            guide.write_string(line, at, printable(said), wrapped)
    guide.freeze_panes(1, 1)


def _said(each: TemplateColumn, words: TemplateWords) -> str:
    return " ".join(filter(None, (words.required if each.is_required else "", each.note)))


def _write_choices(
    book: Workbook, columns: Sequence[TemplateColumn], words: TemplateWords
) -> dict[int, str]:
    """Write what can be chosen onto a hidden sheet; return where each column finds it."""
    from xlsxwriter.utility import xl_col_to_name  # noqa: PLC0415

    sheet = book.add_worksheet(words.choices)
    found: dict[int, str] = {}
    for at, each in enumerate(columns):
        if not each.choices:
            continue
        column = len(found)
        for line, choice in enumerate(each.choices):
            sheet.write_string(line, column, printable(choice))
        letter = xl_col_to_name(column)
        found[at] = f"='{words.choices}'!${letter}$1:${letter}${len(each.choices)}"
    sheet.hide()
    return found
