"""Change single values of a TOML file; comments, order and what is unknown stay as they are."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from copy import deepcopy
from datetime import date, datetime, time

from crm_tui.values import dataclass

Path = tuple[str, ...]
TomlValue = str | bool | int | Sequence[str]

_BARE_KEY = re.compile(r"[A-Za-z0-9_-]+")
_REMARK = re.compile(r"""(?:"[^"]*"|'[^']*'|[^"'#])*?(\s+#.*)""")


@dataclass(frozen=True, slots=True)
class _Statement:
    """Some lines of a file: a table's head, or a name with its value."""

    start: int
    end: int
    path: Path
    is_head: bool


def edit_toml(text: str, changes: Mapping[Path, TomlValue | None]) -> str:
    """Return the text with values set, or with None taken out.

    Raises TOMLDecodeError for a text that is none. Where the lines cannot be changed one by one,
    as in an inline table, the whole is written anew with the same values and without comments.
    """
    wanted = tomllib.loads(text)
    for path, value in changes.items():
        _set(wanted, path, value)
    lines = text.removesuffix("\n").split("\n") if text else []
    for path, value in changes.items():
        _edit(lines, path, value)
    edited = "\n".join(lines) + "\n" if lines else ""
    try:
        is_so = _without_empty(tomllib.loads(edited)) == _without_empty(wanted)
    except tomllib.TOMLDecodeError:
        is_so = False
    return edited if is_so else "\n".join(_written(wanted)).strip() + "\n"


def _set(table: dict[str, object], path: Path, value: TomlValue | None) -> None:
    for name in path[:-1]:
        inner = table.get(name)
        if not isinstance(inner, dict):
            if value is None:
                return
            inner = table[name] = {}
        table = inner
    if value is None:
        table.pop(path[-1], None)
    else:
        table[path[-1]] = value if isinstance(value, str | bool | int) else list(value)


def _edit(lines: list[str], path: Path, value: TomlValue | None) -> None:
    statements = list(_statements(lines))
    found = next((each for each in statements if each.path == path and not each.is_head), None)
    line = None if value is None else f"{_name(path[-1])} = {_literal(value)}"
    if found is not None:
        remark = _REMARK.fullmatch(lines[found.start]) if found.end - found.start == 1 else None
        kept = remark.group(1) if remark else ""
        lines[found.start : found.end] = [] if line is None else [line + kept]
    elif line is not None:
        _insert(lines, statements, path[:-1], line)


def _insert(lines: list[str], statements: Sequence[_Statement], table: Path, line: str) -> None:
    inside = [
        each for each in statements if (each.path if each.is_head else each.path[:-1]) == table
    ]
    if inside:
        lines.insert(inside[-1].end, line)
    elif table:
        head = f"[{'.'.join(map(_name, table))}]"
        lines += [*([""] if lines else []), head, line]
    else:
        lines.insert(0, line)


def _statements(lines: Sequence[str]) -> Iterator[_Statement]:
    table: Path = ()
    at = 0
    while at < len(lines):
        start, at = at, at + 1
        if not lines[start].strip() or lines[start].lstrip().startswith("#"):
            continue
        # A value may go on over several lines: it ends where it can be understood.
        while (parsed := _understood(lines[start:at])) is None and at < len(lines):
            at += 1
        if lines[start].lstrip().startswith("["):
            table = _path(parsed or {})
            yield _Statement(start, at, table, is_head=True)
        else:
            yield _Statement(start, at, table + _path(parsed or {}), is_head=False)


def _understood(lines: Sequence[str]) -> dict[str, object] | None:
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return None


def _path(parsed: object) -> Path:
    if isinstance(parsed, dict) and len(parsed) == 1:
        name, inner = next(iter(parsed.items()))
        return (name, *_path(inner))
    return ()


def _without_empty(value: object) -> object:
    if not isinstance(value, dict):
        return value
    inner = {name: _without_empty(each) for name, each in value.items()}
    return {name: each for name, each in inner.items() if each != {}}


def _written(values: Mapping[str, object], above: Path = ()) -> Iterator[str]:
    tables = {name: each for name, each in values.items() if isinstance(each, dict)}
    plain = {name: each for name, each in deepcopy(dict(values)).items() if name not in tables}
    if above and (plain or not tables):
        yield ""
        yield f"[{'.'.join(map(_name, above))}]"
    for name, each in plain.items():
        yield f"{_name(name)} = {_literal(each)}"
    for name, inner in tables.items():
        yield from _written(inner, (*above, name))


def _name(name: str) -> str:
    return name if _BARE_KEY.fullmatch(name) else _quoted(name)


def _literal(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case str():
            return _quoted(value)
        case list() | tuple():
            return f"[{', '.join(map(_literal, value))}]"
        case dict():
            inner = (f"{_name(name)} = {_literal(each)}" for name, each in value.items())
            return f"{{ {', '.join(inner)} }}"
        case datetime() | date() | time():
            return value.isoformat()
        case _:
            return repr(value)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\U{ord(c):08x}" for c in escaped) + '"'
