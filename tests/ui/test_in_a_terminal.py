"""The program as it is typed and read through a real terminal; tmux is one."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from rich.cells import cell_len

from crm_tui.clock import SystemClock
from crm_tui.domain.customers import Level
from tests import make

pytestmark = pytest.mark.skipif(
    shutil.which("tmux") is None, reason="tmux is not there: apt install tmux"
)

ROOT = Path(__file__).parents[2]
NAMES = ("北京恒信科技有限公司", "上海浦江精密机械", "深圳云图软件")
SIZES = [
    pytest.param((80, 24), id="80x24"),
    pytest.param((120, 40), id="120x40", marks=pytest.mark.long),
    pytest.param((220, 60), id="220x60", marks=pytest.mark.long),
]
_PATIENCE_SECONDS = 30
_ENDED = "ended with"


class Terminal:
    """A tmux of its own, with the program in its only window."""

    def __init__(self, folder: Path, file: Path, size: tuple[int, int]) -> None:
        # Of its own: the server of one that has just ended may not be gone yet.
        self._socket = folder / f"tmux-{os.urandom(2).hex()}"
        self.size = size
        environment = {
            **os.environ,
            "CRM_CONFIG": str(folder / "settings.toml"),
            "CRM_LANG": "zh",
            "LC_ALL": "C.UTF-8",
            "XDG_STATE_HOME": str(folder),
        }
        command = [sys.executable, "-m", "crm_tui", "--db", str(file), "--user", "wangwei"]
        width, height = map(str, size)
        # A shell says how it ended: now and then tmux does not learn of it.
        told = ["sh", "-c", f'"$@"; echo "{_ENDED} $?"; read -r _', "sh"]
        self._tmux(
            *["new-session", "-d", "-x", width, "-y", height, "-c", str(ROOT), *told, *command],
            environment=environment,
        )

    def press(self, *keys: str) -> None:
        """Press keys, by the names that tmux has for them."""
        for key in keys:
            self._tmux("send-keys", key)

    def type_text(self, text: str) -> None:
        """Type a text as it is."""
        self._tmux("send-keys", "-l", text)

    def resize(self, size: tuple[int, int]) -> None:
        """Give the window another size."""
        self.size = size
        self._tmux("resize-window", "-x", str(size[0]), "-y", str(size[1]))

    def lines(self) -> list[str]:
        """What the window shows; blanks at the ends of lines are not told."""
        return self._tmux("capture-pane", "-p").splitlines()

    def see(self, *texts: str) -> list[str]:
        """Wait until these texts are read, and return the lines."""
        return self._await(texts, lambda shown: all(text in shown for text in texts))

    def see_no(self, text: str) -> list[str]:
        """Wait until a text is read no more, and return the lines."""
        return self._await(f"no {text}", lambda shown: text not in shown)

    def exit_code(self) -> int:
        """Wait until the program has ended, and return its exit code."""
        last = next(each for each in self.see(_ENDED) if each.startswith(_ENDED))
        return int(last.removeprefix(_ENDED))

    def processes(self) -> list[int]:
        """The shell in the window, and what runs in it."""
        shell = self._tmux("display-message", "-p", "#{pane_pid}").strip()
        children = Path(f"/proc/{shell}/task/{shell}/children")
        below = children.read_text().split() if children.exists() else []
        return [int(each) for each in (shell, *below)]

    def told_size(self) -> os.terminal_size:
        """The size that tmux has told the program, which asks for no other."""
        tty = os.open(self._tmux("display-message", "-p", "#{pane_tty}").strip(), os.O_RDONLY)
        try:
            return os.get_terminal_size(tty)
        finally:
            os.close(tty)

    def end(self) -> None:
        """End this tmux and whatever runs in it."""
        subprocess.run(["tmux", "-S", self._socket, "kill-server"], check=False)

    def _await(self, what: object, condition: Callable[[str], bool]) -> list[str]:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not condition("\n".join(lines := self.lines())):
            if time.monotonic() > deadline:
                raise AssertionError(f"waited in vain for {what}\n" + "\n".join(lines))
            time.sleep(0.03)
        return lines

    def _tmux(self, *words: str, environment: dict[str, str] | None = None) -> str:
        done = subprocess.run(
            ["tmux", "-u", "-f", os.devnull, "-S", self._socket, *words],
            env=environment,
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout


@pytest.fixture
def file(tmp_path: Path) -> Path:
    """An office of one's own time with three customers."""
    made = make.office_file(tmp_path, now=SystemClock().now())
    crm = make.opened(made, SystemClock())
    for name, level in zip(NAMES, Level, strict=True):
        customer = make.customer(crm, None, name, level=level, phone="13800138000")
        make.follow_up(crm, make.admin(crm), customer, "预算已批，要分期方案")
    crm.close()
    return made


@pytest.fixture
def terminals(tmp_path: Path, file: Path) -> Iterator[Callable[[tuple[int, int]], Terminal]]:
    """Opens the program in a terminal of some size."""
    opened: list[Terminal] = []

    def open_one(size: tuple[int, int]) -> Terminal:
        opened.append(Terminal(tmp_path, file, size))
        return opened[-1]

    yield open_one
    for each in opened:
        each.end()


def fills_the_window(terminal: Terminal, lines: list[str]) -> None:
    """Every framed line ends where the window does: no glyph was lost, none took too much room."""
    width, height = terminal.size
    framed = [line for line in lines if line.startswith(("│", "╭", "╰"))]
    assert len(lines) == height
    assert len(framed) > height // 2
    assert {cell_len(line) for line in framed} == {width}, "\n".join(lines)


@pytest.mark.parametrize("size", SIZES)
def test_a_customer_is_looked_for_opened_and_left(
    terminals: Callable[[tuple[int, int]], Terminal], size: tuple[int, int]
) -> None:
    terminal = terminals(size)
    lines = terminal.see("今日待办", "● 已保存", "?帮助")
    assert "[1今日]" in lines[0]
    terminal.press("2")
    lines = terminal.see("我负责的 (3)", *NAMES)
    fills_the_window(terminal, lines)
    terminal.press("/")
    terminal.type_text("等级:B 浦江")
    lines = terminal.see("我负责的 * (1)")
    fills_the_window(terminal, lines)
    assert NAMES[1] in "\n".join(lines)
    terminal.see_no(NAMES[0])
    terminal.press("Enter", "Enter")
    lines = terminal.see("时间线", f"{NAMES[1]}", "预算已批，要分期方案")
    fills_the_window(terminal, lines)
    terminal.press("q")
    terminal.see("我负责的 * (1)")
    terminal.press("Escape")
    terminal.see("我负责的 (3)", *NAMES)
    terminal.press("q")
    terminal.see("退出客户通？")
    terminal.press("y")
    assert terminal.exit_code() == 0


@pytest.mark.long
def test_the_window_may_change_its_size(
    terminals: Callable[[tuple[int, int]], Terminal],
) -> None:
    terminal = terminals((120, 40))
    terminal.see("今日待办", "● 已保存")
    terminal.press("2")
    terminal.see("我负责的 (3)")
    for size in ((80, 24), (220, 60), (81, 25), (120, 40)):
        terminal.resize(size)
        terminal.see("?帮助")
        fills_the_window(terminal, _come_to_rest(terminal))
    terminal.resize((79, 24))
    terminal.see("窗口太小（79×24）")
    terminal.resize((80, 24))
    fills_the_window(terminal, terminal.see("我负责的 (3)"))


def _come_to_rest(terminal: Terminal) -> list[str]:
    """Return the screen once it is painted for the size of the window, and changes no more."""
    before: list[str] = []
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while (now := terminal.lines()) != before or cell_len(now[1]) != terminal.size[0]:
        if time.monotonic() > deadline:
            raise AssertionError("\n".join([f"told to be {terminal.told_size()}", *now]))
        before = now
        time.sleep(0.3)
    return now


def test_the_program_ends_when_its_window_is_closed(
    terminals: Callable[[tuple[int, int]], Terminal],
) -> None:
    terminal = terminals((80, 24))
    terminal.see("今日待办")
    processes = terminal.processes()
    assert processes
    terminal.end()
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while any(map(is_running, processes)):
        assert time.monotonic() < deadline, "it goes on where nobody sees it"
        time.sleep(0.05)


def test_what_was_typed_survives_a_kill_for_who_typed_it(
    terminals: Callable[[tuple[int, int]], Terminal], tmp_path: Path
) -> None:
    terminal = terminals((100, 30))
    terminal.see("今日待办", "● 已保存")
    terminal.press("2")
    terminal.see("我负责的 (3)")
    terminal.press("N")
    terminal.see("新建客户")
    terminal.type_text("杭州西湖精密仪器")
    draft = _draft_of(tmp_path)
    assert (draft.stat().st_mode & 0o777, draft.parent.stat().st_mode & 0o777) == (0o600, 0o700)
    for process in terminal.processes()[1:]:
        os.kill(process, signal.SIGKILL)
    terminal.end()
    again = terminals((100, 30))
    again.see("今日待办", "● 已保存")
    again.press("2")
    again.see("我负责的 (3)")
    again.press("N")
    again.see("杭州西湖精密仪器", "恢复")
    again.press("Enter")
    again.see_no("恢复")
    again.see("杭州西湖精密仪器", "新建客户")


def _draft_of(folder: Path) -> Path:
    """Wait until what was typed is kept, and return where."""
    deadline = time.monotonic() + _PATIENCE_SECONDS
    while True:
        for found in (folder / "drafts").glob("*.json"):
            if "西湖精密仪器" in found.read_text(encoding="utf-8"):
                return found
        assert time.monotonic() < deadline, "no draft was kept"
        time.sleep(0.05)


def is_running(process: int) -> bool:
    """Whether there is such a process."""
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    return True
