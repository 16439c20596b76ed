"""A list of firms on an otherwise empty screen, and sources that answer when they are let."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.content import Content

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.tui.terminal.application import TerminalApp
from crm_tui.tui.widgets.record_list import (
    Cell,
    Column,
    RecordList,
)
from crm_tui.tui.widgets.record_list.messages import ListMessage
from tests.driver import Driver

STYLES = Path(__file__).parents[2] / "crm_tui" / "tui" / "styles" / "widgets.tcss"


@dataclass(frozen=True, slots=True)
class Firm:
    id: int
    name: str


class Firms:
    """Firms in an order; `gate` holds answers back until it is opened."""

    def __init__(self, ids: Sequence[int], gate: threading.Event | None = None) -> None:
        self.ids = ids
        self.gate = gate
        self.threads: set[int] = set()

    def _wait(self) -> None:
        self.threads.add(threading.get_ident())
        if self.gate is not None:
            assert self.gate.wait(20)

    def count(self) -> int:
        self._wait()
        return len(self.ids)

    def fetch(self, start: int, n: int) -> Sequence[Firm]:
        self._wait()
        return [Firm(each, f"客户{each:06}科技") for each in self.ids[start : start + n]]

    def index_of(self, record_id: int) -> int | None:
        self._wait()
        return self.ids.index(record_id) if record_id in self.ids else None


class BrokenFirms(Firms):
    def count(self) -> int:
        raise OSError("disk")


COLUMNS = (
    Column[Firm]("name", "客户名称", 16, lambda firm: Cell(firm.name), flexible=True, widest=30),
    Column[Firm]("id", "编号", 8, lambda firm: Cell(str(firm.id)), align=Align.RIGHT),
    Column[Firm]("level", "等级", 4, lambda firm: Cell("A", Tone.STRONG), priority=1),
    Column[Firm]("stage", "跟进阶段", 20, lambda firm: Cell("报价", Tone.WARN), priority=3),
    Column[Firm]("next", "下次联系", 20, lambda firm: Cell("明天10点", Tone.DIM), priority=2),
)


class ListApp(TerminalApp[None]):
    CSS_PATH = STYLES

    def __init__(self, folder: Path, columns: Sequence[Column[Firm]] = COLUMNS) -> None:
        super().__init__(crash_folder=folder)
        self.list: RecordList[Firm] = RecordList(
            columns, empty=Content("没有客户\n按 N 新建客户"), highlight_delay_seconds=0.01
        )
        self.heard: list[ListMessage] = []

    def compose(self) -> ComposeResult:
        yield self.list

    @on(RecordList.Highlighted)
    @on(RecordList.Opened)
    @on(RecordList.SortRequested)
    @on(RecordList.MarksChanged)
    @on(RecordList.MarkAllRequested)
    @on(RecordList.GroupMarkRequested)
    @on(RecordList.FoldRequested)
    @on(RecordList.ColumnMenuRequested)
    @on(RecordList.ColumnResized)
    @on(RecordList.Copied)
    @on(RecordList.SearchTyped)
    @on(RecordList.LoadFailed)
    def hear(self, message: ListMessage) -> None:
        self.heard.append(message)

    def last(self, kind: type[ListMessage]) -> ListMessage | None:
        return next((each for each in reversed(self.heard) if isinstance(each, kind)), None)


async def shown(driver: Driver, source: Firms) -> RecordList[Firm]:
    app = driver.app
    assert isinstance(app, ListApp)
    app.list.replace_source(source)
    await driver.wait_until(lambda: app.list.count == len(source.ids), "the rows")
    return app.list


def without_scrollbar(driver: Driver) -> list[str]:
    return [line.rstrip(" ▁▂▃▄▅▆▇█") for line in driver.screen_text()]
