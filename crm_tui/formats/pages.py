"""Pages made from a text with places for values: nothing in it runs, and values stay text.

A place is {{name}}. What stands between {{#name}} and {{/name}} is there once for each of several
values, or once for a value that is not empty. There are no expressions, loads or raw values.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterable, Mapping, Sequence
from enum import StrEnum

from crm_tui.domain.text import printable
from crm_tui.values import dataclass

_TAG = re.compile(r"\{\{\s*([#/]?)\s*([a-z_.]+)\s*\}\}")
_HEAD = re.compile(r"<head(?:\s[^>]*)?>", re.IGNORECASE)
_RESTING = (
    '<meta http-equiv="Content-Security-Policy" content="default-src \'none\';'
    " style-src 'unsafe-inline'; img-src data:; font-src data:\">"
)
"""Tells whatever shows the page to run no script and to load nothing from anywhere."""

_WIDE_COLON = "："
"""Holds its own space: the one that a page has behind a label falls away after it."""

Values = Mapping[str, str | Sequence[Mapping[str, str]]]


class PageTrouble(StrEnum):
    """Why a text is no page."""

    UNKNOWN = "page_unknown"
    OPEN = "page_open"
    NO_HEAD = "page_no_head"


@dataclass(frozen=True, slots=True)
class PageFault:
    """What is wrong with a text, and where."""

    trouble: PageTrouble
    part: str


@dataclass(frozen=True, slots=True)
class _Block:
    """A part of a page that is there once for each value of a name; the whole has none."""

    name: str
    parts: list[str | _Place | _Block]


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a value goes."""

    name: str


def page_fault(
    text: str, names: Iterable[str], inner: Mapping[str, Iterable[str]]
) -> PageFault | None:
    """Return what is wrong with a page that may ask for these names, or None.

    `inner` are the names of blocks of several values, each with what may be asked for inside.
    """
    parsed = _parsed(text)
    if isinstance(parsed, PageFault):
        return parsed
    if _HEAD.search(text) is None:
        return PageFault(PageTrouble.NO_HEAD, "<head>")
    return _unknown(parsed, frozenset(names), {key: frozenset(each) for key, each in inner.items()})


def filled(text: str, values: Values) -> str:
    """Return the page with its values, each as plain text; raise ValueError for no page."""
    parsed = _parsed(text)
    if isinstance(parsed, PageFault):
        raise ValueError(parsed.part)
    page = "".join(_pieces(parsed, values))
    head = _HEAD.search(page)
    at = 0 if head is None else head.end()
    return page[:at] + _RESTING + page[at:]


def _parsed(text: str) -> _Block | PageFault:
    whole = _Block("", [])
    open_blocks, at = [whole], 0
    for tag in _TAG.finditer(text):
        kind, name = tag[1], tag[2]
        open_blocks[-1].parts.append(text[at : tag.start()])
        at = tag.end()
        if kind == "#":
            block = _Block(name, [])
            open_blocks[-1].parts.append(block)
            open_blocks.append(block)
        elif kind == "/":
            if open_blocks[-1].name != name:
                return PageFault(PageTrouble.OPEN, tag[0])
            open_blocks.pop()
        else:
            open_blocks[-1].parts.append(_Place(name))
    if len(open_blocks) > 1:
        return PageFault(PageTrouble.OPEN, f"{{{{#{open_blocks[-1].name}}}}}")
    whole.parts.append(text[at:])
    return whole


def _unknown(
    block: _Block, names: frozenset[str], inner: Mapping[str, frozenset[str]]
) -> PageFault | None:
    for part in block.parts:
        if isinstance(part, str):
            continue
        if part.name not in names and part.name not in inner:
            return PageFault(PageTrouble.UNKNOWN, f"{{{{{part.name}}}}}")
        if isinstance(part, _Block):
            known = names | inner.get(part.name, frozenset())
            if fault := _unknown(part, known, inner):
                return fault
    return None


def _pieces(block: _Block, values: Values) -> Iterable[str]:
    said = ""
    for part in block.parts:
        match part:
            case str():
                yield part.removeprefix(" ") if said.endswith(_WIDE_COLON) else part
                said = ""
            case _Place():
                said = _shown(values.get(part.name, ""))
                yield said
            case _Block():
                for each in _repeated(values.get(part.name, "")):
                    yield from _pieces(part, {**values, **each})


def _repeated(value: str | Sequence[Mapping[str, str]]) -> Iterable[Mapping[str, str]]:
    if isinstance(value, str):
        return ({},) if value else ()
    return value


def _shown(value: str | Sequence[Mapping[str, str]]) -> str:
    if not isinstance(value, str):
        return ""
    lines = (html.escape(printable(line)) for line in value.splitlines())
    return "<br>".join(lines)
