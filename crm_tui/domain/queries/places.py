"""The ways to write one place: 浙江 and 浙江省, 杭州 and 杭州市."""

from __future__ import annotations

_ENDINGS = (
    "省", "市", "区", "县", "自治区", "壮族自治区", "回族自治区", "维吾尔自治区",
    "特别行政区", "自治州", "地区", "新区",
)  # fmt: skip
_PROVINCES = {
    **dict.fromkeys(("北京", "天津", "上海", "重庆"), ("市",)),
    **dict.fromkeys(
        (
            "河北", "山西", "辽宁", "吉林", "黑龙江", "江苏", "浙江", "安徽",
            "福建", "江西", "山东", "河南", "湖北", "湖南", "广东", "海南",
            "四川", "贵州", "云南", "陕西", "甘肃", "青海", "台湾",
        ),
        ("省",),
    ),
    **dict.fromkeys(("内蒙古", "西藏"), ("自治区",)),
    "广西": ("壮族自治区", "自治区"),
    "宁夏": ("回族自治区", "自治区"),
    "新疆": ("维吾尔自治区", "自治区"),
    **dict.fromkeys(("香港", "澳门"), ("特别行政区",)),
}  # fmt: skip
_LONGEST_FIRST = tuple(sorted(_ENDINGS, key=len, reverse=True))
_SHORTEST_STEM = 2


def spellings(place: str) -> frozenset[str]:
    """Return the place with each ending it may be written with, and without one."""
    stem = _stem_of(place)
    return frozenset({place, stem, *(stem + each for each in _ENDINGS)})


def province_spellings(place: str) -> frozenset[str]:
    """Return the province as it may be written: with its own ending, and without one.

    An index can be searched for two names; for thirteen it is read through instead.
    """
    stem = _stem_of(place)
    endings = _PROVINCES.get(stem)
    if endings is None:
        return spellings(place)
    return frozenset({place, stem, *(stem + each for each in endings)})


def _stem_of(place: str) -> str:
    ending = next((each for each in _LONGEST_FIRST if place.endswith(each)), "")
    stem = place[: len(place) - len(ending)]
    return stem if len(stem) >= _SHORTEST_STEM else place
