"""Contracts on paper: what was agreed, with the lines of the order or the quote, and seals."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contracts.pages import FIELDS, LABELS
from crm_tui.domain.identifiers import ContractId
from crm_tui.domain.orders.records import OrderLineFields
from crm_tui.domain.quotes.records import QuoteLineFields
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError
from crm_tui.formats.workbooks import WorkbookError
from crm_tui.i18n import use_language
from crm_tui.presentation.contract_pages import contract_page
from tests import make

HOSTILE = "恒信<img src=x onerror=alert(1)>"


@pytest.fixture
def contract(crm: Crm, admin: Actor) -> ContractId:
    """A contract of an order, with a customer whose name is hostile."""
    use_language("zh")
    customer = make.customer(crm, admin, name=HOSTILE)
    fields = replace(crm.orders.blank(admin, customer), title="一期设备", terms="预付30%\n货到付款")
    sale = QuoteLineFields(name="服务器", quantity_milli=3_000, unit_price_minor=12_000_00)
    order = crm.orders.add(admin, customer, fields, [OrderLineFields(sale)]).order_id
    crm.orders.confirm(admin, order)
    blank = crm.contracts.blank(admin, customer, order_id=order)
    return crm.contracts.add(admin, customer, replace(blank, their_signatory="张敏")).contract_id


def test_a_page_says_all_and_runs_nothing(
    crm: Crm, admin: Actor, contract: ContractId, tmp_path: Path
) -> None:
    crm.papers.change(admin, {"issuer_name": "浦江贸易", "issuer_bank": "工行"})
    file = tmp_path / "c.html"
    crm.contract_files.export(admin, contract, file, contract_page)
    page = file.read_text(encoding="utf-8")
    for said in (
        "HT-202611-0001", "DD-202611-0001", "一期设备", "浦江贸易", "工行", "36,000.00",
        "人民币叁万陆仟元整", "预付30%<br>货到付款", "授权代表：张敏", 'class="draft"',
        "甲方（买方）（盖章）", "乙方（卖方）（盖章）",
        "恒信&lt;img src=x onerror=alert(1)&gt;",
    ):  # fmt: skip
        assert said in page, said
    assert "<img" not in page
    assert "{{" not in page
    crm.contracts.sign(admin, contract)
    crm.contract_files.export(admin, contract, file, contract_page, overwrite=True)
    assert 'class="draft"' not in file.read_text(encoding="utf-8")


def test_a_contract_of_nothing_has_no_lines(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    use_language("zh")
    customer = make.customer(crm, admin)
    blank = crm.contracts.blank(admin, customer)
    fields = replace(blank, title="年度框架", amount_minor=5_000_00)
    contract = crm.contracts.add(admin, customer, fields).contract_id
    file = tmp_path / "c.html"
    crm.contract_files.export(admin, contract, file, contract_page)
    page = file.read_text(encoding="utf-8")
    assert "标的明细" not in page
    assert "人民币伍仟元整" in page


def test_it_is_taken_by_who_may_and_never_over_another_file(
    crm: Crm, admin: Actor, contract: ContractId, tmp_path: Path
) -> None:
    stranger = make.rep(crm, "zhao", "赵强")
    with pytest.raises(NotFoundError):
        crm.contract_files.export(stranger, contract, tmp_path / "c.html", contract_page)
    with pytest.raises(FieldError, match="format"):
        crm.contract_files.export(admin, contract, tmp_path / "c.xlsx", contract_page)
    (tmp_path / "c.html").write_text("x")
    with pytest.raises(WorkbookError):
        crm.contract_files.export(admin, contract, tmp_path / "c.html", contract_page)


def test_it_is_printed_on_the_offices_own_page_until_that_is_taken_back(
    crm: Crm, admin: Actor, contract: ContractId, tmp_path: Path
) -> None:
    file, stranger = tmp_path / "c.html", make.rep(crm)
    crm.contract_files.page(admin, tmp_path / "page.html")
    usual = (tmp_path / "page.html").read_text(encoding="utf-8")
    crm.contract_files.set_page(admin, usual)
    own = "<html><head></head><p>{{number}} {{their_party}} {{#lines}}[{{name}}]{{/lines}}</p>"
    crm.contract_files.set_page(admin, own)
    crm.contract_files.export(admin, contract, file, contract_page)
    page = file.read_text(encoding="utf-8")
    assert page.endswith("恒信&lt;img src=x onerror=alert(1)&gt; [服务器]</p>")
    crm.contracts.change_settings(admin, {"our_party": "本公司"})
    for wrong in ("{{customer.secret}}", "{{#lines}}{{number"):
        with pytest.raises(FieldError, match="page"):
            crm.contract_files.set_page(admin, wrong)
    with pytest.raises(NotPermittedError):
        crm.contract_files.set_page(stranger, None)
    crm.history.undo(admin)
    crm.history.undo(admin)
    crm.contract_files.export(admin, contract, file, contract_page, overwrite=True)
    assert file.read_text(encoding="utf-8").startswith("<!")
    assert crm.contracts.settings(admin).our_party == ""


def test_every_place_of_a_page_is_said(crm: Crm, admin: Actor, contract: ContractId) -> None:
    from_order = crm.contracts.contract(admin, contract)
    said = contract_page(from_order, None, crm.papers.settings(admin), "办公室")
    assert set(said.fields) <= set(FIELDS)
    assert set(said.labels) == set(LABELS)
