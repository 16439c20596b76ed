"""The record list: its columns, lines and groups, and what the mouse does to it."""

from __future__ import annotations

import threading
from bisect import bisect_left
from pathlib import Path

import pytest

from crm_tui.presentation.widths import cell_width
from crm_tui.tui.widgets.record_list import (
    Cell,
    Column,
    Group,
    GroupedSource,
    GroupHeader,
    Opening,
    RecordList,
    Sort,
    window,
)
from crm_tui.tui.widgets.record_list.columns import lay_out
from crm_tui.tui.widgets.record_list.marking import for_a_sheet
from crm_tui.tui.widgets.record_list.sources import open_source
from tests.driver import driving
from tests.ui.firms import COLUMNS, Firm, Firms, ListApp, shown, without_scrollbar


@pytest.fixture
def app(tmp_path: Path) -> ListApp:
    return ListApp(tmp_path)


# Columns ----------------------------------------------------------------------------------------


def _keys(width: int, *, first: int = 0, wide: bool = False) -> list[str]:
    layout = lay_out(COLUMNS, width, frozen=1, first=first, wide=wide)
    return [place.column.key for place in layout.placed]


def test_columns_are_dropped_by_priority_when_it_is_narrow() -> None:
    assert _keys(80) == ["name", "id", "level", "stage", "next"]
    assert _keys(74) == ["name", "id", "level", "next"]
    assert _keys(50) == ["name", "id", "level"]
    assert _keys(32) == ["name", "id"]
    assert _keys(20) == ["name"]


def test_the_flexible_column_takes_the_room_that_is_left_up_to_its_limit() -> None:
    assert lay_out(COLUMNS, 80, frozen=1, first=0, wide=False).placed[0].width == 21
    assert lay_out(COLUMNS, 200, frozen=1, first=0, wide=False).placed[0].width == 30


def test_names_share_the_room_that_is_left_before_a_number_takes_any() -> None:
    def column(key: str, width: int, widest: int) -> Column[Firm]:
        return Column(key, key, width, lambda _firm: Cell(""), flexible=True, widest=widest)

    columns = (column("number", 14, 24), column("customer", 16, 36), column("title", 12, 36))

    def widths(width: int) -> list[int]:
        placed = lay_out(columns, width, frozen=1, first=0, wide=False).placed
        return [each.width for each in placed]

    number, customer, title = widths(61)
    assert number == 14
    assert customer - 16 == title - 12 > 5
    assert widths(200) == [24, 36, 36]


def test_frozen_columns_stay_when_the_others_scroll() -> None:
    assert _keys(50, wide=True) == ["name", "id", "level", "stage"]
    assert _keys(50, wide=True, first=2) == ["name", "stage", "next"]
    assert _keys(50, wide=True, first=99) == ["name", "next"]


async def test_right_goes_to_the_next_column_and_brings_it_in(app: ListApp) -> None:
    async with driving(app, width=50) as driver:
        firms = await shown(driver, Firms(range(5)))
        assert not firms.has_column_cursor
        assert not driver.sees("下次联系")
        await driver.press("right", "right", "l", "right", "right")
        await driver.see("下次联系")
        assert firms.current_column is COLUMNS[4]
        assert driver.sees("客户000000")
        assert not driver.sees("编号")
        await driver.press("left", "left", "h", "h")
        await driver.see("编号")
        assert not driver.sees("下次联系")


async def test_the_last_column_is_not_hidden_by_the_scroll_bar(tmp_path: Path) -> None:
    columns = (
        Column[Firm]("name", "客户名称", 16, lambda firm: Cell(firm.name), flexible=True),
        Column[Firm]("pool", "公海", 8, lambda _firm: Cell("华北公海")),
    )
    app = ListApp(tmp_path, columns)
    async with driving(app, width=40, height=10) as driver:
        await shown(driver, Firms(range(1, 4)))
        await driver.see("华北公海")
        firms = await shown(driver, Firms(range(1, 1_001)))
        await driver.wait_until(lambda: firms.show_vertical_scrollbar, "the scroll bar")
        await driver.see("华北公海")


async def test_the_header_shows_the_sort_and_a_click_asks_for_another(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(5)))
        firms.sort = Sort("id", descending=True)
        await driver.see("编号▼")
        firms.sort = Sort("name")
        await driver.see("客户名称▲")
        await driver.click(firms, 28, 0)
        asked = app.last(RecordList.SortRequested)
        assert isinstance(asked, RecordList.SortRequested)
        assert asked.key == "id"


async def test_every_line_is_exactly_as_wide_as_the_screen(app: ListApp) -> None:
    async with driving(app, width=61) as driver:
        firms = await shown(driver, Firms(range(5)))
        for _step in range(4):
            assert {cell_width(line) for line in driver.screen_text()} == {61}
            await driver.press("right")
        assert firms.cursor_index == 0


async def test_the_current_column_is_lit_and_brings_its_keys(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(5)))
        await driver.press("right", "+", "+")
        assert firms.widths == {"id": 12}
        resized = app.last(RecordList.ColumnResized)
        assert isinstance(resized, RecordList.ColumnResized)
        assert (resized.key, resized.width) == ("id", 12)
        await driver.press("-")
        assert firms.widths == {"id": 10}
        header = app.screen._compositor.render_strips()[0]
        lit = [each.text.strip() for each in header if each.style and each.style.reverse]
        assert lit == ["编号"]


async def test_cells_and_rows_go_to_the_clipboard(app: ListApp) -> None:
    async with driving(app) as driver:
        await shown(driver, Firms(range(100)))
        await driver.press("down", "y")
        await driver.wait_until(lambda: app.clipboard == "客户000001科技", "the cell")
        await driver.press("space", "down", "space", "right", "y")
        await driver.wait_until(lambda: app.clipboard == "1\n3", "the marked cells")
        await driver.press("ctrl+y")
        await driver.wait_until(
            lambda: app.clipboard.splitlines()[1:] == ["客户000003科技\t3\tA\t报价\t明天10点"]
        )
        copied = app.last(RecordList.Copied)
        assert isinstance(copied, RecordList.Copied)
        assert (copied.count, copied.of) == (2, 2)


def test_a_copied_row_leaves_the_cell_of_no_day_empty_and_runs_nothing() -> None:
    assert [*map(for_a_sheet, ("—", "=1+1", "3天前"))] == ["", "'=1+1", "3天前"]


# Two lines, groups and notes ----------------------------------------------------------------------


async def test_records_can_take_two_lines(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(500)))
        await driver.press("pagedown")
        firms.set_detail(lambda firm: (Cell(f"张敏{firm.id}"), Cell("要方案")))
        await driver.see("张敏23 · 要方案")
        before = firms.cursor_index
        await driver.press("pagedown")
        assert firms.cursor_index == before + 11
        await driver.press("end")
        await driver.see("张敏499 · 要方案")
        assert without_scrollbar(driver)[-1].strip(" ▌").startswith("张敏499")
        firms.set_detail(None)
        await driver.see_no("张敏")


def grouped(*sizes: int) -> GroupedSource[Firm]:
    groups, first = [], 1
    for at, size in enumerate(sizes, start=1):
        source = Firms(range(first, first + size))
        groups.append(Group(GroupHeader(-at, f"{at}组", size), source))
        first += size
    ends = [sum(sizes[: at + 1]) for at in range(len(sizes))]
    return GroupedSource(groups, lambda firm: bisect_left(ends, firm))


async def test_a_group_stands_over_its_records_and_enter_asks_to_fold_it(app: ListApp) -> None:
    async with driving(app) as driver:
        source = grouped(3, 4)
        app.list.replace_source(source)
        await driver.see("▌ ▾ 1组  3")
        await driver.see(" ▾ 2组  4")
        await driver.press("enter")
        asked = app.last(RecordList.FoldRequested)
        assert isinstance(asked, RecordList.FoldRequested)
        app.list.replace_source(source.folded(asked.header_id))
        await driver.see("▌ ▸ 1组  3")
        assert not driver.sees("客户000001")
        await driver.press("down", "down")
        assert app.list.cursor_id == 4
        assert app.list.place == (1, 4)


async def test_space_on_a_group_asks_to_mark_all_of_it_and_a_range_marks_no_group(
    app: ListApp,
) -> None:
    async with driving(app) as driver:
        app.list.replace_source(grouped(3, 4))
        await driver.see("▌ ▾ 1组  3")
        await driver.press("space")
        assert app.last(RecordList.GroupMarkRequested) is not None
        await driver.press("down", "space", "end", "V")
        await driver.wait_until(lambda: app.list.marked == set(range(1, 8)), "the range")


async def test_a_row_that_left_says_why_before_it_goes(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(5)))
        firms.set_notes({2: "被李娜领取"})
        await driver.see("客户000002科技        被李娜领取")
        firms.set_notes({})
        await driver.see_no("被李娜领取")


async def test_rows_that_come_at_once_come_without_a_flash(
    app: ListApp, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(window, "_PATIENCE_SECONDS", 20)
    gate = threading.Event()
    async with driving(app) as driver:
        app.list.replace_source(Firms(range(5000), gate), opening=open_source(Firms(range(5000))))
        await driver.pilot.pause()
        await driver.press("end")
        assert driver.sees("客户000000科技")
        gate.set()
        await driver.see("客户004999科技")


# Mouse and text ---------------------------------------------------------------------------------


async def test_a_click_moves_and_a_second_click_opens(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(30)))
        await driver.click(firms, 5, 4)
        assert firms.cursor_index == 3
        assert app.last(RecordList.Opened) is None
        await driver.click(firms, 5, 4)
        opened = app.last(RecordList.Opened)
        assert isinstance(opened, RecordList.Opened)
        assert opened.record_id == 3


async def test_clicks_with_ctrl_and_shift_mark(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(30)))
        await driver.pilot.click(firms, offset=(5, 3), control=True)
        assert firms.marked == {2}
        await driver.pilot.click(firms, offset=(5, 6), shift=True)
        await driver.wait_until(lambda: firms.marked == {2, 3, 4, 5}, "the range")


async def test_a_right_click_on_the_header_asks_for_the_columns_menu(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(5)))
        await driver.pilot.click(firms, offset=(28, 0), button=3)
        asked = app.last(RecordList.ColumnMenuRequested)
        assert isinstance(asked, RecordList.ColumnMenuRequested)
        assert asked.key == "id"
        assert app.last(RecordList.SortRequested) is None


async def test_the_edge_of_a_column_can_be_dragged(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(5)))
        place = firms._layout().place_of("id")
        assert place is not None
        edge = place.x + place.width
        await driver.pilot.mouse_down(firms, offset=(edge, 0))
        await driver.pilot.hover(firms, offset=(edge + 5, 0))
        await driver.pilot.mouse_up(firms, offset=(edge + 5, 0))
        assert firms.widths == {"id": place.width + 5}
        assert app.last(RecordList.SortRequested) is None


async def test_chinese_typed_on_the_list_starts_a_search(app: ListApp) -> None:
    async with driving(app) as driver:
        await shown(driver, Firms(range(30)))
        await driver.type_text("恒")
        typed = app.last(RecordList.SearchTyped)
        assert isinstance(typed, RecordList.SearchTyped)
        assert typed.text == "恒"


HOSTILE = ("[/]", "[@click=app.quit]x[/]", "a\x1b[2Jb", "\u202e客户", "长" * 500)


@pytest.mark.parametrize("name", HOSTILE, ids=["tag", "action", "escape", "bidi", "long"])
async def test_hostile_names_are_plain_text(tmp_path: Path, name: str) -> None:
    column = Column[Firm]("name", "客户名称", 20, lambda firm: Cell(name), flexible=True)
    app = ListApp(tmp_path, [column])
    async with driving(app) as driver:
        firms = await shown(driver, Firms([1, 2]))
        await driver.click(firms, 4, 2)
        shown_text = driver.screen_text()[1]
        assert cell_width(shown_text) == 80
        assert "\x1b" not in shown_text
        assert "\u202e" not in shown_text
        assert name[0] in shown_text or name.startswith("\u202e")


async def test_the_cursor_is_seen_without_colours(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    app = ListApp(tmp_path)
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(5)))
        await driver.wait_until(lambda: firms.has_focus)
        await driver.see("▌  客户000000")
        strip = app.screen._compositor.render_strips()[1]
        style = next(each.style for each in strip if each.style is not None)
        assert style.reverse
        app.screen.set_focus(None)
        await driver.wait_until(lambda: not firms.has_focus)
        strip = app.screen._compositor.render_strips()[1]
        assert not any(each.style is not None and each.style.reverse for each in list(strip)[:3])
        assert driver.sees("▏  客户000000")


def test_an_opening_holds_the_rows_around_the_record() -> None:
    opening = open_source(Firms(range(10_000)), cursor_id=5000, rows=40)
    assert opening.cursor_index == 5000
    assert opening.start <= 4960
    assert opening.start + len(opening.records) > 5040
    assert open_source(Firms([]), cursor_id=3) == Opening(0)
