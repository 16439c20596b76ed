"""Names that are nearly one: they sound the same, or one character is missing, added or wrong."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import cache

from crm_tui.domain.duplicates.core_names import GENERIC_WORDS
from crm_tui.domain.pinyin import pinyin
from crm_tui.values import dataclass

LEAST_SCORE = 85
"""Names that are less alike are not near, in percent."""
_SAME_SOUND = 95
_SAME_SHORT_SOUND = 88
"""Two syllables are said in many ways: 恒信, 恒鑫, 恒欣."""
_SAYS_MORE = 50
"""What a trade is worth that one name has and the other has not, or not all of."""
_OF_BRAND = 0.8
_SHORTEST_EDITED = 3
_LONGEST_EDITED = 24
_LENGTHS_OF_TRADES = sorted({len(word) for word in GENERIC_WORDS}, reverse=True)
# 一建 and 二建, 东厂 and 西厂 are told apart by nothing else.
_COUNTED = re.compile("[0-9一二三四五六七八九十甲乙丙丁东西南北]")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Nearness:
    """How much two names are alike, in percent, and whether they sound the same."""

    score: int
    sounds_same: bool


@dataclass(frozen=True, slots=True)
class NearName:
    """A name as it is compared: its brand and its trade, or of a person all of it."""

    core: str
    brand: str
    trade: str
    sound: str
    """The syllables of all of it; empty where nothing in it is Chinese."""
    counted: str
    """The numbers and points of the compass in it."""
    is_person: bool


def company(core: str) -> NearName:
    """Return the core of a company's name as it is compared."""
    brand = core
    while trade := _trade_of(brand):
        if len(brand) - len(trade) < 2:
            break
        brand = brand.removesuffix(trade)
    trade = core[len(brand) :]
    return NearName(core, brand, trade, _sound(core), _counted(core), is_person=False)


def _trade_of(text: str) -> str:
    """Return the longest trade that a text ends with, or ""."""
    ends = (text[-length:] for length in _LENGTHS_OF_TRADES)
    return next((end for end in ends if end in GENERIC_WORDS), "")


def person(name: str) -> NearName:
    """Return the key of a person's name as it is compared."""
    return NearName(name, name, "", _sound(name), _counted(name), is_person=True)


def _sound(text: str) -> str:
    return pinyin(text) if _HAN.search(text) else ""


def _counted(text: str) -> str:
    return "".join(_COUNTED.findall(text))


def candidate_keys(name: NearName) -> Iterator[tuple[str, str]]:
    """Yield keys, of which two names share at least one wherever `nearness` finds them near."""
    syllables = name.sound.count(" ") + 1 if name.sound else 0
    if name.is_person:
        if syllables > 2:
            yield "person", name.sound
        return
    if syllables > 1:
        yield "sound", name.sound
    yield "brand", name.brand
    length = len(name.brand)
    if _SHORTEST_EDITED <= length <= _LONGEST_EDITED:
        shorter = {name.brand[:at] + name.brand[at + 1 :] for at in range(length)}
        for each in sorted({name.brand, *shorter}):
            yield "edited", f"{name.trade}|{each}"


def nearness(one: NearName, other: NearName) -> Nearness | None:
    """Return how near two names are that are not the same, or None when they are not near."""
    if one.core == other.core or one.is_person is not other.is_person:
        return None
    if one.counted != other.counted:
        return None
    if one.sound and one.sound == other.sound:
        return _alike_in_sound(one)
    if one.is_person:
        return None
    score = round(
        _OF_BRAND * _brands_alike(one, other) + (1 - _OF_BRAND) * _trades_alike(one, other)
    )
    return Nearness(score, sounds_same=False) if score >= LEAST_SCORE else None


def _alike_in_sound(one: NearName) -> Nearness | None:
    if one.is_person and one.sound.count(" ") < 2:
        return None
    is_short = len(one.brand) < _SHORTEST_EDITED
    return Nearness(_SAME_SHORT_SOUND if is_short else _SAME_SOUND, sounds_same=True)


def _brands_alike(one: NearName, other: NearName) -> float:
    first, second = one.brand, other.brand
    if first == second:
        return 100.0
    if not _SHORTEST_EDITED <= min(len(first), len(second)) <= _LONGEST_EDITED:
        return 0.0
    ratio, distance = _fuzzy()
    return ratio(first, second) if distance(first, second, score_cutoff=1) == 1 else 0.0


@cache
def _fuzzy() -> tuple[Callable[..., float], Callable[..., int]]:
    """Return what measures how alike two texts are, and how many edits lie between them."""
    # Only a search for near names needs it.
    from rapidfuzz import fuzz  # noqa: PLC0415
    from rapidfuzz.distance import OSA  # noqa: PLC0415

    return fuzz.ratio, OSA.distance


def _trades_alike(one: NearName, other: NearName) -> float:
    first, second = one.trade, other.trade
    if first == second:
        return 100.0
    return float(_SAYS_MORE) if first in second or second in first else 0.0
