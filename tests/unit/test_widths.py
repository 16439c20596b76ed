import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from crm_tui.presentation.widths import Align, cell_width, cut, fit, pad, plain, wrap


def test_a_han_character_takes_two_cells() -> None:
    assert cell_width("王伟") == 4
    assert cell_width("A级") == 3


@pytest.mark.parametrize(
    ("text", "width", "shown"),
    [
        ("北京恒信", 8, "北京恒信"),
        ("北京恒信", 7, "北京恒…"),
        ("北京恒信", 6, "北京…"),
        ("abc", 0, ""),
        ("abc", 1, "…"),
        ("", 3, ""),
    ],
)
def test_cutting_never_splits_a_glyph(text: str, width: int, shown: str) -> None:
    assert cut(text, width) == shown


def test_padding_counts_cells() -> None:
    assert pad("王", 4) == "王  "
    assert pad("王", 4, Align.RIGHT) == "  王"
    assert pad("王", 5, Align.CENTER) == " 王  "
    assert pad("王伟", 3) == "王伟"


def test_control_characters_never_pass() -> None:
    hostile = "a\x1b]52;c;xx\x07b\x9b31m\u202ec\u2066d\x7fe\nf\tg\u2028h\ud800i\u200bj"
    shown = plain(hostile)
    assert shown == "a]52;c;xxb31mcde f g h\ufffdij"
    shown.encode()


def test_a_joined_emoji_falls_apart_into_single_ones() -> None:
    assert plain("👨\u200d👩") == "👨👩"
    assert plain("❤\ufe0f") == "❤"


def test_chinese_spaces_and_accents_stay() -> None:
    assert plain("王\u3000伟 é e\u0301") == "王\u3000伟 é e\u0301"


@given(st.text(), st.integers(0, 60), st.sampled_from(Align))
def test_fit_is_exactly_as_wide_as_asked(text: str, width: int, align: Align) -> None:
    shown = fit(text, width, align)
    assert cell_len(shown) == width
    assert "\x1b" not in shown


@given(st.text())
def test_plain_text_is_plain_already(text: str) -> None:
    assert plain(plain(text)) == plain(text)


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("预算已批，要分期方案", 10, ["预算已批，", "要分期方案"]),
        ("预算已批，要分期方案", 8, ["预算已", "批，要分", "期方案"]),
        ("see you on Monday", 8, ["see you", "on", "Monday"]),
        ("11-18 电话 张敏：好", 12, ["11-18 电话", "张敏：好"]),
        ("他说（明天）", 6, ["他说", "（明", "天）"]),
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("一\n二", 10, ["一", "二"]),
        ("", 10, [""]),
    ],
)
def test_text_is_wrapped_as_chinese_is(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width) == lines


@given(st.text(st.characters(codec="utf-8", exclude_categories=["Mn", "Mc", "Me", "Sk"])))
def test_no_wrapped_line_is_wider_than_asked_and_nothing_is_lost(text: str) -> None:
    lines = wrap(text, 12)
    assert all(cell_width(line.strip()) <= 12 for line in lines)
    assert "".join("".join(lines).split()) == "".join(plain(text.replace("\n", " ")).split())
