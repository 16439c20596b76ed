"""Keys that come together, as a terminal brings what was typed or pasted fast, act in turn."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, ClassVar

import pytest
from textual import events
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.keys import _character_to_key
from textual.screen import ModalScreen, Screen
from textual.widget import Widget
from textual.widgets import Input

from crm_tui.tui.terminal.application import TerminalApp
from tests.driver import Driver, driving


class Sheet(Screen[str]):
    """Two lines to type into; enter goes on, F2 answers with both."""

    BINDINGS: ClassVar[list[BindingType]] = [("f2", "save", "")]

    def compose(self) -> ComposeResult:
        yield Input(id="name")
        yield Input(id="phone")

    def on_mount(self) -> None:
        self.query_one("#name", Input).focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        event.stop()
        self.focus_next()

    def action_save(self) -> None:
        self.dismiss(" ".join(each.value for each in self.query(Input)))


class Question(ModalScreen[str | None]):
    """Answers with the first letter typed."""

    def compose(self) -> ComposeResult:
        yield Input()

    def on_mount(self) -> None:
        self.query_one(Input).focus()

    def on_input_changed(self, event: Input.Changed) -> None:
        self.dismiss(event.value)


class Desk(Widget, can_focus=True):
    """Takes keys for the screen it is on."""


class DeskApp(TerminalApp[None]):
    """Opens a sheet with N and a question with v; keeps the answers, and the keys it is left."""

    BINDINGS: ClassVar[list[BindingType]] = [
        ("N", "sheet", ""),
        ("v", "question", ""),
        ("w", "wait_for_answer", ""),
        ("j", "note('j')", ""),
    ]

    def __init__(self, folder: Path) -> None:
        super().__init__(crash_folder=folder)
        self.heard: list[str | None] = []

    def compose(self) -> ComposeResult:
        yield Desk()

    def on_mount(self) -> None:
        self.query_one(Desk).focus()

    def action_sheet(self) -> None:
        self.push_screen(Sheet(), self.heard.append)

    def action_question(self) -> None:
        self.push_screen(Question(), self.heard.append)

    def action_note(self, key: str) -> None:
        self.heard.append(key)

    def action_wait_for_answer(self) -> None:
        async def wait() -> None:
            self.heard.append(await self.push_screen_wait(Question()))

        self.run_worker(wait())


def keys_of(text: str) -> Sequence[events.Key]:
    """The keys that a terminal makes of a text in one read."""
    named = {"\t": "tab", "\r": "enter", "\x7f": "backspace", "\x1b": "f2"}
    return [
        events.Key(named.get(each) or _character_to_key(each), each if each >= " " else None)
        for each in text
    ]


def deliver(app: TerminalApp[Any], text: str) -> None:
    """Bring keys as the terminal's thread does, all before the program takes the first."""
    for key in keys_of(text):
        key.set_sender(app)
        app.post_message(key)


async def _heard(driver: Driver, app: DeskApp, count: int) -> list[str | None]:
    await driver.wait_until(lambda: len(app.heard) >= count, f"{count} answers")
    return app.heard


@pytest.mark.parametrize(
    ("typed", "heard"),
    [
        ("N张三\t138\x1b", ["张三 138"]),
        ("N张三\r138\x1b", ["张三 138"]),
        ("N李四\x7f五\t1\x7f39\x1bj", ["李五 39", "j"]),
        ("jjv3jN王\x1bj", ["j", "j", "3", "j", "王 ", "j"]),
        ("w5jj", ["5", "j", "j"]),
        ("N张\u3000三\tx\x1b", ["张 三 x"]),
    ],
)
async def test_keys_that_come_at_once_land_where_they_were_meant(
    tmp_path: Path, typed: str, heard: list[str]
) -> None:
    app = DeskApp(tmp_path)
    async with driving(app) as driver:
        deliver(app, typed)
        assert await _heard(driver, app, len(heard)) == heard


async def test_keys_overtake_no_dialog_where_the_machine_is_busy_with_other_things(
    tmp_path: Path,
) -> None:
    """What takes the program a moment takes seconds there, but no more of the processor."""
    app = DeskApp(tmp_path)
    async with driving(app) as driver:

        async def starve() -> None:
            while True:
                time.sleep(0.3)
                await asyncio.sleep(0)

        starving = asyncio.create_task(starve())
        deliver(app, "v3j")
        heard = await _heard(driver, app, 2)
        starving.cancel()
        assert heard == ["3", "j"]


async def test_what_is_pasted_after_keys_waits_for_them(tmp_path: Path) -> None:
    app = DeskApp(tmp_path)
    async with driving(app) as driver:
        deliver(app, "N张三\t")
        app.post_message(events.Paste("13800001111"))
        deliver(app, "\x1b")
        assert await _heard(driver, app, 1) == ["张三 13800001111"]


async def test_a_key_alone_waits_for_nothing(tmp_path: Path) -> None:
    """A screen that never comes to rest does not keep a key from being taken at once."""
    app = DeskApp(tmp_path)
    async with driving(app) as driver:
        desk = app.query_one(Desk)

        async def never_rest() -> None:
            while desk.post_message(events.Idle()):
                await asyncio.sleep(0)

        restless = asyncio.create_task(never_rest())
        deliver(app, "j")
        assert await _heard(driver, app, 1) == ["j"]
        deliver(app, "jj")
        assert await _heard(driver, app, 3) == ["j", "j", "j"]
        restless.cancel()


def test_what_is_typed_when_the_last_screen_has_gone_goes_nowhere(tmp_path: Path) -> None:
    assert not DeskApp(tmp_path)._stays_for(events.Key("a", "a"))
