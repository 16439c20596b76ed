"""Which lines of a text are read, and what is a chat that somebody pasted."""

from __future__ import annotations

import re
from collections.abc import Iterator

from crm_tui.values import dataclass

_MARKED = re.compile(
    r"\s*(?:[#@]\S|!\s?\S|任务[\s:]|task:|todo:|下次|下一次|next(?: contact)?[\s:])"
)
_CLOCK_AT_END = re.compile(r"\S.{0,40}?\s[0-9/年月日.:-]*\s*[0-9]{1,2}:[0-9]{2}(?::[0-9]{2})?\s*$")
_SPEAKER = re.compile(r"[^\s:,。!?][^:,。!?]{0,19}:(?!\d)")

LONGEST_READ = 2_000
"""Characters of a line that are read; what comes after is content."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line that is read: where it stands, and whether all of it or only its signs count."""

    start: int
    end: int
    is_first: bool


def lines_read(plain: str) -> Iterator[Line]:
    """Yield the lines of a half-width text that are read.

    Of several lines the first is read like a line alone, unless it is of a chat. Below it only a
    line is read that begins with a sign: 下次, #, @, ! or 任务.
    """
    start = 0
    lines = plain.split("\n")
    chat = is_chat(lines)
    for number, line in enumerate(lines):
        end = start + min(len(line), LONGEST_READ)
        if not number and not chat:
            yield Line(start, end, is_first=True)
        elif number and _MARKED.match(line):
            yield Line(start, end, is_first=False)
        start += len(line) + 1


def is_chat(lines: list[str]) -> bool:
    """Tell whether lines are of a chat: who and when over what was said, or `who: what`."""
    if len(lines) < 2:
        return False
    if _CLOCK_AT_END.match(lines[0]):
        return True
    return bool(_SPEAKER.match(lines[0])) and any(_SPEAKER.match(each) for each in lines[1:])
