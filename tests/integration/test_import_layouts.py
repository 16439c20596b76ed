"""Files laid out as other programs and people lay theirs out go in whole, with nothing said."""

from __future__ import annotations

from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.users import Actor
from crm_tui.errors import UnknownMappingError

# The administrator of a new office is the wangwei whom some of the files name.
LAYOUTS = Path(__file__).parents[2] / "data" / "layouts"


@pytest.mark.parametrize(
    ("name", "customers"),
    [
        ("register.xlsx", ["杭州澜岳精密制造有限公司", "苏州栖桐软件有限公司"]),
        ("trade_fair.xlsx", ["宁波砚秋机电有限公司", "上海沐禾电子有限公司", "独立顾问周洋"]),
        ("wukong.xlsx", ["南京槿川医疗器械有限公司", "成都霁野教育科技有限公司"]),
        ("salesforce.csv", ["Nanshan Optics Co., Ltd.", "Chengjiang Foods"]),
        ("hubspot.csv", ["Ruoxi Logistics", "郭秀英"]),
        ("phone.vcf", ["杭州栖桐软件有限公司", "深圳庭聆科技有限公司", "李静"]),
    ],
)
def test_a_usual_layout_is_imported_whole_without_a_word(
    crm: Crm, admin: Actor, name: str, customers: list[str]
) -> None:
    result = crm.imports.run(admin, ImportPlan(LAYOUTS / name))
    assert result.refused == ()
    assert [line.name for line in result.imported] == customers
    stored = crm.customers.page(admin, ListRequest(CustomerView.ALL, sort="id")).rows
    assert [row.name for row in stored] == customers
    assert crm.doctor.examine().is_sound


def test_a_visitor_list_brings_its_people_and_its_diary(crm: Crm, admin: Actor) -> None:
    result = crm.imports.run(admin, ImportPlan(LAYOUTS / "trade_fair.xlsx", splits_notes=True))
    first = crm.customers.page(admin, ListRequest(CustomerView.ALL, sort="id")).rows[0]
    people = crm.customers.detail(admin, first.id).contacts
    assert {person.fields.name for person in people} == {"李强", "赵伟"}
    assert sum(line.follow_ups for line in result.imported) == 2


def test_words_of_a_file_are_told_for_one_import(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    file = tmp_path / "a.csv"
    file.write_text("客户名称,行业\n甲公司,深海采矿\n", encoding="utf-8")
    refused = crm.imports.run(admin, ImportPlan(file, dry_run=True))
    assert len(refused.refused) == 1
    plan = ImportPlan(file, meanings={"行业": {"深海采矿": "能源"}})
    assert [line.name for line in crm.imports.run(admin, plan).imported] == ["甲公司"]
    with pytest.raises(UnknownMappingError):
        crm.imports.run(admin, ImportPlan(file, meanings={"行": {"a": "b"}}))
