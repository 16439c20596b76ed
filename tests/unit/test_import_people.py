"""The people of a row: several contacts, several phones and names in a cell, whose they are."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.contacts import Attitude, DecisionRole, Phone
from crm_tui.domain.imports import (
    Cell,
    CustomerRowParser,
    FaultCode,
    ImportContext,
    ImportKind,
    ParsedRow,
    RefusedRow,
    SheetRow,
    read_table,
)
from tests.unit.import_rows import context, fault

COMPANY = "杭州栖桐软件有限公司"
Person = tuple[str, list[str]]


def parsed(
    labels: tuple[str, ...],
    *rows: tuple[Cell, ...],
    known: ImportContext | None = None,
    kind: ImportKind = ImportKind.CUSTOMERS,
) -> list[ParsedRow]:
    known = known or context()
    sheet = [SheetRow(1, labels), *(SheetRow(line, row) for line, row in enumerate(rows, start=2))]
    table = read_table(sheet, known, kind)
    assert table is not None
    parser = CustomerRowParser(table.header, known)
    result = [parser.parse(row) for row in table.rows]
    good = [row for row in result if isinstance(row, ParsedRow)]
    assert good == result
    return good


def people(labels: tuple[str, ...], *cells: Cell) -> list[Person]:
    """Who is read of one row, with their numbers."""
    (row,) = parsed(labels, cells)
    return [
        (
            person.name,
            [
                phone.digits + (f"转{phone.extension}" if phone.extension else "")
                for phone in person.phones
            ],
        )
        for person in row.people
    ]


@pytest.mark.parametrize(
    "labels",
    [
        ("公司", "联系人", "电话", "联系人2", "电话2"),
        ("公司", "联系人1", "电话1", "联系人2", "电话2"),
        ("公司", "联系人一", "联系人一电话", "联系人二", "联系人二电话"),
        ("公司", "第一联系人", "第一联系人手机", "第二联系人", "第二联系人手机"),
        ("公司", "联系人", "电话", "联系人", "电话"),
        ("公司", "联系人", "电话", "其他联系人", "其他联系人电话"),
        ("company", "contact_name", "contact_phone", "contact2_name", "contact2_phone"),
        ("Company", "Contact 1", "Contact 1 Phone", "Contact 2", "Contact 2 Phone"),
    ],
)
def test_a_row_may_have_columns_for_several_contacts(labels: tuple[str, ...]) -> None:
    assert people(labels, COMPANY, "王敏", "13800000001", "李强", "13800000002") == [
        ("王敏", ["13800000001"]),
        ("李强", ["13800000002"]),
    ]


def test_a_second_phone_without_a_second_name_is_the_first_contacts() -> None:
    labels = ("公司", "联系人", "手机", "手机2", "备用电话")
    assert people(labels, COMPANY, "王敏", "13800000001", "13800000002", "021-58881234") == [
        ("王敏", ["13800000001", "13800000002", "02158881234"])
    ]


def test_an_empty_second_contact_is_none() -> None:
    labels = ("公司", "联系人1", "电话1", "联系人2", "电话2")
    assert people(labels, COMPANY, "王敏", "13800000001", None, None) == [("王敏", ["13800000001"])]


@pytest.mark.parametrize(
    ("cell", "expected"),
    [
        (
            "张总13800000001 李工13900000002",
            [("张总", ["13800000001"]), ("李工", ["13900000002"])],
        ),
        (
            "13800000001（张总）、13900000002（李工）",
            [("张总", ["13800000001"]), ("李工", ["13900000002"])],
        ),
        (
            "张总：13800000001/0571-86000001转808\n李工 139-0000-0002",
            [("张总", ["13800000001", "057186000001转808"]), ("李工", ["13900000002"])],
        ),
        ("手机13800000001 座机021-58881234", [(COMPANY, ["13800000001", "02158881234"])]),
        ("总机：021-58881234转808", [(COMPANY, ["02158881234转808"])]),
        ("400-800-1234转2", [(COMPANY, ["4008001234转2"])]),
        ("021-58881234-808", [(COMPANY, ["02158881234转808"])]),
        ("John 13800000001", [("John", ["13800000001"])]),
        ("13800000001 传真0571-86000009", [(COMPANY, ["13800000001"])]),
    ],
)
def test_phones_in_one_cell_are_told_apart_by_their_names(
    cell: str, expected: list[Person]
) -> None:
    assert people(("公司", "电话"), COMPANY, cell) == expected


@pytest.mark.parametrize(
    ("name", "cell", "expected"),
    [
        ("张三", "张总13800000001", [("张三", ["13800000001"])]),
        ("张三", "李工13800000001", [("张三", []), ("李工", ["13800000001"])]),
        (
            "张三、李四",
            "13800000001、13900000002",
            [("张三", ["13800000001"]), ("李四", ["13900000002"])],
        ),
        ("张三/李四", "13800000001", [("张三", ["13800000001"]), ("李四", [])]),
        (
            "张三、李四",
            "李四13900000002 张三13800000001",
            [("张三", ["13800000001"]), ("李四", ["13900000002"])],
        ),
        ("张三（采购、仓库）", "13800000001", [("张三（采购、仓库）", ["13800000001"])]),
    ],
)
def test_names_in_one_cell_and_phones_in_another_find_each_other(
    name: str, cell: str, expected: list[Person]
) -> None:
    assert people(("公司", "联系人", "电话"), COMPANY, name, cell) == expected


def test_a_number_that_is_the_wechat_as_well_is_kept_as_both() -> None:
    (row,) = parsed(("公司", "联系人", "手机"), (COMPANY, "王敏", "13800000001（微信同号）"))
    assert (row.people[0].wechat, len(row.phones)) == ("13800000001", 1)


def test_several_addresses_in_a_cell_lose_none() -> None:
    (row,) = parsed(("公司", "联系人", "邮箱"), (COMPANY, "王敏", "a@example.com; b@example.com"))
    assert (row.people[0].email, row.people[0].background) == ("a@example.com", "b@example.com")


def test_family_and_given_name_are_put_together_as_their_script_does() -> None:
    labels = ("Company", "First Name", "Last Name")
    assert people(labels, "A", "Min", "Wang") == [("Min Wang", [])]
    assert people(labels, "A", "敏", "王") == [("王敏", [])]
    assert people(labels, "A", None, "Wang") == [("Wang", [])]


def test_a_row_without_a_company_is_a_person_or_about_the_company_above() -> None:
    labels, rows = (
        ("公司", "联系人", "手机"),
        (
            (COMPANY, "王敏", "13800000001"),
            (None, "李强", "13800000002"),
        ),
    )
    alone = parsed(labels, *rows)
    assert [(row.name, row.fields.kind.value) for row in alone] == [
        (COMPANY, "enterprise"),
        ("李强", "individual"),
    ]
    carried = parsed(labels, *rows, known=replace(context(), carries_names=True))
    assert [(row.name, row.people[0].name) for row in carried] == [
        (COMPANY, "王敏"),
        (COMPANY, "李强"),
    ]


def test_a_row_without_a_company_that_is_said_to_be_one_is_refused() -> None:
    known = context()
    sheet = [SheetRow(1, ("公司", "客户类别", "联系人")), SheetRow(2, (None, "企业", "王敏"))]
    table = read_table(sheet, known)
    assert table is not None
    refused = CustomerRowParser(table.header, known).parse(next(table.rows))
    assert isinstance(refused, RefusedRow)
    assert [one.code for one in refused.faults] == [FaultCode.MISSING_NAME]


def test_what_a_row_gives_is_what_it_says_and_nothing_more() -> None:
    labels = ("公司", "简称", "地址", "联系人", "手机")
    (row,) = parsed(labels, (COMPANY, None, "一路1号", "王敏", None))
    assert row.given == {"name", "address"}
    assert dict(row.contacts[0]) == {"name": "王敏"}


def test_a_file_of_contacts_names_its_columns_by_themselves() -> None:
    labels = ("客户名称", "姓名", "职务", "决策角色", "态度", "关键人", "生日", "备注")
    (row,) = parsed(
        labels,
        (COMPANY, "王敏", "采购总监", "决策者", "支持", "是", "5月1日", "爱喝茶"),
        kind=ImportKind.CONTACTS,
    )
    (person,) = row.people
    assert row.name == COMPANY
    assert (person.title, person.decision_role, person.attitude, person.is_key) == (
        "采购总监",
        DecisionRole.DECIDER,
        Attitude.SUPPORTS,
        True,
    )
    assert (person.birthday, person.background) == ("05-01", "爱喝茶")


def test_a_contact_without_a_customer_or_a_name_is_refused() -> None:
    known = context()
    rows = [SheetRow(1, ("客户名称", "姓名", "手机")), SheetRow(2, (None, "王敏", "13800000001"))]
    table = read_table(
        [*rows, SheetRow(3, (COMPANY, None, "13800000001"))], known, ImportKind.CONTACTS
    )
    assert table is not None
    parser = CustomerRowParser(table.header, known)
    refused = [parser.parse(row) for row in table.rows]
    codes = [[one.code for one in row.faults] for row in refused if isinstance(row, RefusedRow)]
    assert codes == [[FaultCode.MISSING_NAME], [FaultCode.MISSING_CONTACT]]


def test_pool_parent_and_new_words_are_told_apart_from_the_fields() -> None:
    known = replace(context(), pools={"华东公海": 7}, adds_words=True)
    (row,) = parsed(
        ("公司", "所属公海", "上级客户", "行业", "来源"),
        (COMPANY, "华东公海", "栖桐集团", "房地产业", "扫楼"),
        known=known,
    )
    assert (row.pool_id, row.parent, dict(row.new_words)) == (7, "栖桐集团", {"source_id": "扫楼"})
    assert row.own_values["industry_id"] == known.industries["房地产"]
    assert row.given == {"name", "industry_id", "source_id"}


def test_a_pool_that_is_not_there_is_a_fault() -> None:
    assert fault("所属公海", "华东公海").code is FaultCode.UNKNOWN_POOL


@pytest.mark.parametrize(
    ("cell", "places"),
    [
        ("浙江省杭州市西湖区", ("浙江省", "杭州市", "西湖区")),
        ("浙江-杭州", ("浙江", "杭州", "")),
        ("上海市上海市浦东新区", ("上海市", "上海市", "浦东新区")),
        ("上海市浦东新区", ("上海市", "上海", "浦东新区")),
        ("中国 广东省/深圳市", ("广东省", "深圳市", "")),
        ("内蒙古自治区呼和浩特市", ("内蒙古自治区", "呼和浩特市", "")),
        ("苏州", ("", "苏州", "")),
        ("海外", ("海外", "", "")),
    ],
)
def test_a_region_in_one_cell_is_parted(cell: str, places: tuple[str, str, str]) -> None:
    (row,) = parsed(("公司", "所在地区"), (COMPANY, cell))
    assert (row.fields.province, row.fields.city, row.fields.district) == places


PIECES = st.lists(
    st.sampled_from(
        [
            "张总",
            "13800000001",
            "021-58881234",
            "转808",
            " ",
            "、",
            "（",
            "）",
            "传真",
            "微信同号",
            "x",
        ]
    ),
    max_size=12,
).map("".join)


@given(PIECES, st.one_of(st.none(), st.just("王敏"), PIECES))
def test_whatever_stands_in_name_and_phone_is_read_or_told(cell: str, name: str | None) -> None:
    known = context()
    table = read_table(
        [SheetRow(1, ("公司", "联系人", "电话")), SheetRow(2, (COMPANY, name, cell))], known
    )
    assert table is not None
    for row in table.rows:
        result = CustomerRowParser(table.header, known).parse(row)
        if isinstance(result, ParsedRow):
            assert all(person.name for person in result.people)
            assert all(isinstance(phone, Phone) for one in result.people for phone in one.phones)
