"""Files as other programs and people lay them out: each column is known without being told."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from crm_tui.domain.contacts import Phone
from crm_tui.domain.customers import CustomerKind, CustomerType, Level
from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.imports import (
    CustomerRowParser,
    ImportContext,
    ParsedRow,
    SkipReason,
    Sureness,
    Table,
    read_table,
)
from crm_tui.formats.sheets import read_sheet
from tests.unit.import_rows import context

DATA = Path(__file__).parents[2] / "data"
UNREAD = ""
FIELDS: dict[str, dict[str, str]] = {
    "register.xlsx": {
        "企业名称": "name",
        "登记状态": UNREAD,
        "法定代表人": "legal_representative",
        "注册资本": "registered_capital",
        "成立日期": "founded_on",
        "核准日期": UNREAD,
        "所属省份": "province",
        "所属城市": "city",
        "所属区县": "district",
        "电话": "contact_phone",
        "更多电话": "contact_phone",
        "邮箱": "contact_email",
        "更多邮箱": "contact_email",
        "统一社会信用代码": "credit_code",
        "纳税人识别号": UNREAD,
        "注册号": UNREAD,
        "参保人数": "headcount",
        "企业(机构)类型": "nature",
        "国标行业": "industry",
        "曾用名": "former_names",
        "网址": "website",
        "企业地址": "address",
        "最新年报地址": UNREAD,
        "经营范围": "business_scope",
    },
    "trade_fair.xlsx": {
        "序号 No.": UNREAD,
        "公司名称 Company": "name",
        "姓名 Name": "contact_name",
        "职务 Title": "contact_title",
        "手机 Mobile": "contact_phone",
        "电话 Tel": "contact_phone",
        "传真 Fax": UNREAD,
        "邮箱 E-mail": "contact_email",
        "地区": "region",
        "意向产品": "needs",
        "备注": "remarks",
    },
    "wukong.xlsx": {
        "*客户名称": "name",
        "成交状态": "type",
        "客户级别": "level",
        "客户行业": "industry",
        "客户来源": "source",
        "手机": "contact_phone",
        "电话": "contact_phone",
        "网址": "website",
        "邮箱": "contact_email",
        "省、自治区、直辖市": "province",
        "市": "city",
        "区/县": "district",
        "详细地址": "address",
        "下次联系时间": "next_contact",
        "备注": "remarks",
        "负责人": "owner",
        "所属公海": "pool",
    },
    "salesforce.csv": {
        "Account Owner": "owner",
        "Account Name": "name",
        "First Name": "contact_first_name",
        "Last Name": "contact_last_name",
        "Title": "contact_title",
        "Phone": "contact_phone",
        "Mobile": "contact_phone",
        "Email": "contact_email",
        "Billing State/Province": "province",
        "Billing City": "city",
        "Billing Street": "address",
        "Industry": "industry",
        "Rating": "level",
        "Type": "type",
        "Website": "website",
        "Employees": "headcount",
        "Annual Revenue": "annual_revenue",
        "Created Date": "first_contact_on",
        "Last Activity": "last_follow_up",
        "Lead Source": "source",
        "Description": "remarks",
    },
    "hubspot.csv": {
        "Record ID": UNREAD,
        "First Name": "contact_first_name",
        "Last Name": "contact_last_name",
        "Email": "contact_email",
        "Phone Number": "contact_phone",
        "Mobile Phone Number": "contact_phone",
        "Company Name": "name",
        "Job Title": "contact_title",
        "Lifecycle Stage": "type",
        "Lead Status": UNREAD,
        "Contact owner": "owner",
        "City": "city",
        "State/Region": "province",
        "Website URL": "website",
        "Create Date": "first_contact_on",
        "Last Activity Date": "last_follow_up",
        "Original Source": "source",
    },
    "phone.vcf": {
        "公司": "name",
        "姓名": "contact_name",
        "部门": "contact_department",
        "职务": "contact_title",
        "电话": "contact_phone",
        "邮箱": "contact_email",
        "微信": "contact_wechat",
        "QQ": "contact_qq",
        "性别": "contact_gender",
        "生日": "contact_birthday",
        "省份": "province",
        "城市": "city",
        "地址": "address",
        "网址": "website",
        "标签": "tags",
        "备注": "remarks",
    },
}


def both_languages(kind: DictionaryKind) -> dict[str, int]:
    """The seeded words, known in Chinese and in English as the service gives them."""
    return {
        word: number
        for number, seed in enumerate(SEEDS[kind], start=1)
        for word in (seed.zh, seed.en)
    }


def office() -> ImportContext:
    return replace(
        context(),
        industries=both_languages(DictionaryKind.INDUSTRY),
        sources=both_languages(DictionaryKind.SOURCE),
        stages=both_languages(DictionaryKind.STAGE),
    )


def read(name: str, known: ImportContext) -> tuple[Table, list[ParsedRow]]:
    with read_sheet(DATA / "layouts" / name) as sheet:
        table = read_table(sheet.rows, known)
        assert table is not None
        parser = CustomerRowParser(table.header, known)
        parsed = [parser.parse(row) for row in table.rows]
    good = [row for row in parsed if isinstance(row, ParsedRow)]
    assert good == parsed
    return table, good


@pytest.mark.parametrize("name", FIELDS)
def test_every_column_of_a_usual_layout_is_known_without_being_told(name: str) -> None:
    table, _ = read(name, office())
    found = {each.column.label: each.field for each in table.proposal.columns}
    assert found == FIELDS[name]
    assert {each.sureness for each in table.proposal.columns if each.field} == {Sureness.SURE}


def test_a_register_export_gives_companies_with_all_their_phones_and_addresses() -> None:
    _, (first, second) = read("register.xlsx", office())
    assert [phone.digits for phone in first.phones] == [
        "057186000001",
        "13800000101",
        "13900000102",
    ]
    assert (first.people[0].email, first.people[0].background) == (
        "info@lanyue.example.com",
        "hr@lanyue.example.com\nsale@lanyue.example.com",
    )
    assert first.own_values["industry_id"] == office().industries["制造"]
    # What such a file writes where it knows nothing is no value.
    assert second.given.isdisjoint({"former_names", "website"})
    assert second.people[0].email == ""


def test_a_name_list_gives_each_visitor_also_several_in_a_row_and_one_without_a_company() -> None:
    table, rows = read("trade_fair.xlsx", replace(office(), splits_notes=True))
    names = [(row.name, [person.name for person in row.people]) for row in rows]
    assert names == [
        ("宁波砚秋机电有限公司", ["李强"]),
        ("宁波砚秋机电有限公司", ["赵伟"]),
        ("上海沐禾电子有限公司", ["张总", "刘工"]),
        ("独立顾问周洋", ["独立顾问周洋"]),
    ]
    assert rows[0].phones[1] == Phone("0574-87000001", "057487000001", "806")
    assert [note.text for note in rows[0].notes] == ["电话：要报价", "寄样"]
    assert "remarks" not in rows[0].own_values
    assert [person.phones[0].digits for person in rows[2].people] == ["13800000203", "13800000204"]
    assert rows[3].fields.kind is CustomerKind.INDIVIDUAL
    assert (rows[2].fields.province, rows[2].fields.district) == ("上海市", "浦东新区")
    assert [(line.line, line.reason) for line in table.skipped] == [(8, SkipReason.TOTAL)]


def test_a_template_of_another_crm_is_read_below_its_notes() -> None:
    _, (first, second) = read("wukong.xlsx", office())
    assert (first.owner, first.fields.level, first.fields.type) == (
        "wangwei",
        Level.A,
        CustomerType.POTENTIAL,
    )
    assert (second.fields.type, second.phones[0].digits) == (CustomerType.DEAL, "13800000302")


def test_english_exports_are_read_with_their_dates_names_and_footers() -> None:
    table, (first, second) = read("salesforce.csv", replace(office(), is_opening=True))
    assert (first.people[0].name, first.fields.level) == ("Min Wang", Level.A)
    # 3/4/2025 alone could be two days; 10/27/2025 in the same column says which.
    days = [date.fromordinal(row.fields.first_contact_day) for row in (first, second)]
    assert days == [date(2025, 10, 27), date(2025, 3, 4)]
    assert [line.reason for line in table.skipped] == [SkipReason.FOOTER] * 2

    _, (company, person) = read("hubspot.csv", office())
    assert (company.name, company.fields.kind) == ("Ruoxi Logistics", CustomerKind.ENTERPRISE)
    assert (person.name, person.fields.kind) == ("郭秀英", CustomerKind.INDIVIDUAL)


def test_cards_of_a_phone_are_customers_and_their_people() -> None:
    _, (first, second, third) = read("phone.vcf", office())
    assert (first.name, first.people[0].name, first.people[0].title) == (
        "杭州栖桐软件有限公司",
        "张敏",
        "采购经理",
    )
    # A fax is no phone.
    assert [phone.digits for phone in first.phones] == ["13800000601"]
    assert second.phones[1] == Phone("0755-86000604", "075586000604", "808")
    assert second.people[0].email == "wang@tingling.example.com"
    assert second.fields.remarks == "展会认识, 要样品\n周五回电"
    assert (third.name, third.fields.kind) == ("李静", CustomerKind.INDIVIDUAL)


def test_the_layouts_are_rebuilt_byte_for_byte(tmp_path: Path) -> None:
    subprocess.run([sys.executable, str(DATA / "build_layouts.py"), str(tmp_path)], check=True)
    built = {path.name: path.read_bytes() for path in tmp_path.iterdir()}
    assert set(built) == set(FIELDS)
    assert {name: (DATA / "layouts" / name).read_bytes() for name in built} == built
