"""The record list: what it reads, its cursor, its marks."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from pathlib import Path

import pytest
from textual.content import Content

from crm_tui.cancels import current_cancel
from crm_tui.errors import SupersededError
from crm_tui.tui.widgets.record_list import (
    RecordList,
)
from crm_tui.tui.widgets.record_list.sources import open_source
from tests.driver import driving
from tests.ui.firms import BrokenFirms, Firm, Firms, ListApp, shown, without_scrollbar


@pytest.fixture
def app(tmp_path: Path) -> ListApp:
    return ListApp(tmp_path)


# Reading ----------------------------------------------------------------------------------------


async def test_two_hundred_thousand_rows_open_and_jump_to_the_end(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(200_000)))
        await driver.see("客户000000科技")
        await driver.press("end")
        await driver.see("客户199999科技")
        assert firms.cursor_id == 199_999
        await driver.press("pageup", "home")
        await driver.see("客户000000科技")


async def test_the_event_loop_never_reads(app: ListApp) -> None:
    async with driving(app) as driver:
        source = Firms(range(10_000))
        await shown(driver, source)
        await driver.press("end")
        await driver.see("客户009999科技")
        assert threading.get_ident() not in source.threads


async def test_an_opening_is_painted_at_once_without_asking_the_source(app: ListApp) -> None:
    closed = Firms(range(100), threading.Event())
    opening = open_source(Firms(range(100)))
    async with driving(app) as driver:
        app.list.replace_source(closed, opening=opening)
        await driver.pilot.pause()
        assert driver.sees("客户000000科技")
        assert closed.gate is not None
        closed.gate.set()


async def test_rows_that_are_not_here_yet_are_dots_and_then_come(app: ListApp) -> None:
    gate = threading.Event()
    async with driving(app) as driver:
        app.list.replace_source(Firms(range(5000), gate), opening=open_source(Firms(range(5000))))
        await driver.press("end")
        await driver.see("▌  …")
        assert app.list.cursor_id is None
        gate.set()
        await driver.see("客户004999科技")
        await driver.wait_until(lambda: app.list.cursor_id == 4999)


async def test_a_late_answer_to_an_old_question_is_dropped(app: ListApp) -> None:
    gate = threading.Event()
    async with driving(app) as driver:
        app.list.replace_source(Firms(range(50), gate))
        await shown(driver, Firms(range(900, 910)))
        gate.set()
        await driver.press("down")
        assert app.list.count == 10
        assert not driver.sees("客户000000")


async def test_what_is_on_screen_stays_until_the_new_rows_are_here(app: ListApp) -> None:
    gate = threading.Event()
    async with driving(app) as driver:
        await shown(driver, Firms(range(10)))
        app.list.replace_source(Firms(range(100, 110), gate))
        await driver.pilot.pause()
        assert driver.sees("客户000000科技")
        gate.set()
        await driver.see("客户000100科技")
        await driver.see_no("客户000000科技")


async def test_a_source_that_fails_is_announced(app: ListApp) -> None:
    async with driving(app) as driver:
        app.list.replace_source(BrokenFirms(range(3)))
        await driver.wait_until(lambda: app.last(RecordList.LoadFailed) is not None)
        assert driver.sees("Loading")


async def test_an_empty_list_says_what_to_press(app: ListApp) -> None:
    async with driving(app) as driver:
        assert driver.sees("Loading")
        await shown(driver, Firms([]))
        await driver.see("按 N 新建客户")
        await driver.press("enter", "space", "end", "pagedown", "V")
        assert app.last(RecordList.Opened) is None


async def test_words_that_do_not_fit_on_a_line_go_on_in_the_next(app: ListApp) -> None:
    async with driving(app, width=20) as driver:
        app.list.empty = Content("审批会在需要时当场提示提交，不用另外开启。")
        await shown(driver, Firms([]))
        await driver.see("审批会在需要时当")
        await driver.see("另外开启。")


# Cursor -----------------------------------------------------------------------------------------


async def test_keys_move_the_cursor(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(500)))
        await driver.press("j", "down", "k")
        assert firms.cursor_index == 1
        await driver.press("pagedown")
        assert firms.cursor_index == 1 + 23
        await driver.press("G")
        assert firms.cursor_index == 499
        await driver.press("g")
        assert firms.cursor_index == 0


async def test_the_cursor_stays_on_its_record_when_the_order_changes(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(1000)))
        firms.move_to(300)
        await driver.wait_until(lambda: firms.cursor_id == 300)
        firms.replace_source(Firms(range(999, -1, -1)))
        await driver.wait_until(lambda: firms.cursor_index == 699)
        assert firms.cursor_id == 300
        await driver.see("▌  客户000300")


async def test_the_cursor_keeps_its_place_when_its_record_is_gone(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms([1, 2, 3, 4, 5]))
        firms.move_to(4)
        firms.replace_source(Firms([1, 2, 3]))
        await driver.wait_until(lambda: firms.count == 3)
        assert firms.cursor_id == 3


async def test_a_reload_does_not_move_the_screen(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(1000)))
        firms.move_to(500)
        await driver.press("up", "up", "up")
        await driver.see("客户000500")
        before = without_scrollbar(driver)
        firms.replace_source(Firms([*range(1000)]))
        await driver.wait_until(lambda: not firms._is_reading)
        await driver.wait_until(lambda: without_scrollbar(driver) == before)
        firms.replace_source(Firms([*range(5, 1000)]))
        await driver.wait_until(lambda: firms.count == 995)
        assert without_scrollbar(driver) == before


async def test_a_new_list_starts_at_its_first_row(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(100)))
        await driver.press("end")
        firms.replace_source(Firms(range(100, 200)), keep_cursor=False)
        await driver.wait_until(lambda: firms.cursor_id == 100)
        assert firms.cursor_index == 0


async def test_a_record_is_found_by_its_id(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(2000)))
        firms.move_to_record(1777)
        await driver.see("▌  客户001777")


async def test_the_highlight_is_announced_once_after_the_last_move(app: ListApp) -> None:
    async with driving(app) as driver:
        await shown(driver, Firms(range(100)))
        await driver.wait_until(lambda: app.last(RecordList.Highlighted) is not None)
        app.heard.clear()
        for _step in range(5):
            app.list.action_move(1)
        await driver.wait_until(lambda: app.last(RecordList.Highlighted) is not None)
        assert [
            each.record_id for each in app.heard if isinstance(each, RecordList.Highlighted)
        ] == [5]


async def test_enter_opens_the_record(app: ListApp) -> None:
    async with driving(app) as driver:
        await shown(driver, Firms(range(100)))
        await driver.press("down", "enter")
        opened = app.last(RecordList.Opened)
        assert isinstance(opened, RecordList.Opened)
        assert opened.record_id == 1


# Marks ------------------------------------------------------------------------------------------


async def test_marks_are_kept_by_record_through_another_order(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(20)))
        await driver.press("space", "space")
        assert firms.marked == {0, 1}
        assert firms.cursor_index == 2
        await driver.see(" ● 客户000001")
        firms.replace_source(Firms(range(19, -1, -1)))
        await driver.wait_until(lambda: firms.cursor_index == 17)
        assert firms.marked == {0, 1}
        await driver.see(" ● 客户000000")


async def test_a_second_space_takes_the_mark_away(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(20)))
        await driver.press("space", "up", "space")
        assert firms.marked == frozenset()


async def test_a_range_is_marked_from_the_last_mark(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(3000)))
        await driver.press("down", "space")
        firms.move_to(1500)
        await driver.see("客户001500")
        await driver.press("V")
        await driver.wait_until(lambda: firms.marked == frozenset(range(1, 1501)))


async def test_a_range_begins_at_the_cursor_and_says_how_it_ends(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(50)))
        await driver.press("down", "V")
        assert firms.range_words
        await driver.press("down", "down", "V")
        await driver.wait_until(lambda: firms.marked == {1, 2, 3})
        assert not firms.range_words
        # What is marked next begins anew where the cursor is.
        await driver.press("down", "down", "V", "down", "space")
        await driver.wait_until(lambda: firms.marked == {1, 2, 3, 5, 6})


async def test_a_range_forgets_where_it_began_when_the_marks_go(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(50)))
        await driver.press("space")
        firms.set_marked(())
        await driver.press("down", "down", "V")
        await driver.wait_until(lambda: firms.marked == {3})


async def test_marking_all_is_asked_of_the_owner(app: ListApp) -> None:
    async with driving(app) as driver:
        firms = await shown(driver, Firms(range(20)))
        await driver.press("*")
        assert app.last(RecordList.MarkAllRequested) is not None
        firms.set_marked(range(20))
        await driver.see(" ● 客户000019")
        changed = app.last(RecordList.MarksChanged)
        assert isinstance(changed, RecordList.MarksChanged)
        assert len(changed.marked) == 20


# Called off -------------------------------------------------------------------------------------


class SlowFirms(Firms):
    """Firms whose rows do not come before they are called off."""

    def __init__(self, ids: Sequence[int]) -> None:
        super().__init__(ids)
        self.begun, self.stopped = threading.Event(), threading.Event()

    def fetch(self, start: int, n: int) -> Sequence[Firm]:
        cancel = current_cancel()
        assert cancel is not None
        with cancel.interruptible(self.stopped.set):
            self.begun.set()
            assert self.stopped.wait(20)
        raise SupersededError


async def test_rows_deep_in_a_list_are_read_no_further_once_another_one_is_shown(
    app: ListApp,
) -> None:
    slow = SlowFirms(range(5000))
    async with driving(app) as driver:
        app.list.replace_source(slow, opening=open_source(Firms(range(5000))))
        await driver.press("end")
        await driver.wait_until(slow.begun.is_set, "the deep read")
        app.list.replace_source(Firms(range(7)), opening=open_source(Firms(range(7))))
        assert slow.stopped.is_set()
        await driver.see("▌  客户000006")
        assert app.last(RecordList.LoadFailed) is None


async def test_what_was_called_off_is_read_after_all_when_no_other_list_comes(
    app: ListApp,
) -> None:
    slow = SlowFirms(range(5000))
    async with driving(app) as driver:
        app.list.replace_source(slow, opening=open_source(Firms(range(5000))))
        await driver.press("end")
        await driver.wait_until(slow.begun.is_set, "the deep read")
        slow.begun.clear()
        app.list.call_off()
        assert slow.stopped.is_set()
        slow.stopped.clear()
        app.list.go_on()
        await driver.wait_until(slow.begun.is_set, "the same read")
        app.list.call_off()


# Read anew meanwhile ------------------------------------------------------------------------------


async def test_a_record_is_gone_to_though_the_list_is_read_anew_meanwhile(app: ListApp) -> None:
    gate = threading.Event()
    async with driving(app) as driver:
        app.list.replace_source(Firms(range(5000), gate), opening=open_source(Firms(range(5000))))
        app.list.move_to_record(1777)
        app.list.replace_source(Firms(range(5000)))
        gate.set()
        await driver.see("▌  客户001777")
        # Whoever goes elsewhere is not called back.
        app.list.action_first()
        app.list.reload()
        await driver.wait_until(lambda: not app.list._is_reading, "the rows")
        assert app.list.cursor_id == 0


async def test_a_range_and_a_copy_are_made_though_the_list_is_read_anew_meanwhile(
    app: ListApp,
) -> None:
    gate = threading.Event()
    async with driving(app) as driver:
        app.list.replace_source(Firms(range(50), gate), opening=open_source(Firms(range(50))))
        await driver.press("V", "down", "down", "down", "V", "y")
        others = [*range(100, 150), *range(50)]
        app.list.replace_source(Firms(others), opening=open_source(Firms(others)))
        gate.set()
        await driver.wait_until(lambda: app.list.marked == {0, 1, 2, 3}, "the range")
        await driver.wait_until(lambda: app.clipboard == "客户000000科技", "the copy")


async def test_a_range_goes_from_record_to_record_wherever_they_stand_by_then(
    app: ListApp,
) -> None:
    source = Firms(range(50))
    async with driving(app) as driver:
        firms = await shown(driver, source)
        await driver.press("V", "down")
        source.ids = [90, 91, 92, *range(50)]  # others write, and nobody has read it yet
        await driver.press("V")
        await driver.wait_until(lambda: len(firms.marked) > 1 and not app.workers, "the range")
        assert firms.marked == {0, 1}


async def test_a_range_that_comes_after_all_marks_were_taken_away_marks_nothing(
    app: ListApp,
) -> None:
    gate = threading.Event()
    async with driving(app) as driver:
        app.list.replace_source(Firms(range(50), gate), opening=open_source(Firms(range(50))))
        await driver.press("V", "down", "V")
        app.list.set_marked(())
        gate.set()
        await driver.wait_until(lambda: not app.workers, "the answer")
        assert not app.list.marked
