"""Databases that are made once and copied: an empty office, and one with the sample customers."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.process import CLIENTS, DATA, Client, Server, Shell, shell_with
from tests.templates import made_once
from tests.whole_runs import runs_all

_SERVERS: dict[int, Server] = {}
"""The server of a run, by the process that began it; what is forked from that shares it."""


def pytest_configure(config: pytest.Config) -> None:
    """Begin to load the program while tests are read, where all are run."""
    if runs_all(config):
        _begin()


def pytest_collection_finish(session: pytest.Session) -> None:
    """Begin to load it while other tests run."""
    here = Path(__file__).parent
    if any(here in item.path.parents for item in session.items):
        _begin()


def _begin() -> None:
    if hasattr(os, "fork") and os.getpid() not in _SERVERS:
        _SERVERS[os.getpid()] = Server()


def pytest_sessionfinish() -> None:
    """End what was begun in this process."""
    server = _SERVERS.pop(os.getpid(), None)
    if server is not None:
        server.close()


@pytest.fixture(scope="session", autouse=True)
def client() -> Iterator[None]:
    """Ask the server, where there is one."""
    for each in _SERVERS.values():
        CLIENTS.append(Client(each.address))
    yield
    while CLIENTS:
        CLIENTS.pop().close()


@pytest.fixture(autouse=True, scope="module")
def _each_file_of_tests_in_a_process_of_its_own() -> Iterator[None]:
    yield
    for each in CLIENTS:
        each.begin_anew()


@pytest.fixture(scope="session")
def empty_office(client: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def found(file: Path) -> None:
        shell = Shell(tmp_path_factory.mktemp("empty"))
        shell.done("init", "--admin", "wangwei", "--name", "王伟", "--words", "zh")
        shell.done("user", "add", "lina", "--name", "李娜")
        shutil.copyfile(shell.database, file)

    return made_once("cli-empty.db", found)


@pytest.fixture(scope="session")
def imported_office(empty_office: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    def fill(file: Path) -> None:
        shell = shell_with(empty_office, tmp_path_factory.mktemp("imported"))
        shell.environment["CRM_USER"] = "wangwei"
        shell.done("import", "customers", str(DATA / "sample_customers.xlsx"), "--pool", "公海")
        shutil.copyfile(shell.database, file)

    return made_once("cli-imported.db", fill)


@pytest.fixture
def new(tmp_path: Path) -> Shell:
    """Give a shell whose database does not exist yet."""
    return Shell(tmp_path)


@pytest.fixture
def office(empty_office: Path, tmp_path: Path) -> Shell:
    """Give a shell of the administrator of an office without customers."""
    shell = shell_with(empty_office, tmp_path)
    shell.environment["CRM_USER"] = "wangwei"
    return shell


@pytest.fixture
def sample(imported_office: Path, tmp_path: Path) -> Shell:
    """Give a shell of the administrator, with 300 customers in the pool."""
    shell = shell_with(imported_office, tmp_path)
    shell.environment["CRM_USER"] = "wangwei"
    return shell
