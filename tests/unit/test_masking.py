"""Numbers, addresses and accounts are masked wherever people write them."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

import pytest

from crm_tui.domain.contacts import ContactFields, Phone
from crm_tui.domain.masking import (
    ACCOUNT_SIGNS,
    mask_text,
    masked_contact,
    masked_texts,
    masked_values,
    why_not_reveal,
)


class Colour(Enum):
    """A choice, which is no text."""

    RED = "red"


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        ("改打13800132231", "改打138****2231"),
        ("138 0013 2231 找张总", "138****2231 找张总"),
        ("138  0013- 2231", "138****2231"),
        ("地址 2001 - 2003 室", "地址 2001 - 2003 室"),
        ("总机010-87654321转8", "总机010****4321转8"),
        ("１３８００１３２２３１", "138****2231"),
        ("写信 zhang@hengxin.cn 即可", "写信 z***@hengxin.cn 即可"),
        ("微信：zhangmin88", "微信：z***"),
        ("QQ 5566778899", "QQ 5***"),
        ("加VX：zhangmin88，薇信zhang_88", "加VX：z***，薇信z***"),
        ("2026-11-22 10:00 面谈，报价 12.5万", "2026-11-22 10:00 面谈，报价 12.5万"),
        ("共 3 人，2 台", "共 3 人，2 台"),
    ],
)
def test_what_could_reach_somebody_is_masked_and_the_rest_stays(written: str, shown: str) -> None:
    assert mask_text(written) == shown


def test_a_contact_keeps_its_name_and_loses_every_way_to_reach_it() -> None:
    contact = ContactFields(
        "张敏",
        phones=(Phone("13800132231", "13800132231"),),
        title="采购部经理",
        email="zhang@hengxin.cn",
        wechat="zhangmin88",
        qq="5566778899",
    )
    masked = masked_contact(contact)
    assert (masked.name, masked.title) == ("张敏", "采购部经理")
    assert masked.phones == (Phone("138****2231", ""),)
    assert (masked.email, masked.wechat, masked.qq) == ("z***@hengxin.cn", "z***", "5***")


def test_values_of_an_event_are_masked_to_any_depth() -> None:
    values = {
        "phones": [{"number": "13800132231", "digits": "13800132231"}],
        "wechat": "abc",
        "n": 1,
    }
    assert masked_values({"before": values}) == {
        "before": {
            "phones": [{"number": "138****2231", "digits": "138****2231"}],
            "wechat": "a***",
            "n": 1,
        }
    }


def test_the_number_of_a_paper_is_no_phone() -> None:
    told = masked_values({"number": "DD-202611-0004", "title": "打13800132231"})
    assert told == {"number": "DD-202611-0004", "title": "打138****2231"}


def test_no_limit_is_none_and_zero_is_none_at_all() -> None:
    assert why_not_reveal("公海", limit=None, revealed_today=99, today=1) is None
    assert why_not_reveal("公海", limit=0, revealed_today=0, today=1) is not None
    assert why_not_reveal("公海", limit=2, revealed_today=1, today=1) is None


def test_a_text_that_nobody_thought_of_is_masked_and_a_number_of_the_office_stays() -> None:
    @dataclass(frozen=True)
    class Part:
        idea: str
        many: tuple[str, ...]

    @dataclass(frozen=True)
    class Paper:
        number: str
        status: Colour
        part: Part

    said = "打13800132231"
    masked = masked_texts(Paper("DD-20261123-0001", Colour.RED, Part(said, (said,))))
    hidden = "打138****2231"
    assert masked == Paper("DD-20261123-0001", Colour.RED, Part(hidden, (hidden,)))


@pytest.mark.parametrize(
    "text", ["13800132231", "z@x.cn", "z＠x.cn", "微信 zhang88", "QQ:556677", "vx556677"]
)
def test_whatever_is_masked_has_a_sign_by_which_a_search_knows_it(text: str) -> None:
    assert mask_text(text) != text
    has_number = sum(sign.isdigit() for sign in text) >= 7
    assert has_number or any(sign in text.lower() for sign in ACCOUNT_SIGNS)
