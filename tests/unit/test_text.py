"""What is cleaned, and which spellings share a key."""

from __future__ import annotations

import unicodedata

import pytest

from crm_tui.domain.text import (
    CreditCodeFault,
    clean,
    credit_code_fault,
    mask_phone,
    name_key,
    phone_key,
    printable,
)

HOSTILE = {
    "a\x1b[31mb\x1b[0m": "ab",
    "\x1b]52;c;aGk=\x07张三": "张三",
    "\x1b]52;c;aGk=\x1b\\张三": "张三",
    "\x1b]8;;http://x\x1b\\链接\x1b]8;;\x1b\\": "链接",
    "\x1bP+q544e\x1b\\x": "x",
    "\x1b_Gf=24;AAAA\x1b\\x": "x",
    "\x9b2Jx": "x",
    "\x9d0;title\x9cx": "x",
    "\x1b(Bx\x1b7": "x",
    "\x1b]0;never ended": "0;never ended",
    "a\x00b\x7fc\x07": "abc",
    "张\u202e三\u2066李\u2069四\u200f": "张三李四",
    "零\u200b宽\ufeff字\u2060符\u00ad": "零宽字符",
    "tag\U000e0041\U000e007f": "tag",
    "half\ud83d": "half",
}


@pytest.mark.parametrize(("dirty", "expected"), HOSTILE.items())
def test_whatever_a_terminal_would_act_upon_is_dropped(dirty: str, expected: str) -> None:
    assert clean(dirty) == expected
    assert printable(dirty) == expected


def test_blank_letters_are_dropped() -> None:
    assert clean("填\u3164充\uffa0") == "填充"


def test_ordinary_text_is_only_trimmed() -> None:
    assert clean("　\u00a0 北京恒信（集团）有限公司 　") == "北京恒信（集团）有限公司"
    assert clean("  [@click=app.quit]x[/] ") == "[@click=app.quit]x[/]"
    assert clean("字" * 500) == "字" * 500


def test_letters_are_composed() -> None:
    assert clean("Cafe\u0301") == "Café"


def test_joiners_that_scripts_and_emoji_need_stay() -> None:
    family = "\U0001f468\u200d\U0001f469\u200d\U0001f467"
    assert clean(family) == family
    assert clean("می\u200cخواهم") == "می\u200cخواهم"


def test_at_most_four_combining_marks_stay() -> None:
    assert clean("z" + "\u0335" * 40) == "z" + "\u0335" * 4


def test_line_breaks_become_one_space_or_stay_as_newlines() -> None:
    assert clean("第一行\r\n\r\n  第二行\u2028第三行\n") == "第一行 第二行 第三行"
    assert clean("\n第一行\r\n第二行\r第三行\n", multiline=True) == "第一行\n第二行\n第三行"


def test_a_tab_is_a_space() -> None:
    assert clean("甲\t乙") == "甲 乙"


def test_unfinished_escapes_are_read_once_each() -> None:
    assert clean("\x1b]" * 50_000 + "x") == "x"
    assert clean("\x9d" * 100_000 + "x") == "x"


def test_printable_keeps_line_breaks_and_spaces() -> None:
    assert printable(" 甲\r\n　乙 ") == " 甲\n　乙 "


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("北京恒信（集团）有限公司", "北京恒信(集团)有限公司"),
        ("北京恒信(集团)有限公司", "北京恒信集团有限公司"),
        ("ＡＢＣ科技", "abc 科技"),
        ("上海·蓝天　科技", "上海蓝天科技"),
        ("「华泰」实业、贸易", "华泰实业贸易"),
        ("O’Neil & Sons, Ltd.", "ONEIL SONS LTD"),
    ],
)
def test_spellings_of_one_name_share_a_key(one: str, other: str) -> None:
    assert name_key(one) == name_key(other)


def test_different_names_have_different_keys() -> None:
    assert name_key("C++ 工程") != name_key("C 工程")
    assert name_key("[/]") == "[/]"
    assert name_key(" 　") == ""


@pytest.mark.parametrize(
    "written",
    [
        "13812342231",
        "138-1234-2231",
        "138 1234 2231",
        "１３８１２３４２２３１",
        "+86 138 1234 2231",
        "+86-13812342231",
        "0086 13812342231",
        "8613812342231",
        "(+86)13812342231",
        "013812342231",
        "13812342231-2",
    ],
)
def test_a_mobile_has_one_key_however_written(written: str) -> None:
    assert phone_key(written) == "13812342231"


@pytest.mark.parametrize(
    "written",
    [
        "010-65432100",
        "(010) 6543 2100",
        "（０１０）65432100",
        "010-6543-2100",
        "+86 10 6543 2100",
        "+86 (0)10 65432100",
        "010-65432100转808",
        "010-65432100-808",
        "010-65432100 ext. 808",
        "010-65432100#808",
        "010-65432100(808)",
    ],
)
def test_an_extension_is_no_part_of_the_key(written: str) -> None:
    assert phone_key(written) == "01065432100"


def test_other_numbers_keep_their_digits() -> None:
    assert phone_key("400-820-8820") == "4008208820"
    assert phone_key("6543-2100") == "65432100"
    assert phone_key("65432100-808") == "65432100"
    assert phone_key("0571-87654321") == "057187654321"
    assert phone_key("+1 415 555 2671") == "14155552671"


def test_too_few_digits_are_no_key() -> None:
    assert phone_key("1234") == ""
    assert phone_key("无") == ""
    assert phone_key("95588") == "95588"


def test_a_masked_number_can_be_recognised_but_not_dialled() -> None:
    assert mask_phone("138 1234 2231") == "138****2231"
    assert mask_phone("010-65432100") == "010****2100"
    assert mask_phone("65432100") == "****2100"
    assert mask_phone("95588") == "****88"
    assert mask_phone("") == "****"


@pytest.mark.parametrize(
    "code", ["91110000802100433B", "91330100799655058B", "９１110000802100433b"]
)
def test_a_real_credit_code_has_no_fault(code: str) -> None:
    assert credit_code_fault(code) is None


@pytest.mark.parametrize(
    ("code", "fault"),
    [
        ("", CreditCodeFault.LENGTH),
        ("91110000802100433", CreditCodeFault.LENGTH),
        ("91110000802100433I", CreditCodeFault.CHARACTER),
        ("91A10000802100433B", CreditCodeFault.CHARACTER),
        ("91110000802100433C", CreditCodeFault.CHECK_DIGIT),
        ("91110000802100343B", CreditCodeFault.CHECK_DIGIT),
    ],
)
def test_a_wrong_credit_code_says_what_is_wrong(code: str, fault: CreditCodeFault) -> None:
    assert credit_code_fault(code) is fault


def test_no_common_character_takes_the_slow_road_wrongly() -> None:
    common = "".join(map(chr, [*range(0x20, 0x7F), *range(0x4E00, 0xA000)]))
    assert clean(f"x{common}x") == unicodedata.normalize("NFC", f"x{common}x")
