"""Write answers: a table for people, JSON or CSV for programs; data on stdout, talk on stderr."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from enum import Enum
from typing import Generic, TextIO, TypeVar

from crm_tui.domain.text import printable
from crm_tui.i18n import _
from crm_tui.presentation.widths import Align, cell_width, cut, fit
from crm_tui.values import dataclass

RowT = TypeVar("RowT")

_GAP = "  "
_WIDEST_CELL = 60
_NARROWEST_CELL = 8


class Form(Enum):
    """How an answer is written."""

    TABLE = "table"
    JSON = "json"
    CSV = "csv"


# No slots: `TableColumn[Row](…)` sets an attribute on the new object in Python 3.11.
@dataclass(frozen=True)
class TableColumn(Generic[RowT]):
    """A column of a table; of those with a priority the highest are dropped when it is narrow."""

    label: str
    text: Callable[[RowT], str]
    priority: int = 0
    align: Align = Align.LEFT


@dataclass(frozen=True)
class Listing(Generic[RowT]):
    """How rows are written: the columns for people, the shape and its keys for programs."""

    columns: Sequence[TableColumn[RowT]]
    shape: Callable[[RowT], Mapping[str, object]]
    keys: Sequence[str]


@dataclass(frozen=True, slots=True)
class Output:
    """Writes answers in the form that was asked for."""

    form: Form

    def rows(self, rows: Sequence[RowT], listing: Listing[RowT], *, nothing: str) -> None:
        """Write a list: a table, an array of flat objects, or CSV with a header.

        To people `nothing` is said where there are no rows, and what to do; it is empty where
        there always are some.
        """
        match self.form:
            case Form.TABLE if nothing and not rows:
                say(nothing)
            case Form.TABLE:
                write(table(rows, listing.columns, _width_of(sys.stdout)))
            case Form.JSON:
                write(json_text([listing.shape(row) for row in rows]))
            case Form.CSV:
                write(csv_text([listing.shape(row) for row in rows], listing.keys))

    def record(self, shape: Mapping[str, object], lines: Iterable[str]) -> None:
        """Write one object for programs, or lines for people."""
        match self.form:
            case Form.TABLE:
                write("".join(f"{one_line(line)}\n" for line in lines))
            case Form.JSON:
                write(json_text(shape))
            case Form.CSV:
                write(csv_text([shape], list(shape)))


def one_line(text: str) -> str:
    """Return the text as one line that no terminal can mistake for a command."""
    return " ".join(printable(text).split("\n"))


def described(heading: str, facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a heading, then a line for each fact of which there is something to say."""
    yield heading
    yield from told(facts)


def told(facts: Iterable[tuple[str, str]]) -> Iterator[str]:
    """Yield a line for each fact of which there is something to say."""
    return (labelled(label, words) for label, words in facts if words)


def labelled(label: str, said: str) -> str:
    """Return a line that says something under a label, with the colon of the language."""
    return _("{subject}: {words}").format(subject=label, words=said)


def json_text(value: object) -> str:
    """Return JSON with Chinese left readable and nothing in it that a terminal would act upon.

    A text that is empty says that there is none, and is null.
    """
    return json.dumps(_told(value), ensure_ascii=False, indent=2) + "\n"


def csv_text(shapes: Sequence[Mapping[str, object]], keys: Sequence[str]) -> str:
    """Return CSV whose texts no spreadsheet program takes for formulas."""
    import csv  # noqa: PLC0415 - only few answers are CSV

    from crm_tui.formats.formulas import harmless  # noqa: PLC0415

    def cell(value: object) -> object:
        if isinstance(value, list):
            return harmless(printable(" ".join(str(each) for each in value)))
        if isinstance(value, bool):
            return str(value).lower()
        return harmless(printable(value)) if isinstance(value, str) else value

    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(keys)
    writer.writerows([cell(shape[key]) for key in keys] for shape in shapes)
    return text.getvalue()


def table(rows: Sequence[RowT], columns: Sequence[TableColumn[RowT]], width: int | None) -> str:
    """Return the rows under their headings, in at most `width` cells where there is a limit."""
    cells = [[cut(column.text(row), _WIDEST_CELL) for column in columns] for row in rows]
    widths = [
        max([cell_width(column.label), *(cell_width(line[at]) for line in cells)])
        for at, column in enumerate(columns)
    ]
    kept = list(range(len(columns)))
    if width is not None:
        kept = _kept(columns, widths, width)
        _shrink(widths, kept, width)
    heading = [column.label for column in columns]
    return "".join(
        _GAP.join(fit(line[at], widths[at], columns[at].align) for at in kept).rstrip() + "\n"
        for line in (heading, *cells)
    )


def say(*lines: str) -> None:
    """Tell the person something that is not the answer."""
    _write_to(sys.stderr, "".join(f"{one_line(line)}\n" for line in lines))


def write(text: str) -> None:
    """Write a part of the answer."""
    _write_to(sys.stdout, text)


def _write_to(stream: TextIO, text: str) -> None:
    try:
        stream.write(text)
        stream.flush()
    except BrokenPipeError:
        # The reader has seen enough; what is still buffered must not fail when Python ends.
        os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _told(value: object) -> object:
    match value:
        case str():
            return printable(value) or None
        case dict():
            return {name: _told(each) for name, each in value.items()}
        case list() | tuple():
            return [_told(each) for each in value]
        case _:
            return value


def _width_of(stream: TextIO) -> int | None:
    return shutil.get_terminal_size().columns if stream.isatty() else None


def _kept(columns: Sequence[TableColumn[RowT]], widths: Sequence[int], width: int) -> list[int]:
    kept = list(range(len(columns)))
    while _total(widths, kept) > width:
        droppable = [at for at in kept if columns[at].priority]
        if not droppable:
            break
        kept.remove(max(droppable, key=lambda at: (columns[at].priority, at)))
    return kept


def _shrink(widths: list[int], kept: Sequence[int], width: int) -> None:
    while _total(widths, kept) > width:
        widest = max(kept, key=lambda at: widths[at])
        if widths[widest] <= _NARROWEST_CELL:
            return
        widths[widest] -= 1


def _total(widths: Sequence[int], kept: Sequence[int]) -> int:
    return sum(widths[at] + len(_GAP) for at in kept) - len(_GAP)
