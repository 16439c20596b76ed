"""Every widget on one screen, with made-up data, to try and to look at."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal
from textual.content import Content
from textual.screen import Screen

from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import Align
from crm_tui.tui.keys import KeyCommand, Scope
from crm_tui.tui.terminal.application import TerminalApp
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog, ConfirmDialog, Dialog, DialogButton
from crm_tui.tui.widgets.fields import (
    Form,
    MomentFault,
    MomentField,
    MultiLineField,
    ParsedMoment,
    TextField,
)
from crm_tui.tui.widgets.key_footer import KeyFooter
from crm_tui.tui.widgets.preview import Line, Preview, Section
from crm_tui.tui.widgets.record_list import Cell, Column, RecordList, Sort
from crm_tui.tui.widgets.status_bar import Status, StatusBar, Tab
from crm_tui.tui.widgets.timeline import Timeline, TimelineEntry

STYLES = Path(__file__).parents[2] / "crm_tui" / "tui" / "styles" / "widgets.tcss"
CITIES = ("北京恒信", "上海浦江", "深圳云图", "杭州西湖", "成都天府", "武汉长江")
TRADES = ("科技有限公司", "精密机械", "软件", "医疗器械股份有限公司", "教育咨询")
LEVELS = (Choice("A", "A 重点", "zd"), Choice("B", "B 普通", "pt"), Choice("C", "C 一般", "yb"))
INDUSTRIES = (
    Choice(1, "软件", "rj software"),
    Choice(2, "医疗", "yl health"),
    Choice(3, "教育", "jy education"),
    Choice(4, "机械制造", "jxzz machinery"),
)


@dataclass(frozen=True, slots=True)
class Row:
    id: int


class Rows:
    def __init__(self, count: int) -> None:
        self._count = count

    def count(self) -> int:
        return self._count

    def fetch(self, start: int, n: int) -> Sequence[Row]:
        return [Row(each) for each in range(start, min(start + n, self._count))]

    def index_of(self, record_id: int) -> int | None:
        return record_id if record_id < self._count else None


def _name(row: Row) -> Cell:
    return Cell(CITIES[row.id % 6] + TRADES[row.id % 5], Tone.STRONG)


def _left(row: Row) -> Cell:
    days = row.id * 7 % 16
    return Cell(f"{days}天", Tone.BAD if days < 2 else Tone.WARN if days < 5 else Tone.NORMAL)


COLUMNS = (
    Column[Row]("name", "客户名称", 20, _name, flexible=True, widest=40),
    Column[Row]("level", "等级", 4, lambda row: Cell("ABC"[row.id % 3], Tone.ACCENT), priority=1),
    Column[Row]("stage", "跟进阶段", 8, lambda row: Cell("报价"), priority=3),
    Column[Row]("last", "最后跟进", 9, lambda row: Cell(f"{row.id % 20}天前"), priority=4),
    Column[Row]("next", "下次联系", 10, lambda row: Cell("明天10点", Tone.GOOD), priority=2),
    Column[Row]("left", "距回收", 7, _left, align=Align.RIGHT),
)
TABS = (Tab("today", "1", "今日"), Tab("customers", "2", "客户"), Tab("pool", "3", "公海"))
STATUS = Status("客户通", TABS, "customers", "王伟", "华东一部", 38, 50, "12:04")
SECTIONS = (
    Section(
        "北京恒信科技有限公司",
        (
            Line("等级", Content("A级 · 报价")),
            Line("联系人", Content("张敏 采购总监 138****2231")),
            Line("距回收", Content("12天：15天未跟进 → 12-04 自动回收，[/] 保持原样")),
        ),
    ),
    Section("最近", (Line("", Content("11-18 电话 张敏：预算已批，要分期方案，明天上午发过去")),)),
)


def entries(count: int, start: int = 0) -> list[TimelineEntry]:
    return [
        TimelineEntry(
            id=str(each),
            day="今天" if each < 2 else f"11-{20 - each // 3 % 20:02}",
            time="09:40",
            icon="☎",
            title=f"电话  张敏：预算已批，要分期方案 {each}",
            lines=("→ 明天 10:00 发方案，" + "要写清楚分期的期数和每期的金额" * 3,)
            if each % 2
            else (),
            author="王伟",
            tone=Tone.ACCENT if each % 3 == 0 else Tone.NORMAL,
        )
        for each in range(start, start + count)
    ]


def parse(text: str) -> ParsedMoment | MomentFault:
    if text == "明天10点":
        return ParsedMoment(datetime(2026, 11, 23, 2, tzinfo=UTC), "11-23 周一 10:00")
    return MomentFault("看不懂这个时间，可写 明天下午3点、11-25、+2w")


def why_not(each: KeyCommand) -> str | None:
    return "已在你名下" if each.id == "claim" else None


class EditDialog(Dialog[str]):
    """A form in a dialog."""

    def __init__(self) -> None:
        super().__init__("新建客户", (DialogButton("save", "保存", "form.save"),))

    def compose_body(self) -> ComposeResult:
        with Form():
            yield TextField("客户名称", required=True, id="name")
            yield ChoiceField("行业", INDUSTRIES, id="industry")
            yield ChoiceField("等级", LEVELS, "B", required=True, id="level")
            yield MomentField("下次联系", parse, id="next")
            yield MultiLineField("需求", id="needs")
            for number in range(7):
                yield TextField(f"字段{number}")

    @property
    def is_dirty(self) -> bool:
        return self.query_one(Form).is_dirty

    def pressed(self, answer: str) -> None:
        if self.query_one(Form).check():
            self.dismiss(self.query_one("#name", TextField).value)


class ListScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield StatusBar(STATUS)
        with Horizontal():
            yield RecordList(COLUMNS, empty=Content("没有客户\n按 N 新建"))
            yield Preview()
        yield KeyFooter(Scope.POOL, why_not=why_not)

    def on_mount(self) -> None:
        records: RecordList[Row] = self.query_one(RecordList)
        records.replace_source(Rows(200_000))
        records.sort = Sort("name")
        self.query_one(Preview).show(SECTIONS)


class TimelineScreen(Screen[None]):
    def compose(self) -> ComposeResult:
        yield StatusBar(STATUS)
        yield Timeline(empty="还没有记录")
        yield KeyFooter(Scope.DETAIL)

    def on_mount(self) -> None:
        self.query_one(Timeline).show(entries(100), has_more=True)

    def on_timeline_more_wanted(self, message: Timeline.MoreWanted) -> None:
        message.timeline.extend(entries(50, message.start))


class Gallery(TerminalApp[None]):
    """The list first; F-keys open the others."""

    CSS_PATH = STYLES
    CSS = """
    RecordList { border: round $primary; width: 2fr; }
    Preview { border: round $primary; width: 1fr; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        ("f5", "show('timeline')", ""),
        ("f6", "show('edit')", ""),
        ("f7", "show('confirm')", ""),
        ("f8", "show('choose')", ""),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__(crash_folder=folder)
        self.answers: list[Any] = []

    def get_default_screen(self) -> Screen[Any]:
        return ListScreen()

    def action_show(self, what: str) -> None:
        screens: dict[str, Screen[Any]] = {
            "timeline": TimelineScreen(),
            "edit": EditDialog(),
            "confirm": ConfirmDialog("退回公海？", Content("北京恒信 [/]\n退回后 7 天内不可再领")),
            "choose": ChooseDialog("分配给", INDUSTRIES),
        }
        self.push_screen(screens[what], self.answers.append)


if __name__ == "__main__":
    Gallery(Path(tempfile.gettempdir())).run()
