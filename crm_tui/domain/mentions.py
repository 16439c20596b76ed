"""@colleagues in what somebody writes: who is meant, and what means nobody."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from enum import Enum

from crm_tui.domain.identifiers import UserId
from crm_tui.domain.text import folded
from crm_tui.values import dataclass

MOST_MENTIONS = 20
"""So many people one follow-up tells at most."""
_AT = re.compile(r"(?<![A-Za-z0-9._+-])[@＠](?=\S)")
"""An @ that is not in the middle of an address."""
_WORD = re.compile(r"[^\s,，.。;；:：!！?？、()（）\[\]【】@＠]{1,20}")


class WhyNotTold(Enum):
    """Why somebody who was named is not told."""

    UNKNOWN = "unknown"
    SEVERAL = "several"
    CANNOT_SEE = "cannot_see"
    TOO_MANY = "too_many"


@dataclass(frozen=True, slots=True)
class Colleague:
    """Somebody who works here."""

    id: UserId
    login: str
    name: str


@dataclass(frozen=True, slots=True)
class Untold:
    """A name behind an @ whose bearer is not told, and why."""

    name: str
    reason: WhyNotTold


@dataclass(frozen=True, slots=True)
class Mentions:
    """Who is named in a text, in order and once each, and which names mean nobody."""

    colleagues: tuple[Colleague, ...] = ()
    untold: tuple[Untold, ...] = ()


@dataclass(frozen=True, slots=True)
class Told:
    """Who was told of what somebody wrote, and who was not although named."""

    people: tuple[Colleague, ...] = ()
    untold: tuple[Untold, ...] = ()


NOBODY_TOLD = Told()


def has_mention(text: str) -> bool:
    """Return whether there is an @ that may name somebody."""
    return _AT.search(text) is not None


def mentions_of(text: str, colleagues: Sequence[Colleague]) -> Mentions:
    """Return who is named behind an @, by login or name, the longest that fits.

    Chinese is written without spaces: in `@李娜看一下` 李娜 is meant. Of two of one name nobody is.
    """
    found: dict[UserId, Colleague] = {}
    untold: dict[Untold, None] = {}
    for rest in _behind_signs(text):
        meant = _longest(rest, colleagues)
        if len(meant) == 1:
            found[meant[0].id] = meant[0]
            continue
        word = _WORD.match(rest)
        if meant:
            untold[Untold(meant[0].name, WhyNotTold.SEVERAL)] = None
        elif word is not None:
            untold[Untold(word[0], WhyNotTold.UNKNOWN)] = None
    return Mentions(tuple(found.values()), tuple(untold))


def _behind_signs(text: str) -> Iterator[str]:
    for at in _AT.finditer(text):
        yield text[at.end() :][:120]


def _longest(rest: str, colleagues: Sequence[Colleague]) -> list[Colleague]:
    typed = folded(rest)
    best, length = [], 0
    for each in colleagues:
        fits = max((len(name) for name in _names(each) if _begins(typed, name)), default=0)
        if fits and fits == length:
            best.append(each)
        elif fits > length:
            best, length = [each], fits
    return best


def _names(colleague: Colleague) -> Iterator[str]:
    for name in (colleague.name, colleague.login):
        if name:
            yield folded(name)


def _begins(typed: str, name: str) -> bool:
    if not typed.startswith(name):
        return False
    following = typed[len(name) : len(name) + 1]
    # Latin names end where their letters do: @li is not in @lina.
    return not (name[-1].isascii() and following.isascii() and following.isalnum())
