"""The office's own fields: defined, filled, checked, taken away and brought back."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.custom_fields import (
    CustomField,
    CustomFieldFields,
    FieldChoice,
    FieldHolder,
    FieldType,
)
from crm_tui.domain.customers import (
    CustomerFields,
    CustomerKind,
    CustomerView,
    ListRequest,
    completeness,
)
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from crm_tui.errors import ConflictError, FieldError, NotPermittedError
from crm_tui.presentation.timeline import shown_entry
from tests import make


def define(
    crm: Crm,
    actor: Actor,
    name: str,
    type_: FieldType = FieldType.TEXT,
    *choices: str,
    holder: FieldHolder = FieldHolder.CUSTOMER,
    **knobs: Any,
) -> CustomField:
    """Define a field and return it."""
    offered = tuple(FieldChoice("", each) for each in choices)
    fields = CustomFieldFields(name=name, type=type_, choices=offered, **knobs)
    crm.custom_fields.add(actor, holder, fields)
    return next(each for each in crm.custom_fields.list(actor, holder) if each.name == name)


def fields_of(crm: Crm, actor: Actor, customer_id: CustomerId) -> CustomerFields:
    return crm.customers.record(actor, customer_id).fields


# --- definitions ---------------------------------------------------------------------------------


def test_a_field_gets_a_readable_code_that_a_new_name_leaves_alone(crm: Crm, admin: Actor) -> None:
    field = define(crm, admin, "年级", FieldType.CHOICE, "一年级", "二年级")
    assert field.code == "nianji"
    renamed = CustomFieldFields(name="学段", type=FieldType.CHOICE, choices=field.fields.choices)
    crm.custom_fields.edit(admin, field.id, renamed)
    (now,) = crm.custom_fields.list(admin)
    assert (now.name, now.code) == ("学段", "nianji")


def test_a_choice_that_is_left_out_stays_where_it_was_chosen(crm: Crm, admin: Actor) -> None:
    field = define(crm, admin, "年级", FieldType.CHOICE, "一年级", "二年级")
    first, second = field.fields.choices
    kept = CustomFieldFields(name="年级", type=FieldType.CHOICE, choices=(second,))
    crm.custom_fields.edit(admin, field.id, kept)
    (now,) = crm.custom_fields.list(admin)
    assert now.choice(first.code) == FieldChoice(first.code, "一年级", is_retired=True)


@pytest.mark.parametrize(
    ("fields", "name", "reason"),
    [
        (CustomFieldFields(name="", type=FieldType.TEXT), "name", "required"),
        (CustomFieldFields(name="区域", type=FieldType.TEXT), "name", "taken"),
        (CustomFieldFields(name="年级", type=FieldType.CHOICE), "choices", "no_choices"),
        (
            CustomFieldFields(
                name="年级", type=FieldType.CHOICE, choices=(FieldChoice("", "一，二"),)
            ),
            "choices",
            "choice_signs",
        ),
        (
            CustomFieldFields(name="数", type=FieldType.NUMBER, default="三"),
            "default",
            "no_number",
        ),
    ],
)
def test_a_field_that_cannot_be_is_refused(
    crm: Crm, admin: Actor, fields: CustomFieldFields, name: str, reason: str
) -> None:
    define(crm, admin, "区域")
    with pytest.raises(FieldError) as refused:
        crm.custom_fields.add(admin, FieldHolder.CUSTOMER, fields)
    assert (refused.value.field, refused.value.reason) == (name, reason)


def test_only_who_runs_the_office_defines_fields(crm: Crm) -> None:
    with pytest.raises(NotPermittedError):
        define(crm, make.rep(crm), "区域")


def test_a_new_field_never_shows_the_values_of_one_that_was_taken_away(
    crm: Crm, admin: Actor
) -> None:
    old = define(crm, admin, "区域")
    customer_id = make.customer(crm, admin)
    crm.customers.edit(admin, customer_id, {old.key: "东区"})
    crm.custom_fields.remove(admin, old.id)
    new = define(crm, admin, "区域")
    assert new.code != old.code


def test_fields_are_put_in_another_order(crm: Crm, admin: Actor) -> None:
    for name in ("甲", "乙", "丙"):
        define(crm, admin, name)
    last = crm.custom_fields.list(admin)[-1]
    crm.custom_fields.move(admin, last.id, -1)
    assert [each.name for each in crm.custom_fields.list(admin)] == ["甲", "丙", "乙"]
    crm.history.undo(admin)
    assert [each.name for each in crm.custom_fields.list(admin)] == ["甲", "乙", "丙"]


# --- values --------------------------------------------------------------------------------------


def test_a_customer_holds_what_each_type_of_field_holds(crm: Crm, admin: Actor) -> None:
    values: dict[str, object] = {
        define(crm, admin, "备案号").code: "A-1",
        define(crm, admin, "人数", FieldType.NUMBER).code: 2.5,
        define(crm, admin, "保证金", FieldType.MONEY).code: 5_000_00,
        define(crm, admin, "开学", FieldType.DATE).code: make.NOW.toordinal(),
        define(crm, admin, "年级", FieldType.CHOICE, "一年级").code: "yinianji",
        define(crm, admin, "科目", FieldType.CHOICES, "语文", "数学").code: ("yuwen", "shuxue"),
        define(crm, admin, "直营", FieldType.YES_NO).code: False,
        define(crm, admin, "主页", FieldType.LINK).code: "https://example.com",
    }
    customer_id = make.customer(crm, admin)
    crm.customers.edit(
        admin, customer_id, {f"custom.{code}": each for code, each in values.items()}
    )
    assert fields_of(crm, admin, customer_id).custom == values


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (FieldType.NUMBER, "三"),
        (FieldType.NUMBER, True),
        (FieldType.DATE, "2026-11-20"),
        (FieldType.CHOICE, "wu"),
        (FieldType.YES_NO, "是"),
        (FieldType.TEXT, "x" * 2001),
    ],
)
def test_a_value_of_another_type_is_refused(
    crm: Crm, admin: Actor, type_: FieldType, value: object
) -> None:
    choices = ("一年级",) if type_ is FieldType.CHOICE else ()
    field = define(crm, admin, "字段", type_, *choices)
    customer_id = make.customer(crm, admin)
    with pytest.raises(FieldError) as refused:
        crm.customers.edit(admin, customer_id, {field.key: value})
    assert (refused.value.field, refused.value.label) == (field.key, "字段")
    assert fields_of(crm, admin, customer_id).custom == {}


def test_a_field_that_nobody_defined_is_refused(crm: Crm, admin: Actor) -> None:
    customer_id = make.customer(crm, admin)
    with pytest.raises(FieldError) as refused:
        crm.customers.edit(admin, customer_id, {"custom.nowhere": "x"})
    assert refused.value.reason == "unknown"


def test_a_required_field_is_asked_of_new_customers_and_may_not_be_emptied(
    crm: Crm, admin: Actor
) -> None:
    old = make.customer(crm, admin, "旧客户有限公司")
    field = define(crm, admin, "区域", is_required=True)
    with pytest.raises(FieldError) as refused:
        make.customer(crm, admin, "新客户有限公司")
    assert refused.value.reason == "required"
    # What was entered before is edited as before.
    crm.customers.edit(admin, old, {"remarks": "x"})
    crm.customers.edit(admin, old, {field.key: "东区"})
    with pytest.raises(FieldError):
        crm.customers.edit(admin, old, {field.key: None})


def test_a_field_of_companies_is_not_asked_of_people(crm: Crm, admin: Actor) -> None:
    define(crm, admin, "区域", is_required=True, shown_for=(CustomerKind.ENTERPRISE,))
    make.customer(crm, admin, "张三", kind=CustomerKind.INDIVIDUAL)


def test_a_new_customer_begins_with_the_defaults(crm: Crm, admin: Actor) -> None:
    field = define(crm, admin, "签约", FieldType.DATE, default="今天")
    customer_id = make.customer(crm, admin)
    today = crm.customers.detail(admin, customer_id).today
    assert fields_of(crm, admin, customer_id).custom == {field.code: today}


def test_a_contact_has_fields_of_its_own(crm: Crm, admin: Actor) -> None:
    field = define(crm, admin, "爱好", holder=FieldHolder.CONTACT)
    customer_id = make.customer(crm, admin)
    fields = make.contact("李雷", custom={field.code: "钓鱼"})
    crm.customers.add_contact(admin, customer_id, fields)
    contact = crm.customers.detail(admin, customer_id).contacts[-1]
    assert contact.fields.custom == {field.code: "钓鱼"}
    crm.customers.edit_contact(admin, contact.id, make.contact("李雷", custom={}))
    crm.history.undo(admin)
    contact = crm.customers.detail(admin, customer_id).contacts[-1]
    assert contact.fields.custom == {field.code: "钓鱼"}


# --- edits by two, undo --------------------------------------------------------------------------


def test_two_people_fill_two_fields_without_a_conflict(crm: Crm, admin: Actor) -> None:
    region, school = define(crm, admin, "区域"), define(crm, admin, "学校")
    customer_id = make.customer(crm, admin)
    seen = fields_of(crm, admin, customer_id)
    crm.customers.edit(admin, customer_id, {region.key: "东区"}, seen=seen)
    crm.customers.edit(admin, customer_id, {school.key: "一中"}, seen=seen)
    assert fields_of(crm, admin, customer_id).custom == {region.code: "东区", school.code: "一中"}
    with pytest.raises(ConflictError) as conflict:
        crm.customers.edit(admin, customer_id, {region.key: "西区"}, seen=seen)
    assert conflict.value.fields == {region.key: ("东区", "西区")}


def test_undo_puts_one_field_back_and_leaves_the_others(crm: Crm, admin: Actor) -> None:
    subjects = define(crm, admin, "科目", FieldType.CHOICES, "语文", "数学")
    customer_id = make.customer(crm, admin)
    crm.customers.edit(admin, customer_id, {subjects.key: ("yuwen",)})
    crm.customers.edit(admin, customer_id, {subjects.key: ("yuwen", "shuxue")})
    crm.history.undo(admin)
    assert fields_of(crm, admin, customer_id).custom == {subjects.code: ("yuwen",)}


def test_undo_brings_a_field_back_with_what_customers_hold_in_it(crm: Crm, admin: Actor) -> None:
    field = define(crm, admin, "区域")
    customer_id = make.customer(crm, admin)
    crm.customers.edit(admin, customer_id, {field.key: "东区"})
    crm.custom_fields.remove(admin, field.id)
    assert crm.custom_fields.list(admin) == []
    crm.history.undo(admin)
    assert [each.name for each in crm.custom_fields.list(admin)] == ["区域"]
    assert fields_of(crm, admin, customer_id).custom == {field.code: "东区"}


def test_the_timeline_says_what_changed_in_the_words_of_the_office(crm: Crm, admin: Actor) -> None:
    grade = define(crm, admin, "年级", FieldType.CHOICE, "一年级", "二年级")
    deposit = define(crm, admin, "保证金", FieldType.MONEY)
    direct = define(crm, admin, "直营", FieldType.YES_NO)
    customer_id = make.customer(crm, admin)
    values = {grade.key: "ernianji", deposit.key: 5_000_000, direct.key: True}
    crm.customers.edit(admin, customer_id, values)
    entry = crm.customers.detail(admin, customer_id).timeline[0]
    assert entry.facts["after"] == {
        "custom.年级": "二年级", "custom.保证金": "50,000.00", "custom.直营": True,
    }  # fmt: skip
    shown = shown_entry(entry, now=make.NOW, zone=ZoneInfo("Asia/Shanghai"), currency="CNY")
    assert "年级: " in " ".join(shown.lines)
    assert "直营: — → Yes" in " ".join(shown.lines)


# --- what follows --------------------------------------------------------------------------------


def test_a_search_finds_what_stands_in_an_own_field(crm: Crm, admin: Actor) -> None:
    field = define(crm, admin, "年级", FieldType.CHOICE, "三年级")
    customer_id = make.customer(crm, admin)
    crm.customers.edit(admin, customer_id, {field.key: "sannianji"})
    found = crm.customers.page(admin, ListRequest(CustomerView.ALL, query="三年级"))
    assert [row.id for row in found.rows] == [customer_id]


def test_a_search_follows_a_field_that_is_renamed_taken_away_and_brought_back(
    crm: Crm, admin: Actor
) -> None:
    grade = define(crm, admin, "年级", FieldType.CHOICE, "三年级")
    hobby = define(crm, admin, "爱好", holder=FieldHolder.CONTACT)
    mine, other = make.customer(crm, admin), make.customer(crm, admin, "乙公司")
    crm.customers.edit(admin, mine, {grade.key: "sannianji"})
    crm.customers.add_contact(admin, other, ContactFields("李工", custom={hobby.code: "钓鱼"}))

    def found(words: str) -> list[CustomerId]:
        page = crm.customers.page(admin, ListRequest(CustomerView.ALL, query=words))
        return [row.id for row in page.rows]

    renamed = replace(grade.fields, choices=(FieldChoice("sannianji", "毕业班"),))
    crm.custom_fields.edit(admin, grade.id, renamed)
    assert (found("三年级"), found("毕业班"), found("钓鱼")) == ([], [mine], [other])
    crm.custom_fields.remove(admin, hobby.id)
    crm.custom_fields.remove(admin, grade.id)
    assert (found("毕业班"), found("钓鱼")) == ([], [])
    crm.history.undo(admin)
    crm.sweeps.sweep(admin)
    assert found("毕业班") == [mine]
    assert crm.doctor.examine(thoroughly=True).is_sound


def test_an_empty_field_makes_customers_less_complete_and_a_filled_one_more(
    crm: Crm, admin: Actor
) -> None:
    customer_id = make.customer(crm, admin)
    before = crm.customers.record(admin, customer_id).row.completeness
    fields = [define(crm, admin, f"字段{number}") for number in range(6)]
    emptier = crm.customers.record(admin, customer_id)
    assert emptier.row.completeness < before
    assert fields[0].key in emptier.missing
    crm.customers.edit(admin, customer_id, {each.key: "有" for each in fields})
    assert crm.customers.record(admin, customer_id).row.completeness > before


@pytest.mark.parametrize("name", ["客户名称", "备注", " 手机 ", "公司", "Company", "业务员"])
def test_no_own_field_takes_the_column_of_another_in_files(crm: Crm, name: str) -> None:
    fields = CustomFieldFields(name=name, type=FieldType.TEXT)
    with pytest.raises(FieldError, match="taken"):
        crm.custom_fields.add(make.admin(crm), FieldHolder.CUSTOMER, fields)


def test_a_follow_up_that_changes_the_stage_counts_own_fields_too(crm: Crm, admin: Actor) -> None:
    field = define(crm, admin, "区域")
    for number in range(5):
        define(crm, admin, f"字段{number}")
    customer_id = make.customer(crm, admin)
    crm.customers.edit(admin, customer_id, {field.key: "东区"})
    stage = make.word(crm, DictionaryKind.STAGE, "needs")
    crm.follow_ups.add(admin, customer_id, make.draft(crm, stage_id=stage))
    record = crm.customers.record(admin, customer_id)
    own = crm.custom_fields.list(admin, FieldHolder.CUSTOMER)
    assert record.row.completeness == completeness(record.fields, own)[0]
