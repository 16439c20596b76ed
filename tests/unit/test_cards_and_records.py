"""Cards of a .vcf file and records of a .json file arrive as the rows of a sheet."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from crm_tui.domain.imports import Cell
from crm_tui.formats.sheets import DamagedSheetError, SheetError, SheetReason, read_sheet
from crm_tui.presentation.import_faults import file_sentence

Rows = list[dict[str, Cell]]


def written(path: Path, content: bytes | str, encoding: str = "utf-8") -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
    return path


def records(path: Path) -> Rows:
    """The rows below the first one, each by what that calls its cells."""
    with read_sheet(path) as sheet:
        rows = [row.cells for row in sheet.rows]
    labels = [str(cell) for cell in rows[0]]
    return [
        {label: cell for label, cell in zip(labels, row, strict=False) if cell is not None}
        for row in rows[1:]
    ]


def refusal(path: Path) -> SheetError:
    with pytest.raises(SheetError) as caught:
        records(path)
    return caught.value


def card(*lines: str, version: str = "3.0") -> str:
    return "\r\n".join(("BEGIN:VCARD", f"VERSION:{version}", *lines, "END:VCARD", ""))


# Cards


def test_a_card_of_a_telephone_is_a_row(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.vcf",
        card(
            "N:王;敏;;;",
            "FN:王敏",
            "ORG:杭州栖桐软件有限公司;销售部;华东组",
            "TITLE:采购经理",
            "item1.TEL;type=CELL;type=pref:138 0000 0001",
            "TEL;type=WORK:021-58881234;ext=808",
            "TEL;type=WORK,FAX:021-58881235",
            "EMAIL;type=INTERNET:a@example.com",
            "X-WECHAT:wangmin",
            "IMPP:qq:10001",
            "ADR;type=WORK:;二楼;文三路1号;杭州;浙江;310000;中国",
            "CATEGORIES:展会,重点",
            "NOTE:一\\, 二\\n三\\;四",
            "BDAY:1985-05-01T00:00:00Z",
            "URL:www.example.com",
        ),
    )
    assert records(path) == [
        {
            "公司": "杭州栖桐软件有限公司",
            "姓名": "王敏",
            "部门": "销售部 华东组",
            "职务": "采购经理",
            "电话": "138 0000 0001、021-58881234转808",
            "邮箱": "a@example.com",
            "微信": "wangmin",
            "QQ": "10001",
            "生日": "1985-05-01",
            "省份": "浙江",
            "城市": "杭州",
            "地址": "文三路1号 二楼",
            "网址": "www.example.com",
            "标签": "展会、重点",
            "备注": "一, 二\n三;四",
        }
    ]


def test_a_quoted_printable_name_folded_over_lines_is_put_together(tmp_path: Path) -> None:
    path = written(
        tmp_path / "a.vcf",
        card(
            "FN;CHARSET=UTF-8;ENCODING=QUOTED-PRINTABLE:=E7=8E=8B=",
            "=E6=95=8F",
            "ORG;ENCODING=QUOTED-PRINTABLE;CHARSET=GBK:=BC=D7=B9=AB=CB=BE",
            version="2.1",
        ),
    )
    assert records(path) == [{"姓名": "王敏", "公司": "甲公司"}]


def test_a_picture_is_passed_over_and_what_follows_is_read(tmp_path: Path) -> None:
    lines = "\r\n".join(" " + "A" * 75 for _ in range(20_000))
    path = written(
        tmp_path / "a.vcf",
        card("FN:王敏", f"PHOTO;ENCODING=b;TYPE=JPEG:AAAA\r\n{lines}", "TEL:13800000001"),
    )
    assert records(path) == [{"姓名": "王敏", "电话": "13800000001"}]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_cards_are_read_in_any_usual_encoding(tmp_path: Path, encoding: str) -> None:
    path = written(tmp_path / "a.vcf", card("FN:王敏") + card("FN:李强"), encoding)
    assert records(path) == [{"姓名": "王敏"}, {"姓名": "李强"}]


def test_a_card_without_a_full_name_has_the_parts_in_order(tmp_path: Path) -> None:
    path = written(tmp_path / "a.vcf", card("N:王;敏;;;") + card("N:Smith;John;;;"))
    assert records(path) == [{"姓名": "王敏"}, {"姓名": "John Smith"}]


def test_the_card_of_a_company_names_nobody(tmp_path: Path) -> None:
    path = written(tmp_path / "a.vcf", card("FN:甲公司", "ORG:甲公司", "TEL:021-58881234"))
    assert records(path) == [{"公司": "甲公司", "电话": "021-58881234"}]


def test_a_cut_card_is_damage_and_a_file_without_any_is_none(tmp_path: Path) -> None:
    path = written(tmp_path / "a.vcf", card("FN:王敏").replace("END:VCARD", ""))
    assert isinstance(refusal(path), DamagedSheetError)
    assert refusal(written(tmp_path / "b.vcf", "just some words")).reason == SheetReason.NOT_A_SHEET


# Records


@pytest.mark.parametrize(
    "content",
    [
        '[{"公司": "甲公司", "人数": 5}, {"公司": "乙公司", "城市": "杭州"}]',
        '{"公司": "甲公司", "人数": 5}\n{"公司": "乙公司", "城市": "杭州"}\n',
        '{"total": 2, "data": [{"公司": "甲公司", "人数": 5}, {"公司": "乙公司", "城市": "杭州"}]}',
        '[["公司", "人数", "城市"], ["甲公司", 5], ["乙公司", null, "杭州"]]',
    ],
)
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_records_are_rows_however_they_are_laid(
    tmp_path: Path, content: str, encoding: str
) -> None:
    path = written(tmp_path / "a.json", content, encoding)
    assert records(path) == [{"公司": "甲公司", "人数": 5}, {"公司": "乙公司", "城市": "杭州"}]


def test_what_lies_deeper_is_laid_flat(tmp_path: Path) -> None:
    record = {
        "name": "甲公司",
        "tags": ["展会", "重点"],
        "custom": {"grade": "优"},
        "phones": [{"number": "021-58881234", "extension": "808"}, "13800000001"],
        "contacts": [{"name": "王敏", "phones": ["1"]}, {"name": "李强"}],
        "nothing": None,
    }
    path = written(tmp_path / "a.json", json.dumps([record], ensure_ascii=False))
    assert records(path) == [
        {
            "name": "甲公司",
            "tags": "展会、重点",
            "custom.grade": "优",
            "phones": "021-58881234转808、13800000001",
            "contact1_name": "王敏",
            "contact1_phones": "1",
            "contact2_name": "李强",
        }
    ]


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        ('[{"a": 1},\n {"b" 2}]', SheetReason.BROKEN_JSON),
        ("[" * 100_000, SheetReason.TOO_DEEP),
        ('[{"a": ' * 5_000 + "1" + "}]" * 5_000, SheetReason.TOO_DEEP),
        ('"words"', SheetReason.NOT_A_SHEET),
        ("[]", SheetReason.EMPTY),
        ('[{"a": ' + "9" * 10_000 + "}]", SheetReason.BROKEN_JSON),
    ],
)
def test_a_broken_record_file_is_refused_in_one_line(
    tmp_path: Path, content: str, reason: SheetReason
) -> None:
    error = refusal(written(tmp_path / "a.json", content))
    assert error.reason == reason
    assert "\n" not in file_sentence(error)


def test_the_line_of_a_mistake_is_told(tmp_path: Path) -> None:
    error = refusal(written(tmp_path / "a.json", '[{"a": 1},\n {"b" 2}]'))
    assert error.facts == {"line": 2}


def test_what_a_text_file_is_its_content_says_not_its_name(tmp_path: Path) -> None:
    assert records(written(tmp_path / "a.csv", card("FN:王敏"))) == [{"姓名": "王敏"}]
    assert records(written(tmp_path / "b.txt", '[{"公司": "甲公司"}]')) == [{"公司": "甲公司"}]
