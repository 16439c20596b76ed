"""Write a quote or a contract as a page to be printed."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from crm_tui.domain.contracts.pages import FIELDS, LABELS
from crm_tui.domain.quotes.pages import LINE_FIELDS, PaperPage
from crm_tui.formats.pages import PageFault, Values, filled, page_fault
from crm_tui.formats.workbooks import whole_file

LABEL = "label."


@cache
def contract_page() -> str:
    """Return the page that contracts are printed on unless the office has one of its own."""
    return Path(__file__).with_name("contract_page.html").read_text(encoding="utf-8")


def contract_page_fault(text: str) -> PageFault | None:
    """Return what is wrong with a page of the office's own for contracts, or None."""
    names = (*FIELDS, "language", *(LABEL + each for each in LABELS))
    return page_fault(text, names, {"lines": LINE_FIELDS})


def write_paper_page(path: Path, page: PaperPage, template: str, *, overwrite: bool) -> None:
    """Write a paper as one HTML file; everything in it that people typed is plain text."""
    labels = {LABEL + name: label for name, label in page.labels.items()}
    values: Values = {**labels, **page.fields, "language": page.language, "lines": page.lines}
    with whole_file(path, overwrite=overwrite) as file:
        file.write(filled(template, values).encode())
