"""The program as a process on a database of its own: what a person types, and what comes back."""

from __future__ import annotations

import json
import os
import shutil
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

ROOT = Path(__file__).parents[2]
DATA = ROOT / "data"
NOON = "2026-11-22T12:00:00+08:00"
LIMIT_SECONDS = 120
ENTRY = (sys.executable, "-m", "tests.cli.entry")


@dataclass(frozen=True, slots=True)
class Answer:
    """How a process ended and what it wrote."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)

    @property
    def error(self) -> Any:
        return json.loads(self.err)


class Server:
    """Forks a process for the commands of each file of tests from one that has all loaded."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory(prefix="crm-cli-")
        self.address = str(Path(self._folder.name) / "socket")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.address)
            listener.listen()
            self._process = subprocess.Popen(
                [sys.executable, "-m", "tests.cli.serving", str(listener.fileno())],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                pass_fds=[listener.fileno()],
            )

    def close(self) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._folder.cleanup()


class Client:
    """Lets a server run one command after the other."""

    def __init__(self, address: str) -> None:
        self._address = address
        self._folder = tempfile.TemporaryDirectory(prefix="crm-cli-")
        self._files = [str(Path(self._folder.name) / name) for name in ("in", "out", "err")]
        self._line: TextIO | None = None

    def answer(
        self, at: str, arguments: tuple[str, ...], environment: dict[str, str], typed: str
    ) -> Answer:
        for name, said in zip(self._files, (typed, "", ""), strict=True):
            Path(name).write_text(said, encoding="utf-8")
        request = {
            "at": at,
            "arguments": arguments,
            "environment": environment,
            "files": self._files,
        }
        if self._line is None:
            self._line = self._connected()
        self._line.write(json.dumps(request) + "\n")
        self._line.flush()
        code = self._line.readline()
        out, err = (Path(name).read_text(encoding="utf-8") for name in self._files[1:])
        assert code, f"the process died: {out}{err}"
        return Answer(int(code), out, err)

    def begin_anew(self) -> None:
        """Let the next command begin in a process of its own."""
        if self._line is not None:
            self._line.close()
            self._line = None

    def close(self) -> None:
        self._folder.cleanup()

    def _connected(self) -> TextIO:
        with socket.socket(socket.AF_UNIX) as line:
            line.connect(self._address)
            return line.makefile("rw", encoding="utf-8")


CLIENTS: list[Client] = []
"""The one of this test run, where the platform can fork; see conftest."""


@dataclass
class Shell:
    """Types commands as somebody, on one database, at one time."""

    folder: Path
    at: str = NOON
    environment: dict[str, str] = field(default_factory=dict)

    @property
    def database(self) -> Path:
        return self.folder / "crm.db"

    def variables(self) -> dict[str, str]:
        """Return the environment of the process, without anything of the machine's own."""
        kept = {name: os.environ[name] for name in ("PATH", "SYSTEMROOT") if name in os.environ}
        return {
            **kept,
            "HOME": str(self.folder),
            "XDG_STATE_HOME": str(self.folder / "state"),
            "CRM_DB": str(self.database),
            "CRM_CONFIG": str(self.folder / "settings.toml"),
            "CRM_LANG": "en",
            **self.environment,
        }

    def command(self, *arguments: str) -> list[str]:
        return [*ENTRY, self.at, *arguments]

    def crm(self, *arguments: str, typed: str = "") -> Answer:
        """Run one command; whatever happens, it shows no traceback and no escape sequence."""
        if not CLIENTS:
            return self.spawned(*arguments, typed=typed)
        return _plain(CLIENTS[0].answer(self.at, arguments, self.variables(), typed))

    def spawned(self, *arguments: str, typed: str = "") -> Answer:
        """Run one command in a process that loads everything itself."""
        ended = subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.variables() | {"PYTHONWARNINGS": "error"},
            input=typed.encode(),
            capture_output=True,
            timeout=LIMIT_SECONDS,
            check=False,
        )
        return _plain(Answer(ended.returncode, ended.stdout.decode(), ended.stderr.decode()))

    def done(self, *arguments: str) -> Answer:
        """Run one command that must succeed."""
        answer = self.crm(*arguments)
        assert answer.code == 0, answer
        return answer


def _plain(answer: Answer) -> Answer:
    assert "Traceback" not in answer.out + answer.err, answer
    assert "\x1b" not in answer.out + answer.err, answer
    return answer


def shell_with(template: Path, folder: Path) -> Shell:
    """Return a shell on a copy of a database that no process has open."""
    shell = Shell(folder)
    shutil.copy(template, shell.database)
    return shell
