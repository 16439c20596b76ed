"""The ways to write one place: 浙江 and 浙江省, 杭州 and 杭州市."""

from __future__ import annotations

_ENDINGS = (
    "省", "市", "区", "县", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区",
    "特别行政区", "自治州", "地区", "新区",
)  # fmt: skip
_LONGEST_FIRST = tuple(sorted(_ENDINGS, key=len, reverse=True))
_SHORTEST_STEM = 2


def spellings(place: str) -> frozenset[str]:
    """Return the place with each ending it may be written with, and without one."""
    ending = next((each for each in _LONGEST_FIRST if place.endswith(each)), "")
    stem = place[: len(place) - len(ending)]
    if len(stem) < _SHORTEST_STEM:
        stem = place
    return frozenset({place, stem, *(stem + each for each in _ENDINGS)})
