"""联系方式策略 as one types it: the setting, and a refusal that names the number."""

from __future__ import annotations

from tests.cli.process import DATA, Shell

MOBILE = "13800132231"


def test_a_mobile_is_refused_by_name_and_the_setting_is_shown(office: Shell) -> None:
    assert (
        office.done("office", "work", "phone-numbers=work", "--json").json["phone_numbers"]
        == "work"
    )
    add = ("customer", "add", "北京恒信", "--contact", "张敏", "--phone", MOBILE, "--json")
    answer = office.crm(*add)
    assert (answer.code, answer.error["reason"]) == (2, "personal_phone")
    assert MOBILE in answer.error["message"]
    office.done("office", "work", "phone-numbers=脱敏")
    office.done(*add)
    assert office.done("contact", "list", "北京恒信", "--json").json[0]["phones"] == ["138****2231"]


def test_the_samples_come_in_masked(office: Shell) -> None:
    office.done("office", "work", "phone-numbers=masked")
    office.crm("import", "customers", str(DATA / "sample_customers.csv"), "--pool", "公海")
    shown = office.done("contact", "list", "1", "--json").out
    assert "****" in shown
