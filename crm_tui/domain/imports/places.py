"""A region in one cell, parted into province, city and district: 浙江省杭州市西湖区."""

from __future__ import annotations

import re
from collections.abc import Mapping

from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.imports.values import checked_length, entry_of
from crm_tui.domain.regions import CITIES, PROVINCES

_LIMIT = 40
_SPLIT = re.compile(r"[\s\-—/·,，、>|]+")
_PROVINCE_END = re.compile("(?:省|市|(?:壮族|回族|维吾尔)?自治区|特别行政区)?")
_CITY_END = re.compile("(?:市|地区|盟|自治州)?")
_ANY_CITY = re.compile("[\u3400-\u9fff]{2,11}?(?:市|地区|盟|自治州)")
_MUNICIPALITIES = frozenset({"北京", "上海", "天津", "重庆"})
_COUNTRY = re.compile("^(?:中国|中华人民共和国)")


def parse_region(cell: Cell) -> Mapping[str, str] | None:
    """Return province, city and district; a text that names no place we know is the province."""
    text = entry_of(cell)
    if not text:
        return None
    checked_length(text, 3 * _LIMIT)
    plain = _COUNTRY.sub("", "".join(_SPLIT.split(text)))
    province, rest = _leading(plain, PROVINCES, _PROVINCE_END)
    city, district = _leading(rest, CITIES, _CITY_END)
    if not city and province[:2] in _MUNICIPALITIES:
        # 上海市上海市浦东新区, and 上海市浦东新区.
        city, district = _leading(rest, PROVINCES, _PROVINCE_END)
        city = city or province[:2]
    elif not city and (found := _ANY_CITY.match(rest)):
        city, district = found.group(), rest[found.end() :]
    if not province and not city:
        return {"province": checked_length(text, _LIMIT)}
    parts = {"province": province, "city": city, "district": district}
    return {name: checked_length(part, _LIMIT) for name, part in parts.items() if part}


def _leading(text: str, names: tuple[str, ...], end: re.Pattern[str]) -> tuple[str, str]:
    """Return the known place that the text begins with, with its ending, and the rest."""
    name = next((each for each in names if text.startswith(each)), "")
    if not name:
        return "", text
    found = end.match(text, len(name))
    cut = found.end() if found else len(name)
    return text[:cut], text[cut:]
