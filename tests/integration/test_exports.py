"""Exports: what one may see and nothing else, written whole, and written down."""

from __future__ import annotations

import json
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from icalendar import Calendar

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.custom_fields import (
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.customers import CustomerView, Level, ListRequest
from crm_tui.domain.deals import DealFields
from crm_tui.domain.exports import ExportOrder, FileKind, Subject
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.formats.workbooks import WorkbookError, WriteReason
from crm_tui.i18n import use_language
from crm_tui.presentation.export_words import export_words
from tests import make
from tests.exporting import EVERYBODY, exported, table_of

TODAY = make.NOW.toordinal()


def events(crm: Crm) -> list[Any]:
    """What the history says of exports."""
    rows = make.query(crm, "SELECT after FROM event WHERE kind = 'data_exported' ORDER BY id")
    return [json.loads(after) for (after,) in rows]


@pytest.fixture(autouse=True)
def chinese() -> Any:
    use_language("zh")
    yield
    use_language("en")


def test_a_workbook_has_typed_cells_under_the_labels_that_offices_use(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(
        crm, admin, "北京恒信", level=Level.A, budget_minor=1_234_50, founded_on=TODAY - 900
    )
    crm.customers.add_contact(
        admin, customer, ContactFields("李强", (Phone("010-88886666转808", ""),), is_key=True)
    )
    found = exported(crm, admin, tmp_path / "out.xlsx")
    (row,) = table_of(tmp_path / "out.xlsx")
    assert found.rows == 1
    assert (row["客户名称"], row["客户级别"], row["预算"]) == ("北京恒信", "A", 1234.5)
    assert row["成立日期"] == date.fromordinal(TODAY - 900)
    assert "010-88886666转808" in {row["电话"], row["电话2"]}
    assert row["负责人"] == "王伟"


def test_what_looks_like_a_formula_stays_text(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    make.customer(crm, admin, '=HYPERLINK("http://x")公司', remarks="-2+3")
    exported(crm, admin, tmp_path / "out.csv", columns=("name", "remarks"))
    said = (tmp_path / "out.csv").read_text("utf-8-sig")
    assert '"\'=HYPERLINK(""http://x"")公司","\'-2+3"' in said
    assert table_of(tmp_path / "out.csv")[0]["备注"] == "-2+3"
    exported(crm, admin, tmp_path / "out.xlsx", columns=("name", "remarks"))
    assert table_of(tmp_path / "out.xlsx")[0]["备注"] == "-2+3"


def test_columns_come_as_chosen_and_an_unknown_one_is_refused(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, "甲公司", city="苏州")
    exported(crm, admin, tmp_path / "out.json", columns=("city", "name", "id"))
    assert json.loads((tmp_path / "out.json").read_text("utf-8")) == [
        {"city": "苏州", "name": "甲公司", "id": 1}
    ]
    with pytest.raises(FieldError) as refused:
        exported(crm, admin, tmp_path / "more.json", columns=("salary",))
    assert refused.value.value == "salary"
    assert not (tmp_path / "more.json").exists()


def test_fields_of_the_office_are_columns_like_any_other(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    choices = (FieldChoice("", "一年级"), FieldChoice("", "二年级"))
    grade = CustomFieldFields(name="年级", type=FieldType.CHOICE, choices=choices)
    crm.custom_fields.add(admin, FieldHolder.CUSTOMER, grade)
    day = CustomFieldFields(name="入学", type=FieldType.DATE)
    crm.custom_fields.add(admin, FieldHolder.CUSTOMER, day)
    wish = CustomFieldFields(name="爱好", type=FieldType.TEXT)
    crm.custom_fields.add(admin, FieldHolder.CONTACT, wish)
    first, second = crm.custom_fields.list(admin, FieldHolder.CUSTOMER)
    code = first.fields.choices[1].code
    customer = make.customer(crm, admin, "甲公司")
    crm.customers.edit(admin, customer, {first.key: code, second.key: TODAY})
    exported(crm, admin, tmp_path / "out.xlsx")
    (row,) = table_of(tmp_path / "out.xlsx")
    assert (row["年级"], row["入学"]) == ("二年级", date.fromordinal(TODAY))
    assert "爱好" not in row


def test_hidden_contact_details_stay_hidden_in_every_subject(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    lina = make.rep(crm, "lina", "李娜")
    make.set_pool(crm, masks_contacts=True)
    customer = make.customer(crm, lina, "甲公司", phone="13800132231", remarks="打 13800132231")
    make.follow_up(crm, lina, customer, "加微信 zhangmin88，电话 13800132231")
    crm.pools.return_to_pool(lina, [customer], make.return_reason(crm))
    zhao = make.rep(crm, "zhao", "赵强")
    for subject in Subject:
        for ending in ("csv", "json"):
            path = tmp_path / f"{subject.value}.{ending}"
            exported(crm, zhao, path, subject)
            assert "13800132231" not in path.read_text("utf-8-sig")
    found = exported(crm, zhao, tmp_path / "people.vcf", Subject.CONTACTS)
    assert found.masked == 1
    assert "13800132231" not in (tmp_path / "people.vcf").read_text("utf-8")


def test_nobody_gets_what_they_do_not_see(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    lina, zhao = make.rep(crm, "lina", "李娜"), make.rep(crm, "zhao", "赵强")
    mine, other = make.customer(crm, lina, "甲公司"), make.customer(crm, zhao, "乙公司")
    make.follow_up(crm, zhao, other, "谈好了")
    found = exported(crm, lina, tmp_path / "out.csv", chosen_ids=[mine, other])
    assert [row["客户名称"] for row in table_of(tmp_path / "out.csv")] == ["甲公司"]
    assert found.rows == 1
    told = exported(crm, lina, tmp_path / "talks.csv", Subject.FOLLOW_UPS, chosen_ids=[other])
    assert told.rows == 0


def test_an_export_stands_in_the_history_with_its_query_columns_and_rows(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, "甲公司", level=Level.A)
    make.customer(crm, admin, "乙公司")
    request = ListRequest(CustomerView.MINE, query="level:A", sort="id")
    exported(crm, admin, tmp_path / "out.csv", request=request, columns=("name",))
    batch = crm.history.batches(admin)[0]
    assert batch.operation == "Exports.run"
    (event,) = events(crm)
    assert event == {
        "subject": "customers",
        "format": "csv",
        "file": "out.csv",
        "view": "mine",
        "query": "level:A",
        "chosen": False,
        "columns": ["name"],
        "rows": 1,
        "masked": 0,
    }


def test_without_the_permission_nothing_is_written(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    lina = make.rep(crm, "lina", "李娜")
    make.meddle(crm, "UPDATE role SET permissions = '[\"view\"]' WHERE code = 'rep'")
    with pytest.raises(NotPermittedError):
        exported(crm, lina, tmp_path / "out.csv")
    assert list(tmp_path.glob("*.csv")) == []


def test_neither_the_database_nor_what_is_there_already_is_written_over(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.is_about_a_file()
    database = crm.location.path
    assert database is not None
    before = database.read_bytes()
    for ending in ("", "-wal", "-journal"):
        path = database.with_name(f"{database.name}{ending}")
        with pytest.raises(WorkbookError) as refused:
            crm.exports.run(admin, _order(path, overwrites=True), export_words(Subject.CUSTOMERS))
        assert refused.value.reason == WriteReason.OF_DATABASE
    assert database.read_bytes() == before
    (tmp_path / "out.csv").write_text("mine")
    with pytest.raises(WorkbookError):
        exported(crm, admin, tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == "mine"
    for path in (tmp_path / "no" / "out.csv", Path("/dev/full.csv")):
        with pytest.raises(WorkbookError):
            exported(crm, admin, path.parent / "missing" / path.name)


def test_a_cancelled_export_leaves_no_file_and_no_trace(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    make.customer(crm, admin, "甲公司")
    found = crm.exports.run(
        admin,
        _order(tmp_path / "out.xlsx"),
        export_words(Subject.CUSTOMERS),
        progress=lambda _done, _total: False,
    )
    assert found.is_cancelled
    assert list(tmp_path.glob("*.xlsx")) == [] == list(tmp_path.glob(".*"))
    assert events(crm) == []


def test_deals_and_follow_ups_say_whose_they_are(crm: Crm, admin: Actor, tmp_path: Path) -> None:
    customer = make.customer(crm, admin, "甲公司")
    make.follow_up(crm, admin, customer, "谈好了")
    crm.deals.record(admin, customer, DealFields(12_000_00, TODAY, "两台"))
    exported(crm, admin, tmp_path / "deals.xlsx", Subject.DEALS)
    (deal,) = table_of(tmp_path / "deals.xlsx")
    assert (deal["客户名称"], deal["金额"], deal["备注"]) == ("甲公司", 12_000, "两台")
    exported(crm, admin, tmp_path / "talks.xlsx", Subject.FOLLOW_UPS)
    (talk,) = table_of(tmp_path / "talks.xlsx")
    assert (talk["跟进内容"], talk["跟进人"]) == ("谈好了", "王伟")
    assert isinstance(talk["跟进时间"], datetime)


def test_tasks_go_into_a_calendar_also_those_of_no_customer(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    customer = make.customer(crm, admin, "甲公司")
    crm.tasks.make(admin, TaskDraft("发报价", make.NOW + make.DAY, customer_id=customer))
    crm.tasks.make(admin, TaskDraft("交周报", make.NOW + make.DAY))
    found = exported(crm, admin, tmp_path / "out.ics", Subject.TASKS)
    entries = Calendar.from_ical((tmp_path / "out.ics").read_bytes()).walk("VTODO")
    assert found.rows == 2
    assert sorted(str(each["SUMMARY"]) for each in entries) == ["交周报", "甲公司 · 发报价"]


def test_a_file_of_a_kind_that_the_subject_has_not_is_refused(
    crm: Crm, admin: Actor, tmp_path: Path
) -> None:
    with pytest.raises(FieldError):
        exported(crm, admin, tmp_path / "out.ics", Subject.DEALS)


def _order(path: Path, *, overwrites: bool = False) -> ExportOrder:
    return ExportOrder(
        subject=Subject.CUSTOMERS,
        path=path,
        kind=FileKind.CSV,
        request=EVERYBODY,
        overwrites=overwrites,
    )
