"""How people are addressed, and what a text for greetings becomes."""

from __future__ import annotations

import pytest

from crm_tui.domain.greetings import Greeting, written_for
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.message_templates import MessageTemplateFields, unknown_placeholders
from crm_tui.domain.salutations import salutation, surname


@pytest.mark.parametrize(
    ("name", "title", "gender", "said"),
    [
        ("张敏", "采购总监", "女", "张总"),
        ("张敏", "总经理", "", "张总"),
        ("孙丽", "副总经理", "女", "孙总"),
        ("李强", "总工程师", "", "李工"),
        ("欧阳锋", "软件工程师", "", "欧阳工"),
        ("陈刚", "董事长", "男", "陈董"),
        ("周洁", "CEO", "女", "周总"),
        ("吴昊", "ceo", "", "吴总"),
        ("郑爽", "销售经理", "", "郑经理"),
        ("冯远", "科长", "", "冯科长"),
        ("王芳", "", "女", "王女士"),
        ("李强", "职员", "男", "李先生"),
        ("赵六", "", "", "赵六"),
        ("张总", "", "", "张总"),
        ("王姐", "会计", "女", "王姐"),
        ("John Smith", "CEO", "男", "John Smith"),
        ("", "CEO", "", ""),
        ("[/]", "总", "男", "[/]"),
    ],
)
def test_people_are_addressed_by_title_then_gender_then_name(
    name: str, title: str, gender: str, said: str
) -> None:
    assert salutation(name, title, gender) == said


def test_two_character_surnames_are_known_but_not_taken_for_whole_names() -> None:
    assert surname("欧阳娜娜") == "欧阳"
    assert surname("司马") == "司"


def greeting(**values: object) -> Greeting:
    told: dict[str, object] = {
        "customer_id": CustomerId(1),
        "customer": "北京恒信科技有限公司",
        "company": "恒信",
        "contact_id": None,
        "name": "张敏",
        "title": "总经理",
        "gender": "",
        "phone": "",
        "email": "",
        "occurs_day": 1,
        "key_date_id": None,
        "is_greeted": False,
    }
    return Greeting(**(told | values))  # type: ignore[arg-type]  # the fields of a greeting


def test_a_template_is_filled_for_one_person() -> None:
    template = MessageTemplateFields(
        "中秋", "{称呼}您好！祝{公司}{节日}快乐。｛我｝ {name}", "{节日}"
    )
    written = written_for(greeting(), template, occasion="中秋节", me="王伟")
    assert written.body == "张总您好！祝恒信中秋节快乐。王伟 张敏"
    assert written.subject == "中秋节"


def test_what_is_filled_in_is_not_filled_again() -> None:
    template = MessageTemplateFields("x", "{公司}")
    written = written_for(greeting(company="{称呼}"), template, occasion="", me="")
    assert written.body == "{称呼}"


def test_a_customer_without_a_contact_is_addressed_by_its_name() -> None:
    assert greeting(name="", company="恒信").salutation == "恒信"


def test_unknown_placeholders_are_named_once_each() -> None:
    assert unknown_placeholders("{称呼} {生日} ｛foo｝ {生日} {salutation}") == ("生日", "foo")
    assert unknown_placeholders("{} { 称呼 }") == ("",)
