"""Quotes on paper: a page to print and a workbook, on the usual page or the office's own."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import openpyxl
import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import QuoteId
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.formats.workbooks import WorkbookError
from crm_tui.i18n import use_language
from crm_tui.presentation.quote_pages import quote_page
from tests import make

HOSTILE = "恒信<img src=x onerror=alert(1)>"


@pytest.fixture
def quote(crm: Crm, admin: Actor) -> QuoteId:
    """A sent quote of two lines, to a customer whose name is hostile."""
    use_language("zh")
    customer = make.customer(crm, admin, name=HOSTILE)
    fields = replace(
        crm.quotes.blank(admin, customer),
        discount=Discount(DiscountKind.AMOUNT, 100_00),
        terms="预付30%\n货到付款",
    )
    lines = [
        QuoteLineFields(
            name="服务器", code="SV-1", quantity_milli=3_000, unit_price_minor=12_000_00,
            discount_share=1000, tax_share=1300, note="=1+1",
        ),
        QuoteLineFields(name="安装", quantity_milli=1_500, unit_price_minor=800_00),
    ]  # fmt: skip
    found = crm.quotes.add(admin, customer, fields, lines).quote_id
    crm.quotes.send(admin, found)
    return found


def test_a_page_says_all_and_runs_nothing(
    crm: Crm, admin: Actor, quote: QuoteId, tmp_path: Path
) -> None:
    crm.papers.change(admin, {"issuer_name": "浦江贸易", "issuer_bank": "工行"})
    file = tmp_path / "q.html"
    crm.quote_files.export(admin, quote, file, quote_page)
    page = file.read_text(encoding="utf-8")
    for said in (
        "报价单", "BJ-202611-0001", "浦江贸易", "32,400.00", "33,500.00", "-100.00",
        "人民币叁万叁仟伍佰元整", "预付30%<br>货到付款", "恒信&lt;img src=x onerror=alert(1)&gt;",
    ):  # fmt: skip
        assert said in page, said
    assert "<img" not in page
    assert "草" not in page
    with pytest.raises(WorkbookError):
        crm.quote_files.export(admin, quote, file, quote_page)


def test_a_workbook_holds_texts_as_printed(
    crm: Crm, admin: Actor, quote: QuoteId, tmp_path: Path
) -> None:
    file = tmp_path / "q.xlsx"
    crm.quote_files.export(admin, quote, file, quote_page)
    cells = [
        str(cell.value)
        for row in openpyxl.load_workbook(file).worksheets[0].iter_rows()
        for cell in row
        if cell.value is not None
    ]
    assert "服务器\nSV-1\n=1+1" in cells
    assert cells[cells.index("合计") + 1] == "33,500.00"
    assert "合计大写：人民币叁万叁仟伍佰元整" in cells
    assert ("DataExported" in make.dump(crm)) or any(
        "data_exported" in each for each in make.dump(crm)
    )


def test_an_office_prints_on_a_page_of_its_own(
    crm: Crm, admin: Actor, quote: QuoteId, tmp_path: Path
) -> None:
    own = "<html><head></head><b>{{number}}</b>{{#lines}}{{name}};{{/lines}}{{total}}</html>"
    crm.quote_files.set_page(admin, own)
    crm.quote_files.export(admin, quote, tmp_path / "own.html", quote_page)
    assert "<b>BJ-202611-0001</b>服务器;安装;33,500.00" in (tmp_path / "own.html").read_text(
        "utf-8"
    )
    crm.quote_files.page(admin, tmp_path / "page.html")
    assert (tmp_path / "page.html").read_text("utf-8") == own
    with pytest.raises(FieldError) as caught:
        crm.quote_files.set_page(admin, own.replace("{{total}}", "{{cost}}"))
    assert (caught.value.reason, caught.value.value) == ("page_unknown", "{{cost}}")
    crm.history.undo(
        admin, next(each.id for each in crm.history.batches(admin) if "set_page" in each.operation)
    )
    crm.quote_files.export(admin, quote, tmp_path / "usual.html", quote_page)
    assert "人民币" in (tmp_path / "usual.html").read_text("utf-8")


def test_a_draft_says_so_and_nobody_takes_what_they_do_not_see(
    crm: Crm, admin: Actor, quote: QuoteId, tmp_path: Path
) -> None:
    version = crm.quotes.new_version(admin, quote).quote_id
    crm.quote_files.export(admin, version, tmp_path / "draft.html", quote_page)
    assert "草 稿" in (tmp_path / "draft.html").read_text("utf-8")
    with pytest.raises(NotFoundError):
        crm.quote_files.export(make.rep(crm), quote, tmp_path / "x.html", quote_page)
    with pytest.raises(FieldError):
        crm.quote_files.export(admin, quote, tmp_path / "x.pdf", quote_page)
