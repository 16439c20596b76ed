"""Files of customers to import: twenty columns that offices have, no row like another."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from crm_tui.domain.samples import names
from crm_tui.domain.samples.dice import Dice
from crm_tui.formats.workbooks import write_csv, write_workbook

HEADER = (
    *("客户名称", "简称", "行业", "级别", "来源", "阶段", "省份", "城市", "区县", "地址", "网址"),
    *("统一社会信用代码", "人员规模", "法定代表人", "需求", "预算", "备注"),
    *("联系人", "手机", "邮箱"),
)
_INDUSTRIES = ("软件", "互联网", "制造", "电子", "贸易", "物流", "建筑", "医疗", "教育", "金融")
_SOURCES = ("转介绍", "展会", "官网", "电话开发")
_PLACES = (
    ("浙江省", "杭州市", "余杭区", "330110"),
    ("广东省", "深圳市", "南山区", "440305"),
    ("江苏省", "苏州市", "吴中区", "320506"),
    ("四川省", "成都市", "高新区", "510107"),
    ("北京市", "北京市", "海淀区", "110108"),
)
_CODE = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_SYLLABLES = "安邦昌德恩丰广海嘉凯联美诺启瑞盛泰维欣益" + "博诚达东飞冠华建金科"


def rows(count: int, *, seed: int = 20261122, first: int = 0) -> Iterator[list[str]]:
    """Yield so many customers; those of another seed or number are others."""
    dice = Dice(seed)
    for number in range(first, first + count):
        dice.restart(number)
        yield _row(number, dice)


def _credit_code(number: int, area: str) -> str:
    """Return a made-up code, another for every number, with the right check character."""
    body = f"91{area}ME{number:07d}"
    total = sum(_CODE.index(sign) * pow(3, place, 31) for place, sign in enumerate(body))
    return body + _CODE[-total % 31]


def _row(number: int, dice: Dice) -> list[str]:
    province, city, district, area = _PLACES[number % len(_PLACES)]
    industry = _INDUSTRIES[number // 5 % len(_INDUSTRIES)]
    brand, rest = "", number
    for _ in range(5):
        rest, place = divmod(rest, len(_SYLLABLES))
        brand += _SYLLABLES[place]
    return [
        f"{city.removesuffix('市')}{brand}{industry}有限公司",
        brand,
        industry,
        "ABC"[number % 3],
        _SOURCES[number % len(_SOURCES)],
        "",
        province,
        city,
        district,
        f"{district}创新路{number % 900 + 1}号{number % 30 + 1}楼",
        f"www.import{number}.cn",
        _credit_code(number, area),
        f"{number % 50 * 10 + 10}人",
        names.person_name(dice),
        f"要一套{industry}行业的管理系统，{number % 90 + 10}个账号，年内上线",
        f"{number % 80 + 5}万",
        f"第{number}号，展会上认识，说好下月再联系",
        names.person_name(dice),
        f"1{'35789'[number % 5]}{(number * 7919 + 123_456_789) % 1_000_000_000:09d}",
        f"contact{number}@import{number}.cn",
    ]


def workbook(path: Path, count: int, **drawn: int) -> Path:
    """Write an .xlsx of so many customers and return it."""
    write_workbook(path, HEADER, rows(count, **drawn), overwrite=True)
    return path


def text_file(path: Path, count: int, **drawn: int) -> Path:
    """Write a .csv of so many customers and return it."""
    write_csv(path, HEADER, rows(count, **drawn), overwrite=True)
    return path
