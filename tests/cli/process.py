"""The program as a process on a database of its own: what a person types, and what comes back."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

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
    """Forks a process for each command from one that has the libraries loaded."""

    def __init__(self) -> None:
        self._folder = tempfile.TemporaryDirectory()
        self._files = [str(Path(self._folder.name) / name) for name in ("out", "err")]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.cli.serving"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            encoding="utf-8",
        )

    def answer(self, at: str, arguments: tuple[str, ...], environment: dict[str, str]) -> Answer:
        for name in self._files:
            Path(name).write_bytes(b"")
        request = {
            "at": at,
            "arguments": arguments,
            "environment": environment,
            "files": self._files,
        }
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(json.dumps(request) + "\n")
        self._process.stdin.flush()
        code = int(self._process.stdout.readline())
        out, err = (Path(name).read_text(encoding="utf-8") for name in self._files)
        return Answer(code, out, err)

    def close(self) -> None:
        with self._process:
            assert self._process.stdin is not None
            self._process.stdin.close()
        self._folder.cleanup()


SERVERS: list[Server] = []
"""The one server of this test run, where the platform can fork; see conftest."""


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

    def crm(self, *arguments: str) -> Answer:
        """Run one command; whatever happens, it shows no traceback and no escape sequence."""
        if not SERVERS:
            return self.spawned(*arguments)
        return _plain(SERVERS[0].answer(self.at, arguments, self.variables()))

    def spawned(self, *arguments: str) -> Answer:
        """Run one command in a process that loads everything itself."""
        ended = subprocess.run(
            self.command(*arguments),
            cwd=ROOT,
            env=self.variables() | {"PYTHONWARNINGS": "error"},
            stdin=subprocess.DEVNULL,
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
