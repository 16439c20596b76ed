"""Rows pasted out of a spreadsheet program."""

from __future__ import annotations

import pytest

from crm_tui.domain.imports.cells import SheetRow
from crm_tui.formats.formulas import harmless
from crm_tui.formats.pastes import MOST_CHARACTERS, is_table, pasted_rows


def test_cells_are_parted_by_tabs_and_blank_lines_left_out() -> None:
    found = pasted_rows("客户名称\t电话\r\n甲公司\t13800138000\r\n\r\n乙公司\t\r\n")
    assert found.rows == (
        SheetRow(1, ("客户名称", "电话")),
        SheetRow(2, ("甲公司", "13800138000")),
        SheetRow(4, ("乙公司", None)),
    )


def test_a_cell_in_quotes_keeps_its_line_breaks_and_tabs() -> None:
    found = pasted_rows('客户名称\t备注\n甲公司\t"第一行\n第二\t行说""好"""\n')
    assert found.rows[1].cells == ("甲公司", '第一行\n第二\t行说"好"')


def test_commas_part_cells_where_there_are_no_tabs() -> None:
    assert pasted_rows("客户名称,城市\n甲公司,苏州").rows[1].cells == ("甲公司", "苏州")


@pytest.mark.parametrize("text", ["=1+1", "'=1", "+86 138", "@SUM(A1)", "约 3 天"])
def test_what_was_made_harmless_when_it_was_copied_is_itself_again(text: str) -> None:
    assert pasted_rows(f"客户名称\t备注\n甲公司\t{harmless(text)}").rows[1].cells[1] == text


@pytest.mark.parametrize(
    ("text", "is_rows"),
    [
        ("客户名称\t电话\n甲公司\t138", True),
        ("北京恒信科技", False),
        ("一行\n两行", False),
        ("甲公司\t138", False),
        ("", False),
    ],
)
def test_only_several_lines_of_cells_are_rows(text: str, is_rows: bool) -> None:
    assert is_table(text) is is_rows


def test_what_is_hostile_stays_text_and_what_is_endless_is_cut() -> None:
    hostile = "\x1b]52;c;x\x07[@click=app.quit]x\u202e"
    assert pasted_rows(f"客户名称\t备注\n{hostile}\t{hostile}").rows[1].cells == (hostile, hostile)
    line = "甲" * 997 + "\t乙\n"
    most = MOST_CHARACTERS // len(line)
    assert len(pasted_rows(line * most * 2).rows) == most
