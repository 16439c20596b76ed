"""What the commands that read files are told: the file, how it is read, what is done with it."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, NamedTuple

import typer

from crm_tui.cli.commands import AsJson
from crm_tui.i18n import _

File = Annotated[
    Path,
    typer.Argument(
        metavar="FILE", help=_("An .xlsx, .xls, .xlsb, .ods, .csv, .tsv, .json or .vcf.")
    ),
]
Sheet = Annotated[str | None, typer.Option("--sheet", help=_("Which sheet."))]
Encoding = Annotated[str | None, typer.Option("--encoding", help=_("Of a CSV: utf-8, gb18030 …"))]
HeaderLine = Annotated[
    int | None,
    typer.Option("--header", min=0, help=_("The line of the header; 0 where there is none.")),
]
Maps = Annotated[
    list[str] | None,
    typer.Option(
        "--map", metavar="COLUMN=FIELD", help=_("What a column holds; “-” leaves it out.")
    ),
]
Words = Annotated[
    list[str] | None,
    typer.Option(
        "--word", metavar="FIELD:WORD=KNOWN", help=_("What a word of the file means to us.")
    ),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help=_("Write nothing, only say."), show_default=False)
]
ResultFile = Annotated[
    Path | None, typer.Option("--result", help=_("Write what became of every row to this file."))
]
AddWords = Annotated[
    bool,
    typer.Option("--add-words", help=_("Add words that no list has yet."), show_default=False),
]
CarryNames = Annotated[
    bool,
    typer.Option(
        "--carry-names",
        help=_("A row without a customer is about the one above."),
        show_default=False,
    ),
]


class Asked(NamedTuple):
    """What every kind of rows is asked for with: of which file, how it is read, whether to try."""

    context: typer.Context
    file: File
    maps: Maps = None
    words: Words = None
    dry_run: DryRun = False
    result: ResultFile = None
    sheet: Sheet = None
    encoding: Encoding = None
    header: HeaderLine = None
    as_json: AsJson = False
