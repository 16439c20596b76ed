"""Write a quote or a contract as a page to be printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from crm_tui.domain.quotes.pages import PaperPage
from crm_tui.formats.pages import Values, filled
from crm_tui.formats.workbooks import whole_file

LABEL = "label."


@cache
def contract_page() -> str:
    """Return the page that contracts are printed on."""
    return Path(__file__).with_name("contract_page.html").read_text(encoding="utf-8")


def write_paper_page(path: Path, page: PaperPage, template: str, *, overwrite: bool) -> None:
    """Write a paper as one HTML file; everything in it that people typed is plain text."""
    labels = {LABEL + name: label for name, label in page.labels.items()}
    values: Values = {**labels, **page.fields, "language": page.language, "lines": page.lines}
    with whole_file(path, overwrite=overwrite) as file:
        file.write(filled(template, values).encode())
