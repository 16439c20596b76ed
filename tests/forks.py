"""Run the tests in several processes that are forked from one which has read them all.

With pytest-xdist each process imports and collects every test for itself, and five things are told
of each test: together a fifth of the run. It is used where processes cannot be forked.
"""

from __future__ import annotations

import os
import signal
import sys
import traceback
from collections import deque
from dataclasses import dataclass, field
from multiprocessing import Pipe
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any, NoReturn

import pytest
from _pytest.config import create_terminal_writer

_LAST = ("unit", "integration", "cli")
"""What is begun last: many short tests, so that no process works while the others have ended."""
_TOGETHER = ("faults", "races")
"""What one process is given whole: its tests fork others from one that has loaded the program."""
_BESIDE_THE_CORES = 1
"""Tests of screens wait a third of their time: for keys to be taken, for timers."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Let a run be of several processes."""
    parser.addoption("--forks", type=_number, metavar="N", help="so many processes, or auto")


@pytest.hookimpl(tryfirst=True)
def pytest_runtestloop(session: pytest.Session) -> bool | None:
    """Run what was collected in processes of its own, where that is asked for."""
    number = session.config.getoption("forks")
    if not number or session.testsfailed or session.config.option.collectonly:
        return None
    Forks(session, number).run()
    return True


def _number(wish: str) -> int:
    return _cores() + _BESIDE_THE_CORES if wish == "auto" else int(wish)


def _cores() -> int:
    return len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1


@dataclass(eq=False, slots=True)
class _Worker:
    """A process that runs tests, and what it is to run."""

    process_id: int
    channel: Connection
    own: deque[int] = field(default_factory=deque)
    """What it shall be given, of one file."""
    given: deque[int] = field(default_factory=deque)
    """What it has been told to run: two at a time, as a test asks which one comes after it."""
    knows_all: bool = False
    """Whether it was told that nothing comes after."""


class _Broken(Exception):  # noqa: N818 - not of the program's
    """A process ended otherwise than by its last test."""


class Forks:
    """Hands the tests of a session out, a file to each process, and reports what it is told."""

    def __init__(self, session: pytest.Session, number: int) -> None:
        self._session = session
        self._files = deque(_files_of(session.items))
        self._workers: list[_Worker] = []
        # What the plugins ask where pytest-xdist hands out.
        os.environ["PYTEST_XDIST_WORKER_COUNT"] = str(number)
        reporter = session.config.pluginmanager.get_plugin("terminalreporter")
        if reporter is not None:
            reporter.showfspath = False
        # Made once: whoever makes one that was named clears away what is in it.
        session.config._tmp_path_factory.getbasetemp()  # type: ignore[attr-defined]  # of a plugin
        for _ in range(number):
            self._begin()

    def run(self) -> None:
        """Run all tests, or as few as wanted when some fail."""
        try:
            while self._workers:
                for ready in wait([each.channel for each in self._workers]):
                    self._hear(next(each for each in self._workers if each.channel is ready))
        finally:
            for worker in self._workers:
                os.kill(worker.process_id, signal.SIGKILL)
                os.waitpid(worker.process_id, 0)

    def _begin(self) -> None:
        here, there = Pipe()
        process_id = os.fork()
        if process_id == 0:
            for each in (here, *(worker.channel for worker in self._workers)):
                each.close()
            _work(self._session, there)
        there.close()
        worker = _Worker(process_id, here)
        self._workers.append(worker)
        for _ in range(2):
            self._hand(worker)

    def _hand(self, worker: _Worker) -> None:
        if worker.knows_all:
            return
        if not worker.own:
            worker.own = self._more()
        if worker.own:
            worker.given.append(worker.own.popleft())
            worker.channel.send(worker.given[-1])
        else:
            worker.knows_all = True
            worker.channel.send(None)

    def _more(self) -> deque[int]:
        """Return the tests of another file, or half of those that some process has before it."""
        if self._files:
            return self._files.popleft()
        richest = max(self._workers, key=lambda each: len(each.own)).own
        return deque(richest.pop() for _ in range((len(richest) + 1) // 2))

    def _hear(self, worker: _Worker) -> None:
        try:
            told = worker.channel.recv()
        except (EOFError, ConnectionResetError):
            os.waitpid(worker.process_id, 0)
            self._workers.remove(worker)
            if worker.given:
                raise _Broken(f"a process died in {self._item(worker).nodeid}") from None
            return
        if isinstance(told, str):
            raise _Broken(told)
        self._report(self._item(worker), told)
        worker.given.popleft()
        self._hand(worker)

    def _item(self, worker: _Worker) -> pytest.Item:
        return self._session.items[worker.given[0]]

    def _report(self, item: pytest.Item, told: list[dict[str, Any]]) -> None:
        config, hook = self._session.config, item.ihook
        hook.pytest_runtest_logstart(nodeid=item.nodeid, location=item.location)
        for data in told:
            report = hook.pytest_report_from_serializable(config=config, data=data)
            hook.pytest_runtest_logreport(report=report)
        hook.pytest_runtest_logfinish(nodeid=item.nodeid, location=item.location)
        if self._session.shouldfail:
            raise self._session.Failed(self._session.shouldfail)
        if self._session.shouldstop:
            raise self._session.Interrupted(self._session.shouldstop)


def _files_of(items: list[pytest.Item]) -> list[deque[int]]:
    """Return the tests of each file, by their places, in the order in which to begin them."""
    found: dict[str, deque[int]] = {}
    for at, item in enumerate(items):
        file = item.location[0]
        folder = _folder(file)
        found.setdefault(folder if folder in _TOGETHER else file, deque()).append(at)
    return [found[name] for name in sorted(found, key=_turn)]


def _turn(name: str) -> int:
    folder = _folder(name)
    return len(_LAST) - _LAST.index(folder) if folder in _LAST else 0


def _folder(name: str) -> str:
    return name.removeprefix("tests/").partition("/")[0]


class _Listener:
    """Keeps what is reported of a test."""

    def __init__(self, config: pytest.Config) -> None:
        self._config = config
        self._heard: list[dict[str, Any]] = []

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        hook = self._config.hook
        data = hook.pytest_report_to_serializable(config=self._config, report=report)
        self._heard.append(data)

    def taken(self) -> list[dict[str, Any]]:
        """Return what was heard since it was taken last."""
        heard, self._heard = self._heard, []
        return heard


def _work(session: pytest.Session, channel: Connection) -> NoReturn:
    """Run the tests that are asked for, then end this process: it is one that was forked."""
    try:
        listener = _settle(session)
        index = channel.recv()
        while index is not None:
            following = channel.recv()
            item = session.items[index]
            after = None if following is None else session.items[following]
            item.ihook.pytest_runtest_protocol(item=item, nextitem=after)
            channel.send(listener.taken())
            index = following
        status = pytest.ExitCode.TESTS_FAILED if session.testsfailed else pytest.ExitCode.OK
        session.config.hook.pytest_sessionfinish(session=session, exitstatus=status)
        session.config._ensure_unconfigure()
    except BaseException:  # whatever it is, it is told
        channel.send(traceback.format_exc())
    finally:
        # Nothing else: what is cleared away at the end is the other process's as well.
        os._exit(0)


def _settle(session: pytest.Session) -> _Listener:
    """Let what this process writes, and the folders it makes, be its own."""
    plugins = session.config.pluginmanager
    reporter = plugins.get_plugin("terminalreporter")
    if reporter is not None:
        # It is asked how to write what is compared, but writes nothing.
        nowhere = Path(os.devnull).open("w", encoding="utf-8")  # noqa: SIM115 - to the end
        reporter._tw = create_terminal_writer(session.config, nowhere)
    capture = plugins.get_plugin("capturemanager")
    if capture is not None:
        capture.stop_global_capturing()
        capture.start_global_capturing()
        capture.suspend_global_capture()
    folders = session.config._tmp_path_factory  # type: ignore[attr-defined]  # of its own plugin
    folders._basetemp = folders.mktemp(f"fork-{os.getpid()}", numbered=False)
    os.environ["PYTEST_XDIST_WORKER"] = f"fork-{os.getpid()}"
    listener = _Listener(session.config)
    plugins.register(listener)
    return listener
