"""Readings: against pypinyin on made-up names, and where people read otherwise than it does."""

from __future__ import annotations

import importlib.util
import random
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from types import ModuleType

import pytest
from pypinyin import lazy_pinyin
from pypinyin.constants import PHRASES_DICT

from crm_tui.domain import pinyin as module
from crm_tui.domain.pinyin import (
    initials,
    initials_variants,
    person_initials,
    person_pinyin,
    pinyin,
    syllables,
)

TABLE = Path(module.__file__).with_name("pinyin_table.txt")
BUILDER = Path(__file__).parents[2] / "data" / "build_pinyin.py"
CITIES = (
    "北京",
    "上海",
    "广州",
    "深圳",
    "杭州",
    "南京",
    "武汉",
    "西安",
    "苏州",
    "天津",
    "大连",
    "青岛",
    "济南",
    "沈阳",
    "昆明",
    "乌鲁木齐",
    "长春",
)
TRADES = (
    "科技",
    "信息技术",
    "贸易",
    "电子",
    "医药",
    "餐饮管理",
    "物流",
    "建筑工程",
    "装饰",
    "机械",
    "自动化",
    "投资",
    "实业",
    "客运",
)
FORMS = (
    "有限公司",
    "股份有限公司",
    "集团有限公司",
    "有限责任公司",
    "厂",
    "中心",
    "合伙企业（有限合伙）",
)
SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈吕苏卢蒋蔡丁魏薛"
)


@pytest.fixture(scope="module")
def builder() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_pinyin", BUILDER)
    assert spec is not None
    assert spec.loader is not None
    built = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(built)
    return built


def made_up_names(count: int, seed: int) -> list[str]:
    """Return company and person names out of the 2,500 commonest characters."""
    dice = random.Random(seed)
    common = [character for character, _ in Counter("".join(PHRASES_DICT)).most_common(2500)]
    names = []
    for _ in range(count):
        brand = "".join(dice.choices(common, k=dice.choice([1, 2, 2, 3])))
        is_company = dice.random() < 0.7
        company = f"{dice.choice(CITIES)}{brand}{dice.choice(TRADES)}{dice.choice(FORMS)}"
        names.append(company if is_company else dice.choice(SURNAMES) + brand)
    return names


def agreement(names: list[str]) -> float:
    same = 0
    for name in names:
        plain = name.replace("（", "").replace("）", "")
        same += pinyin(name) == " ".join(lazy_pinyin(plain))
    return same / len(names)


def without(names: list[str], words: Iterable[str]) -> list[str]:
    return [name for name in names if not any(word in name for word in words)]


def test_it_agrees_with_pypinyin_on_made_up_names(builder: ModuleType) -> None:
    names = made_up_names(3_000, seed=7)
    corrected = builder.pairs(builder.CORRECTIONS)
    assert agreement(without(names, corrected)) >= 0.998


@pytest.mark.long
def test_it_agrees_with_pypinyin_on_twenty_thousand_names(builder: ModuleType) -> None:
    names = made_up_names(20_000, seed=11)
    corrected = builder.pairs(builder.CORRECTIONS)
    assert agreement(without(names, corrected)) >= 0.999


@pytest.mark.long
def test_the_table_is_what_its_builder_makes(builder: ModuleType) -> None:
    assert TABLE.read_text(encoding="utf-8") == builder.build()


def test_every_correction_holds(builder: ModuleType) -> None:
    for word, reading in builder.pairs(builder.CORRECTIONS).items():
        assert pinyin(word) == reading


def test_the_table_is_small() -> None:
    assert TABLE.stat().st_size < 300_000


def test_every_character_of_the_first_unified_block_has_a_reading() -> None:
    known = syllables()
    assert [chr(c) for c in range(0x4E00, 0x9FA6) if pinyin(chr(c)) not in known] == []
    assert [chr(c) for c in range(0x4E00, 0x9FA6) if initials(chr(c)) != pinyin(chr(c))[0]] == []


@pytest.mark.parametrize(
    ("text", "reading", "letters"),
    [
        ("重庆长安汽车", "chong qing chang an qi che", "cqcaqc"),
        ("中国银行朝阳支行", "zhong guo yin hang chao yang zhi hang", "zgyhcyzh"),
        ("三一重工", "san yi zhong gong", "syzg"),
        ("厦门", "xia men", "xm"),
        ("长沙", "chang sha", "cs"),
        ("六安", "lu an", "la"),
        ("蚌埠", "beng bu", "bb"),
        ("绿女", "lv nv", "ln"),
        ("TCL科技（集团）", "tcl ke ji ji tuan", "tclkjjt"),
        ("ＡＢＣ 科技", "abc ke ji", "abckj"),
        ("北京3M公司", "bei jing 3m gong si", "bj3mgs"),
        ("Foo-Bar Ltd.", "foo bar ltd", "foobarltd"),
        ("㈱⽅正〇", "zhu fang zheng ling", "zfzl"),
        ("café北京", "café bei jing", "cafébj"),
        ("", "", ""),
        ("（）", "", ""),
    ],
)
def test_readings_and_initials(text: str, reading: str, letters: str) -> None:
    assert pinyin(text) == reading
    assert initials(text) == letters


@pytest.mark.parametrize(
    ("name", "reading", "letters"),
    [
        ("仇英", "qiu ying", "qy"),
        ("查良镛", "zha liang yong", "zly"),
        ("区小明", "ou xiao ming", "oxm"),
        ("曾国藩", "zeng guo fan", "zgf"),
        ("单雄信", "shan xiong xin", "sxx"),
        ("单于飞", "chan yu fei", "cyf"),
        ("解缙", "xie jin", "xj"),
        ("任重", "ren zhong", "rz"),
        ("华佗", "hua tuo", "ht"),
        ("尉迟恭", "yu chi gong", "ycg"),
        ("王伟", "wang wei", "ww"),
        ("John Smith", "john smith", "johnsmith"),
        (" 仇 ", "qiu", "q"),
        ("", "", ""),
    ],
)
def test_surnames_are_read_as_surnames(name: str, reading: str, letters: str) -> None:
    assert person_pinyin(name) == reading
    assert person_initials(name) == letters


@pytest.mark.parametrize(
    ("text", "other"),
    [
        ("朝阳", "zy"),
        ("银行", "yx"),
        ("长沙", "zs"),
        ("重庆", "zq"),
        ("快乐", "ky"),
        ("厦门", "sm"),
    ],
)
def test_ambiguous_characters_offer_their_other_initial(text: str, other: str) -> None:
    assert initials_variants(text)[0] == initials(text)
    assert other in initials_variants(text)


def test_variants_keep_latin_words_in_place() -> None:
    assert initials_variants("TCL (重) 庆") == ("tclzq", "tclcq")
    assert initials_variants("恒信") == ("hx",)
