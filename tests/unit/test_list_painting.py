from __future__ import annotations

import pytest
from rich.style import Style

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align, cell_width
from crm_tui.tui.widgets.record_list import Cell, Column, GroupHeader
from crm_tui.tui.widgets.record_list.columns import (
    LEAST_WIDTH,
    Layout,
    first_to_show,
    lay_out,
    resized,
)
from crm_tui.tui.widgets.record_list.painting import (
    Palette,
    RowState,
    detail_strip,
    group_strip,
    row_strip,
    waiting_strip,
)

MATCH = Style(underline=True)
PALETTE = Palette(
    base=Style(),
    header=Style(),
    current=Style(reverse=True),
    cursor=Style(reverse=True),
    cursor_away=Style(),
    cell=Style(bold=True),
    mark=Style(),
    match=MATCH,
    group=Style(),
    tones=dict.fromkeys(Tone, Style()),
)
REST = RowState(at_cursor=False, marked=False, focused=True)


def layout_of(cell: Cell, width: int = 12, align: Align = Align.LEFT) -> Layout[int]:
    columns = [
        Column[int]("name", "名称", width, lambda _row: cell, align=align),
        Column[int]("note", "备注", 6, lambda _row: Cell("备注")),
    ]
    return lay_out(columns, 40, frozen=1, first=0, wide=False)


def matched(cell: Cell, width: int = 12, align: Align = Align.LEFT) -> list[str]:
    strip = row_strip(1, layout_of(cell, width, align), REST, PALETTE, 40)
    return [each.text for each in strip if each.style is not None and each.style.underline]


def test_what_a_search_found_is_underlined() -> None:
    assert matched(Cell("北京恒信科技", spans=((2, 4),))) == ["恒信"]
    assert matched(Cell("北京恒信科技", spans=((4, 6), (0, 2)))) == ["北京", "科技"]


def test_what_a_search_found_stays_right_where_text_is_cut_or_moved() -> None:
    assert matched(Cell("北京恒信科技", spans=((2, 6),)), width=9) == ["恒信"]
    assert matched(Cell("恒信", spans=((0, 1),)), align=Align.RIGHT) == ["恒"]
    assert matched(Cell("a\u202eb恒", spans=((3, 4),))) == ["恒"]
    assert matched(Cell("北京", spans=((0, 2), (1, 2)))) == ["北京"]


def test_the_current_cell_of_the_cursor_row_stands_out() -> None:
    state = RowState(at_cursor=True, marked=False, focused=True, column="note")
    strip = row_strip(1, layout_of(Cell("北京")), state, PALETTE, 40)
    assert [each.text.strip() for each in strip if each.style and each.style.bold] == ["备注"]


def test_a_row_that_left_says_why_instead_of_its_columns() -> None:
    state = RowState(at_cursor=False, marked=False, focused=True, note="被李娜领取")
    text = row_strip(1, layout_of(Cell("北京恒信")), state, PALETTE, 40).text
    assert "北京恒信" in text
    assert "被李娜领取" in text
    assert cell_width(text) == 40


@pytest.mark.parametrize("width", [10, 23, 40])
def test_second_lines_and_group_lines_are_exactly_as_wide_as_the_list(width: int) -> None:
    cells = (Cell("张敏 13800000000"), Cell(""), Cell("预算已批，要分期方案"))
    header = GroupHeader(-1, "浙江省", 1234, "成交 ¥32万")
    assert detail_strip(cells, REST, PALETTE, width).cell_length == width
    assert group_strip(header, REST, PALETTE, width).cell_length == width
    waiting = waiting_strip(layout_of(Cell("")), REST, PALETTE, width, index=3)
    assert waiting.cell_length == width


def test_the_second_line_leaves_out_what_is_blank() -> None:
    strip = detail_strip((Cell("张敏"), Cell(""), Cell("要方案")), REST, PALETTE, 40)
    assert strip.text.strip() == "张敏 · 要方案"


def test_a_group_line_says_how_many_and_whether_it_is_folded() -> None:
    open_line = group_strip(GroupHeader(-1, "A级", 1234), REST, PALETTE, 40).text
    assert open_line.strip() == "▾ A级  1,234"
    folded = group_strip(GroupHeader(-1, "A级", 2, is_open=False), REST, PALETTE, 40).text
    assert folded.strip() == "▸ A级  2"


def columns(*widths: int) -> list[Column[int]]:
    return [
        Column[int](f"c{at}", "", width, lambda _row: Cell("")) for at, width in enumerate(widths)
    ]


def test_columns_scroll_no_further_than_the_current_one_needs() -> None:
    five = columns(10, 10, 10, 10, 10)
    assert first_to_show(five, 40, 1, frozen=1, first=0) == 0
    assert first_to_show(five, 40, 3, frozen=1, first=0) == 1
    assert first_to_show(five, 40, 4, frozen=1, first=0) == 2
    assert first_to_show(five, 40, 3, frozen=1, first=2) == 2
    assert first_to_show(five, 40, 1, frozen=1, first=2) == 0
    assert first_to_show(five, 40, 0, frozen=1, first=2) == 2


def test_a_column_wider_than_the_screen_is_shown_from_its_beginning() -> None:
    assert first_to_show(columns(10, 10, 90), 40, 2, frozen=1, first=0) == 1


def test_a_width_of_ones_own_is_kept_however_much_room_there_is() -> None:
    wide = Column[int]("name", "名称", 12, lambda _row: Cell(""), flexible=True)
    assert lay_out([resized(wide, 20)], 80, frozen=1, first=0, wide=False).placed[0].width == 20
    assert resized(wide, -4).width == LEAST_WIDTH
