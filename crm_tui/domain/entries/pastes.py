"""Several lines that become one follow-up each: which customer each is about, and what it says."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import TypeVar

from crm_tui.domain.numerals import half_width
from crm_tui.values import dataclass

IdT = TypeVar("IdT", bound=int)

MOST_LINES = 200
"""So many follow-ups are pasted at once at most."""
_BULLET = re.compile(r"^\s{0,3}(?:[-*•·]\s+|[0-9]{1,3}[.、)）]\s*)")
_NAME_ENDS = re.compile(r"[\s:：,，\t|｜]+")
_WORD = re.compile(r"[^\s:,|]+")
_LONGEST_NAME = 200


@dataclass(frozen=True, slots=True)
class PastedEntry:
    """One follow-up of a paste: the number of its first line, and its text."""

    number: int
    text: str


def split_paste(text: str) -> tuple[PastedEntry, ...]:
    """Return a paste line by line; one that is set in (by a tab or blanks) goes on the one before.

    Blank lines are left out, as are signs of a list before a line.
    """
    entries: list[PastedEntry] = []
    for number, line in enumerate(text.splitlines(), start=1):
        plain = _BULLET.sub("", line)
        if not plain.strip():
            continue
        goes_on = line[:1] in {" ", "\t", "\u3000"} and plain == line
        if goes_on and entries:
            before = entries.pop()
            entries.append(PastedEntry(before.number, f"{before.text}\n{plain.strip()}"))
        else:
            entries.append(PastedEntry(number, plain.strip()))
    return tuple(entries)


def first_word(text: str) -> str:
    """Return the first word of a pasted follow-up, by which its customer is looked for."""
    return _NAME_ENDS.split(text.split("\n", 1)[0], maxsplit=1)[0][:_LONGEST_NAME]


def begins_with(text: str, names: Mapping[IdT, str]) -> tuple[list[IdT], str]:
    """Return which of the customers a line begins with, and what it says of them.

    A whole name at its start decides; else those are meant whose name holds its first word, and the
    words after it for as long as some name holds them too (Acme Trading).
    """
    plain = half_width(text)
    whole = {each: half_width(name) for each, name in names.items()}
    starts = [each for each, name in whole.items() if name and _ends_after(plain, name)]
    if starts:
        longest = max(len(whole[each]) for each in starts)
        fitting = [each for each in starts if len(whole[each]) == longest]
        return fitting, _behind(text, longest)
    fitting, end = list(names), 0
    for match in _WORD.finditer(plain.split("\n", 1)[0]):
        said = " ".join(plain[: match.end()].split())
        holding = [each for each in fitting if said in " ".join(whole[each].split())]
        if not holding:
            break
        fitting, end = holding, match.end()
    return (fitting if end else []), _behind(text, end)


def _ends_after(plain: str, name: str) -> bool:
    following = plain[len(name) : len(name) + 1]
    return plain.startswith(name) and (not following or _NAME_ENDS.match(following) is not None)


def _behind(text: str, end: int) -> str:
    match = _NAME_ENDS.match(text, end)
    return text[match.end() if match else end :].strip()
