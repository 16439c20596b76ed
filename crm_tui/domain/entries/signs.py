"""What is said by a sign: #stage or #tag, @colleague, ! or 任务 for a task."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence

from crm_tui.domain.mentions import Colleague, Mentions, mentions_of
from crm_tui.values import dataclass

TAG_LIMIT = 40
TITLE_LIMIT = 500
_TAG = re.compile(
    r"(?<![a-z0-9#&/])#(?P<word>[^\s#@,。;:!?、()<>\[\]{}\"'“”‘’|]+)(?:#(?![^\s,。;:!?、]))?"
)
_AT = re.compile(r"(?<![a-z0-9._+-])@(?=[^\s@])")
_WORD = re.compile(r"[^\s,.。;:!?、()\[\]@#]{1,20}")
_TASK = re.compile(
    r"(?<!\S)(?:!\s?|(?:任务|task|todo)\s*:\s*|任务\s+)(?=[^\s!?,。])"
    r"(?P<body>[^;\n#]+?)(?=\s+(?:!\s?\S|下次|下一次|next contact)|[;\n#]|$)",
    re.MULTILINE,
)


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign with what stands behind it: where it begins and ends, and where its words do."""

    start: int
    end: int
    words_start: int


def tags_in(plain: str, start: int, end: int) -> Iterator[Sign]:
    """Yield each # with its word; a mere number behind it (#3) is none."""
    for match in _TAG.finditer(plain, start, end):
        word = match["word"]
        if len(word) <= TAG_LIMIT and not word.isdecimal():
            yield Sign(match.start(), match.end(), match.start("word"))


def tag_of(text: str, sign: Sign) -> str:
    """Return the word behind a #, full-width letters made plain."""
    word = text[sign.words_start : sign.end].rstrip("#\uff03")
    return unicodedata.normalize("NFKC", word)


def tasks_in(plain: str, start: int, end: int) -> Iterator[Sign]:
    """Yield each task: from a ! or 任务 that begins a word up to the next sign, ; or line's end."""
    for match in _TASK.finditer(plain, start, end):
        if len(match["body"].rstrip()) <= TITLE_LIMIT:
            last = match.start("body") + len(match["body"].rstrip())
            yield Sign(match.start(), last, match.start("body"))


def colleagues_in(
    text: str, plain: str, start: int, end: int, colleagues: Sequence[Colleague]
) -> Iterator[tuple[Sign, Mentions]]:
    """Yield each @ with whom it means, and how far the name goes."""
    for match in _AT.finditer(plain, start, end):
        rest = text[match.end() : end].split("@", 1)[0].split("\uff20", 1)[0][:120]
        named = mentions_of(f"@{rest}", colleagues)
        word = _WORD.match(plain, match.end(), end)
        length = len(word[0]) if word else 0
        if len(named.colleagues) == 1:
            length = _length_of(named.colleagues[0], plain[match.end() :])
        if length:
            yield Sign(match.start(), match.end() + length, match.end()), named


def _length_of(colleague: Colleague, rest: str) -> int:
    """Return how long the longer of login and name is that stands there."""
    names = (colleague.name.lower(), colleague.login.lower())
    return max((len(name) for name in names if rest.startswith(name)), default=0)
