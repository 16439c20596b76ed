"""Write the sample sheets of this folder: invented customers, the same bytes every time.

    python data/build_samples.py [FOLDER]

Nobody and no company in them exists; numbers, addresses and codes are made up.
"""

from __future__ import annotations

import csv
import io
import json
import random
import sys
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import TypeVar

import xlsxwriter

from crm_tui.domain.imports import FaultCode, column_letter
from crm_tui.domain.text import credit_code_fault

SEED = 20261122
CUSTOMERS = 300
TITLE = "客户资料登记表（示例数据，公司与人物均为虚构）"
HEADER = (
    "客户名称*",
    "类型",
    "所属行业",
    "客户状态",
    "客户级别",
    "客户来源",
    "跟进阶段",
    "省份",
    "城市",
    "区县",
    "详细地址",
    "统一社会信用代码",
    "人员规模",
    "预算金额（元）",
    "标签",
    "需求描述",
    "首次接触时间",
    "联系人",
    "职务",
    "联系电话",
    "邮箱",
    "备注",
)
DIRTY_HEADER = (
    "客户名称",
    "类型",
    "所属行业",
    "客户级别",
    "客户来源",
    "统一社会信用代码",
    "网址",
    "预算(万元)",
    "首次接触时间",
    "联系人",
    "职务",
    "联系电话",
    "邮箱",
    "生日",
    "负责人",
    "备注",
)
_PLACES = (
    ("北京市", "北京", "海淀区", "110108", "知春路"),
    ("上海市", "上海", "浦东新区", "310115", "张杨路"),
    ("广东省", "深圳", "南山区", "440305", "科苑路"),
    ("广东省", "广州", "天河区", "440106", "体育东路"),
    ("浙江省", "杭州", "西湖区", "330106", "文三路"),
    ("江苏省", "苏州", "工业园区", "320505", "星湖街"),
    ("江苏省", "南京", "江宁区", "320115", "双龙大道"),
    ("四川省", "成都", "武侯区", "510107", "天府大道"),
    ("湖北省", "武汉", "洪山区", "420111", "珞喻路"),
    ("陕西省", "西安", "雁塔区", "610113", "科技路"),
    ("山东省", "青岛", "崂山区", "370212", "海尔路"),
    ("重庆市", "重庆", "渝北区", "500112", "金开大道"),
)
_BRANDS = "澜岳栖桐砚秋沐禾槿川霁野朔庭聆溪黛岚樾杉谧峤沅柏羲和泠玥"
_TRADES = {
    "软件": ("软件", "信息技术"),
    "互联网": ("网络科技", "数字科技"),
    "制造": ("精密制造", "机械"),
    "电子": ("电子", "半导体"),
    "贸易": ("贸易", "进出口"),
    "物流": ("物流", "供应链"),
    "建筑": ("建筑工程", "装饰工程"),
    "医疗": ("医疗器械", "健康科技"),
    "教育": ("教育科技", "文化教育"),
    "零售": ("商业", "百货"),
    "餐饮": ("餐饮管理", "食品"),
    "能源": ("新能源", "电力"),
    "农业": ("农业科技", "生态农业"),
    "文化传媒": ("文化传媒", "广告"),
    "汽车": ("汽车部件", "汽车服务"),
    "化工": ("新材料", "化工"),
    "服务": ("企业服务", "咨询"),
}
_SOURCES = ("展会", "官网", "转介绍", "电话开发", "广告", "老客户", "社交媒体", "招投标", "自拓")
_STAGES = ("初步接洽", "需求确认", "方案报价", "商务谈判", "搁置")
_LEVELS = ("A", "B级", "C", "重点", "B")
_SIZES = ("20人以下", "20-99人", "100-499人", "500-999人", "1000人以上")
_SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗"
_GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰红健宇浩欣怡梓涵"
_TITLES = ("采购经理", "采购总监", "总经理", "IT主管", "运营总监", "财务经理", "行政主管", "厂长")
_NEEDS = (
    "需要一套进销存系统，明年一季度上线",
    "现有系统老旧，想先看演示",
    "关注售后响应时间，要求本地服务",
    "预算已批，等待三家比价",
    "想先做小范围试点",
    "",
)
_TAGS = ("华东重点", "续费", "新能源、试点", "展会名片,待回访", "老板直联；高意向", "")
_REMARKS = ("", "", "下午联系较方便", "对价格敏感", "由王姐介绍", "　开票信息另附　")

Row = list[object]
Item = TypeVar("Item")


class Dice:
    """Choices that come out alike on every Python: only `random()` promises that."""

    def __init__(self, seed: int) -> None:
        self._random = random.Random(seed)

    def below(self, count: int) -> int:
        """Return a number from 0 to count - 1."""
        return int(self._random.random() * count)

    def one_of(self, items: Sequence[Item]) -> Item:
        """Return one of the items."""
        return items[self.below(len(items))]


def main(folder: Path) -> None:
    """Write all samples into the folder."""
    rows = sample_rows()
    (folder / "sample_customers.xlsx").write_bytes(workbook(TITLE, HEADER, rows))
    (folder / "sample_customers.csv").write_bytes(csv_text(HEADER, rows).encode("gb18030"))
    dirty, expected = dirty_rows()
    (folder / "dirty_customers.xlsx").write_bytes(workbook("", DIRTY_HEADER, dirty))
    listed = json.dumps(expected, ensure_ascii=False, indent=2)
    (folder / "dirty_customers.expected.json").write_bytes(f"{listed}\n".encode())


def sample_rows() -> list[Row]:
    """Return 300 customers as a sales office would keep them in Excel."""
    dice = Dice(SEED)
    names: set[str] = set()
    return [sample_row(dice, number, names) for number in range(CUSTOMERS)]


def sample_row(dice: Dice, number: int, names: set[str]) -> Row:
    """Return one customer; every tenth is a person, every eighth has no contact yet."""
    province, city, district, area, street = dice.one_of(_PLACES)
    industry = dice.one_of(tuple(_TRADES))
    person = _person(dice)
    is_person = number % 10 == 7
    name = _unused(names, lambda: _person(dice) if is_person else _company(dice, city, industry))
    has_contact = number % 8 != 5 and not is_person
    return [
        f"　{name} " if number % 25 == 3 else name,
        "个人" if is_person else "企业",
        industry,
        dice.one_of(("潜在", "潜在", "潜在", "成交", "流失预警", "流失")),
        dice.one_of(_LEVELS),
        dice.one_of(_SOURCES),
        dice.one_of(_STAGES),
        province,
        city,
        district,
        f"{street}{1 + dice.below(900)}号",
        "" if is_person or dice.below(3) == 0 else _credit_code(dice, area),
        "" if is_person else dice.one_of(_SIZES),
        _budget(dice),
        dice.one_of(_TAGS),
        dice.one_of(_NEEDS),
        _day_cell(dice),
        person if has_contact else "",
        dice.one_of(_TITLES) if has_contact else "",
        _phone_cell(dice, number) if has_contact or is_person else "",
        f"user{number:03d}@example.com" if has_contact and dice.below(2) else "",
        dice.one_of(_REMARKS),
    ]


def _unused(names: set[str], make: Callable[[], str]) -> str:
    while (name := make()) in names:
        pass
    names.add(name)
    return name


def _company(dice: Dice, city: str, industry: str) -> str:
    brand = dice.one_of(_BRANDS) + dice.one_of(_BRANDS)
    return f"{city}{brand}{dice.one_of(_TRADES[industry])}有限公司"


def _person(dice: Dice) -> str:
    given = dice.one_of(_GIVEN) + (dice.one_of(_GIVEN) if dice.below(3) else "")
    return dice.one_of(_SURNAMES) + given


def _credit_code(dice: Dice, area: str) -> str:
    """Return a made-up code with the right check character."""
    body = f"91{area}MA{dice.below(10**7):07d}"
    return next(
        body + check
        for check in "0123456789ABCDEFGHJKLMNPQRTUWXY"
        if credit_code_fault(body + check) is None
    )


def _budget(dice: Dice) -> object:
    thousands = 10 + dice.below(990)
    wordings = (
        float(thousands * 1000),
        f"{thousands / 10:g}万",
        f"¥{thousands * 1000:,}",
        f"{thousands * 1000}元",
        "",
    )
    return dice.one_of(wordings)


def _day_cell(dice: Dice) -> object:
    """Return a day of 2024 or 2025: mostly an Excel date, else text in some spelling."""
    day = date.fromordinal(date(2024, 1, 2).toordinal() + dice.below(720))
    if dice.below(5) < 3:
        return day
    spelling = dice.one_of(("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d"))
    return day.strftime(spelling)


def _phone_cell(dice: Dice, number: int) -> object:
    mobile = f"1{dice.one_of('3589')}{dice.below(10)}0000{number:04d}"
    wordings: tuple[object, ...] = (
        float(mobile),
        float(mobile),
        mobile,
        f"{mobile[:3]} {mobile[3:7]} {mobile[7:]}",
        f"+86 {mobile}",
        f"{mobile}、010-6000{number:04d}转8",
    )
    return dice.one_of(wordings)


def dirty_rows() -> tuple[list[Row], list[dict[str, object]]]:
    """Return good rows with 25 bad ones between them, and what is wrong in each of these."""
    rows: list[Row] = []
    expected: list[dict[str, object]] = []
    for number, (label, value, code) in enumerate(FAULTS):
        if number % 3 == 0:
            rows.append(_good_row(len(rows)))
        bad = _good_row(len(rows))
        column = DIRTY_HEADER.index(label)
        bad[column] = value
        rows.append(bad)
        expected.append(
            {
                "line": len(rows) + 1,
                "column": column_letter(column),
                "label": label,
                "code": code.value,
            }
        )
    return rows, expected


def _good_row(number: int) -> Row:
    dice = Dice(SEED + number)
    _, city, _, area, _ = dice.one_of(_PLACES)
    industry = dice.one_of(tuple(_TRADES))
    return [
        f"{_company(dice, city, industry)}第{number + 1}分公司",
        "企业",
        industry,
        dice.one_of(_LEVELS),
        dice.one_of(_SOURCES),
        _credit_code(dice, area),
        f"www.example{number}.com",
        float(5 + dice.below(200)),
        date(2025, 3, 1 + dice.below(28)),
        _person(dice),
        dice.one_of(_TITLES),
        f"1390000{9000 + number}",
        f"dirty{number}@example.com",
        date(1975 + dice.below(25), 5, 1 + dice.below(28)),
        "",
        "",
    ]


FAULTS: tuple[tuple[str, object, FaultCode], ...] = (
    ("客户名称", "", FaultCode.MISSING_NAME),
    ("客户名称", "澜岳" * 260, FaultCode.TEXT_TOO_LONG),
    ("客户名称", "——！！？", FaultCode.NAME_WITHOUT_WORDS),
    ("客户名称", "#N/A", FaultCode.EXCEL_ERROR),
    ("类型", "合作社", FaultCode.UNKNOWN_CHOICE),
    ("所属行业", "深海采矿", FaultCode.UNKNOWN_VALUE),
    ("客户级别", "S级", FaultCode.UNKNOWN_CHOICE),
    ("客户来源", "扫楼", FaultCode.UNKNOWN_VALUE),
    ("统一社会信用代码", "91110108MA0000", FaultCode.CREDIT_CODE_LENGTH),
    ("统一社会信用代码", "91110108MA00000000", FaultCode.CREDIT_CODE_CHECK_DIGIT),
    ("网址", "公司官网见名片", FaultCode.WEBSITE_INVALID),
    ("预算(万元)", -20.0, FaultCode.AMOUNT_NEGATIVE),
    ("预算(万元)", "面议", FaultCode.AMOUNT_NOT_A_NUMBER),
    ("首次接触时间", "去年秋天", FaultCode.DATE_NOT_UNDERSTOOD),
    ("首次接触时间", "2025年2月30日", FaultCode.DATE_IMPOSSIBLE),
    ("首次接触时间", "2150-01-01", FaultCode.DATE_OUT_OF_RANGE),
    ("首次接触时间", "2099-12-31", FaultCode.DATE_IN_FUTURE),
    ("联系电话", "见名片背面", FaultCode.PHONE_NOT_A_NUMBER),
    ("联系电话", 1380000012.0, FaultCode.PHONE_TOO_SHORT),
    ("联系电话", "1.38E+10", FaultCode.DIGITS_LOST),
    ("邮箱", "zhang.example.com", FaultCode.EMAIL_INVALID),
    ("生日", date(2098, 5, 1), FaultCode.DATE_IN_FUTURE),
    ("负责人", "查无此人", FaultCode.UNKNOWN_OWNER),
    ("客户名称", _good_row(0)[0], FaultCode.DUPLICATE_NAME),
    ("联系电话", _good_row(0)[11], FaultCode.DUPLICATE_PHONE),
)


def workbook(title: str, header: Sequence[str], rows: Sequence[Row]) -> bytes:
    """Return an .xlsx file, unpacked inside so that no version of zlib changes its bytes."""
    content = io.BytesIO()
    book = xlsxwriter.Workbook(content, {"in_memory": True})
    book.set_properties({"created": datetime(2026, 1, 1)})  # noqa: DTZ001 - as the format asks
    sheet = book.add_worksheet("客户")
    styles = {
        "bold": book.add_format({"bold": True}),
        "day": book.add_format({"num_format": "yyyy-mm-dd"}),
    }
    top = 1 if title else 0
    if title:
        sheet.merge_range(0, 0, 0, len(header) - 1, title, styles["bold"])
    for column, label in enumerate(header):
        sheet.set_column(column, column, 16)
        sheet.write_string(top, column, label, styles["bold"])
    sheet.freeze_panes(top + 1, 1)
    for line, row in enumerate(rows, start=top + 1):
        for column, value in enumerate(row):
            _write(sheet, (line, column), value, styles["day"])
    book.close()
    return packed_plainly(content.getvalue())


def _write(
    sheet: xlsxwriter.worksheet.Worksheet,
    place: tuple[int, int],
    value: object,
    day: xlsxwriter.format.Format,
) -> None:
    if value == "#N/A":
        sheet.write_formula(*place, "=NA()", None, value)
    elif isinstance(value, date):
        sheet.write_datetime(*place, value, day)
    elif isinstance(value, float):
        sheet.write_number(*place, value)
    elif value:
        sheet.write_string(*place, str(value))


def packed_plainly(packed: bytes) -> bytes:
    """Return a zipped file unpacked inside, so that no version of zlib changes its bytes."""
    unpacked = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as source,
        zipfile.ZipFile(unpacked, "w", zipfile.ZIP_STORED) as target,
    ):
        for part in source.infolist():
            plain = zipfile.ZipInfo(part.filename)
            plain.create_system = 3
            target.writestr(plain, source.read(part))
    return unpacked.getvalue()


def csv_text(header: Sequence[str], rows: Sequence[Row]) -> str:
    """Return the rows as Excel saves them in China: commas, CRLF, to be encoded in GB18030."""
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\r\n")
    writer.writerow(header)
    for row in rows:
        writer.writerow([f"{cell:.0f}" if isinstance(cell, float) else cell for cell in row])
    return text.getvalue()


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent)
