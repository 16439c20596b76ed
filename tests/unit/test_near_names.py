"""Which names of firms and of people are nearly one, at the edges of the rule."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.duplicates.core_names import core_name
from crm_tui.domain.duplicates.near_names import (
    LEAST_SCORE,
    NearName,
    candidate_keys,
    company,
    nearness,
    person,
)

SAME_SOUND = [
    ("张三丰", "章三丰"),
    ("北京恒信达科技有限公司", "北京恒鑫达科技有限公司"),
    ("深圳市腾讯计算机系统有限公司", "深圳市腾迅计算机系统有限公司"),
    ("东方希望集团", "东方稀望集团"),
    ("珠海格力电器股份有限公司", "格利电器"),
    ("恒信", "恒鑫"),
    ("绿地控股", "绿帝控股"),
    ("佳美印刷厂", "嘉美印刷厂"),
    ("浙江大华技术", "浙江大桦技术"),
    ("旺旺食品", "汪汪食品"),
]
NEARLY_SPELT = [
    ("海康威视", "海康威"),
    ("海康威视数字技术", "海康威视数码技术"),
    ("老百姓大药房连锁", "老百姓药房连锁"),
    ("恒信科技", "恒信"),
    ("恒信科技发展", "恒信科技"),
    ("云图软件", "云图软件科技"),
    ("万科地产", "万科房地产"),
    ("Hengxin Technology Co., Ltd.", "Hengxin Technologi Ltd"),
    ("Microsoft Corporation", "Mircosoft Corp."),
    ("顺丰速运有限公司", "顺丰速运物流有限公司"),
    ("比亚迪汽车工业", "比亚迪汽车工"),
    ("新疆金风科技股份有限公司", "金风"),
]
NOT_NEAR = [
    ("恒信科技", "恒通科技"),
    ("恒信科技", "恒信达科技"),
    ("恒信科技", "恒信贸易"),
    ("恒信", "恒达"),
    ("恒鑫", "恒信科技"),
    ("中铁三局集团", "中铁四局集团"),
    ("第一机床厂", "第二机床厂"),
    ("东风汽车东厂", "东风汽车西厂"),
    ("3M中国", "4M中国"),
    ("阿里巴巴", "阿里云"),
    ("海康威视", "大华股份"),
    ("光明乳业", "光明食品"),
    ("红星美凯龙", "红星二锅头"),
    ("天地物流", "天地伟业"),
    ("abc", "abd"),
    ("华为技术", "中华技术"),
    ("美的集团", "美菱集团"),
    ("人民医院", "人民日报"),
]


def compared(one: str, other: str) -> tuple[NearName, NearName]:
    return company(core_name(one)), company(core_name(other))


@pytest.mark.parametrize(("one", "other"), SAME_SOUND)
def test_these_sound_the_same(one: str, other: str) -> None:
    near = nearness(*compared(one, other))
    assert near is not None
    assert near.sounds_same
    assert near.score >= LEAST_SCORE


@pytest.mark.parametrize(("one", "other"), NEARLY_SPELT)
def test_these_are_nearly_spelt_the_same(one: str, other: str) -> None:
    near = nearness(*compared(one, other))
    assert near is not None
    assert not near.sounds_same
    assert near.score >= LEAST_SCORE


@pytest.mark.parametrize(("one", "other"), NOT_NEAR)
def test_these_are_different(one: str, other: str) -> None:
    assert nearness(*compared(one, other)) is None


def test_the_very_same_name_is_not_near_but_the_same() -> None:
    assert nearness(*compared("恒信科技", "北京恒信科技有限公司")) is None


def test_a_short_brand_that_sounds_the_same_weighs_less() -> None:
    short, long = nearness(*compared("恒信", "恒鑫")), nearness(*compared("恒信达", "恒鑫达"))
    assert short is not None
    assert long is not None
    assert short.score < long.score


@pytest.mark.parametrize(
    ("one", "other", "are_near"),
    [
        ("张三丰", "章三丰", True),
        ("李伟", "李维", False),
        ("张三丰", "张三峰山", False),
        ("张三丰", "张三", False),
    ],
)
def test_people_are_near_by_the_sound_of_a_long_name_alone(
    one: str, other: str, *, are_near: bool
) -> None:
    assert (nearness(person(one), person(other)) is not None) is are_near


def test_a_person_is_never_near_a_firm() -> None:
    assert nearness(person("张三丰"), company("章三丰")) is None


NAMES = st.text("恒信鑫达科技贸易一二ab", min_size=2, max_size=7)


@given(NAMES, NAMES, st.booleans())
def test_what_is_near_meets_in_a_key(one: str, other: str, of_people: bool) -> None:
    make = person if of_people else company
    first, second = make(one), make(other)
    near = nearness(first, second)
    assert near == nearness(second, first)
    if near is not None:
        assert set(candidate_keys(first)) & set(candidate_keys(second))
