"""Products: entered, found, changed by two people, taken out, brought back; their cost hidden."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import ProductId
from crm_tui.domain.products import (
    PeriodUnit,
    PriceTier,
    ProductFields,
    ProductRequest,
    UsagePeriod,
)
from crm_tui.domain.users import Actor, Permission, Scope
from crm_tui.errors import (
    AmbiguousReferenceError,
    ConflictError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    UndoRefusedError,
)
from crm_tui.i18n import use_language
from crm_tui.presentation.product_files import product_words
from tests import make
from tests.long_runs import only_long

EVERYTHING = ProductRequest(active=None)


def product(crm: Crm, code: str, name: str = "服务器", **fields: object) -> ProductId:
    """Enter a product and return its id."""
    new = ProductFields(code=code, name=name, **fields)  # type: ignore[arg-type]  # its fields
    changed = crm.products.add(make.admin(crm), new)
    return ProductId(changed.record_id or 0)


def codes(crm: Crm, actor: Actor, request: ProductRequest = EVERYTHING) -> list[str]:
    return [each.fields.code for each in crm.products.list(actor, request)]


def test_a_product_is_kept_as_it_was_entered(crm: Crm, admin: Actor) -> None:
    fields = ProductFields(
        code="SV-1",
        name="云服务器",
        category="硬件/服务器",
        unit="台",
        price_minor=12_000_00,
        cost_minor=9_000_00,
        tax_share=1300,
        tiers=(PriceTier(10_000, 11_500_00),),
        period=UsagePeriod(36, PeriodUnit.MONTHS),
        note="标准型",
    )
    crm.products.add(admin, fields)
    (row,) = crm.products.list(admin, EVERYTHING)
    assert row.fields == fields


def test_products_are_found_by_code_name_pinyin_and_category(crm: Crm, admin: Actor) -> None:
    product(crm, "SV-1", "云服务器", category="硬件/服务器")
    product(crm, "SW-1", "席位", category="软件")
    product(crm, "SW-2", "老席位", category="软件", is_active=False)
    for words in ("sv-1", "服务", "yfwq", "yunfuwu", "硬件"):
        assert codes(crm, admin, ProductRequest(query=words)) == ["SV-1"]
    assert codes(crm, admin, ProductRequest(category="软件")) == ["SW-1"]
    assert codes(crm, admin, ProductRequest(category="软件", active=None)) == ["SW-1", "SW-2"]
    assert codes(crm, admin, ProductRequest(category="软")) == []
    assert crm.products.categories(admin) == ["硬件/服务器", "软件"]
    assert crm.products.find(admin, "sv-1") == crm.products.find(admin, "云服务器")
    with pytest.raises(AmbiguousReferenceError):
        crm.products.find(admin, "w-")
    with pytest.raises(NotFoundError):
        crm.products.find(admin, "没有")


def test_a_code_is_one_products_however_it_is_written(crm: Crm, admin: Actor) -> None:
    first = product(crm, "SV-1")
    with pytest.raises(FieldError, match="taken"):
        product(crm, "ｓｖ-1")
    crm.products.delete(admin, first)
    second = product(crm, "sv-1")
    with pytest.raises(FieldError, match="taken"):
        crm.products.restore(admin, first)
    crm.products.edit(admin, second, {"code": "SV-2"})
    crm.products.restore(admin, first)
    assert codes(crm, admin) == ["SV-1", "SV-2"]


def test_a_cost_is_seen_and_set_only_by_whom_it_concerns(crm: Crm, admin: Actor) -> None:
    lina, boss = make.rep(crm), make.manager(crm)
    server = product(crm, "SV-1", price_minor=100_00, cost_minor=60_00)
    assert crm.products.product(boss, server).fields.cost_minor == 60_00
    assert crm.products.product(lina, server).fields.cost_minor is None
    assert crm.products.list(lina, EVERYTHING)[0].fields.cost_minor is None
    with pytest.raises(NotPermittedError):
        crm.products.edit(lina, server, {"name": "x"})
    clerk = clerk_of(crm)
    with pytest.raises(NotPermittedError):
        crm.products.edit(clerk, server, {"cost_minor": 1})
    seen = crm.products.product(clerk, server).fields
    crm.products.edit(clerk, server, {"name": "改", "cost_minor": None}, seen=seen)
    assert crm.products.product(boss, server).fields.cost_minor == 60_00


def test_only_what_both_changed_is_a_conflict(crm: Crm, admin: Actor) -> None:
    boss = make.manager(crm)
    server = product(crm, "SV-1", price_minor=100_00)
    seen = crm.products.product(admin, server).fields
    crm.products.edit(boss, server, {"price_minor": 90_00}, seen=seen)
    crm.products.edit(admin, server, {"name": "新名", "price_minor": 100_00}, seen=seen)
    fields = crm.products.product(admin, server).fields
    assert (fields.name, fields.price_minor) == ("新名", 90_00)
    with pytest.raises(ConflictError) as caught:
        crm.products.edit(admin, server, {"price_minor": 80_00}, seen=seen)
    assert caught.value.fields == {"price_minor": (90_00, 80_00)}


def test_every_change_is_taken_back_unless_somebody_built_on_it(crm: Crm, admin: Actor) -> None:
    server = product(crm, "SV-1", price_minor=100_00, category="硬件")
    before = crm.products.product(admin, server).fields
    first = crm.products.edit(admin, server, {"price_minor": 90_00}).batch_id
    crm.history.undo(admin)
    assert crm.products.product(admin, server).fields == before
    crm.products.move_category(admin, "硬件", "设备/整机")
    assert crm.products.product(admin, server).fields.category == "设备/整机"
    crm.history.undo(admin)
    crm.products.delete(admin, server)
    crm.history.undo(admin)
    assert crm.products.product(admin, server).fields == before
    edit = crm.products.edit(admin, server, {"price_minor": 80_00}).batch_id
    crm.products.edit(admin, server, {"price_minor": 70_00})
    assert first != edit
    with pytest.raises(UndoRefusedError):
        crm.history.undo(admin, edit)
    crm.history.undo(admin)
    crm.history.undo(admin, edit)
    crm.products.delete(admin, server)
    assert codes(crm, admin, ProductRequest(active=None, deleted=True)) == ["SV-1"]


def test_what_cannot_be_is_named(crm: Crm, admin: Actor) -> None:
    for wrong, field in (
        ({"code": " "}, "product_code"),
        ({"name": ""}, "product_name"),
        ({"price_minor": -1}, "price"),
        ({"tax_share": 10_001}, "tax_rate"),
        ({"tiers": (PriceTier(1, 1), PriceTier(1, 2))}, "tiers"),
        ({"period": UsagePeriod(0, PeriodUnit.DAYS)}, "usage_period"),
        ({"unit": "x" * 21}, "unit"),
    ):
        with pytest.raises(FieldError) as caught:
            crm.products.add(admin, ProductFields(**{"code": "a", "name": "b", **wrong}))  # type: ignore[arg-type]  # wrong on purpose
        assert caught.value.field == field
    assert codes(crm, admin) == []


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("name", ["p.csv", *only_long(["p.xlsx"])])
def test_what_is_written_into_a_file_is_read_from_it(
    crm: Crm, admin: Actor, tmp_path: Path, language: str, name: str
) -> None:
    product(
        crm,
        "SV-1",
        "云服务器",
        category="硬件",
        unit="台",
        price_minor=12_000_50,
        cost_minor=7,
        tax_share=650,
        tiers=(PriceTier(1_500, 3_05),),
        period=UsagePeriod(30, PeriodUnit.DAYS),
        note="=1+1",
        is_active=False,
    )
    before = crm.products.list(admin, EVERYTHING)[0].fields
    use_language(language)
    file = tmp_path / name
    assert crm.product_files.export(admin, file, EVERYTHING, product_words()) == 1
    read = crm.product_files.load(admin, file)
    assert (read.added, read.changed, read.same, read.refused) == (0, 0, 1, ())
    assert read.ignored == ()
    crm.products.edit(admin, crm.products.find(admin, "sv-1"), {"code": "OLD"})
    assert crm.product_files.trial(admin, file).added == 1
    assert crm.product_files.load(admin, file).added == 1
    assert crm.products.list(admin, ProductRequest(query="sv", active=None))[0].fields == before
    crm.history.undo(admin)
    assert codes(crm, admin) == ["OLD"]


def test_a_new_product_without_a_tax_rate_has_that_of_the_office(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    crm.papers.change(admin, {"tax_share": "6%"})
    product(crm, "A", "甲", tax_share=1300)
    file = tmp_path / "p.csv"
    file.write_text("产品编码,产品名称,单价(元)\nA,甲,2\nB,乙,3\n", encoding="utf-8")
    crm.product_files.load(admin, file)
    found = {
        row.fields.code: row.fields.tax_share for row in crm.products.list(admin, ProductRequest())
    }
    assert found == {"A": 1300, "B": 600}


def test_bad_rows_are_left_out_and_the_cost_of_others_is_not_touched(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    clerk = clerk_of(crm)
    product(crm, "A", "甲", price_minor=1_00, cost_minor=60)
    file = tmp_path / "p.csv"
    file.write_text(
        "产品编码,产品名称,单价(元),成本,税率\n"
        "A,甲,2,999,0.13\n"
        "B,乙,贵,,\n"
        "b,乙,1,,\n"
        ",丙,1,,\n"
        "C,丁,1,,200\n"
        "B,乙,3,,\n",
        encoding="utf-8",
    )
    read = crm.product_files.load(clerk, file)
    assert (read.added, read.changed) == (1, 1)
    assert [(each.line, each.name, each.field, each.reason) for each in read.refused] == [
        (3, "乙", "price", "no_amount"),
        (5, "丙", "product_code", "required"),
        (6, "丁", "tax_rate", "out_of_range"),
        (7, "乙", "product_code", "taken"),
    ]
    changed = crm.products.product(admin, crm.products.find(admin, "A")).fields
    assert (changed.price_minor, changed.cost_minor, changed.tax_share) == (2_00, 60, 1300)
    file.write_text("名称\n甲\n", encoding="utf-8")
    with pytest.raises(FieldError, match="no_product_column"):
        crm.product_files.load(admin, file)


def clerk_of(crm: Crm) -> Actor:
    """Somebody who keeps the products but is told no cost."""
    permissions = frozenset({Permission.VIEW, Permission.EDIT_PRODUCT})
    crm.people.add_role(
        make.admin(crm), "clerk", name="文员", scope=Scope.SELF, permissions=permissions
    )
    return make.rep(crm, "clerk", role="clerk")
