"""Read numbers as people type them: full-width digits and Chinese numerals."""

from __future__ import annotations

import unicodedata

CHINESE_NUMERALS = "零〇一二两三四五六七八九十廿卅百千"

_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}
_MULTIPLES = {"十": 10, "百": 100, "千": 1000}
_ZEROS = {"零", "〇"}
_SPELT_OUT = str.maketrans({"廿": "二十", "卅": "三十"})


def half_width(text: str) -> str:
    """Return the text in half-width lower case, sign for sign, so that positions stay."""
    return "".join(_half_width_sign(sign) for sign in text)


def _half_width_sign(sign: str) -> str:
    folded = unicodedata.normalize("NFKC", sign).lower()
    return folded if len(folded) == 1 else sign


def integer_from(numeral: str) -> int | None:
    """Return the number that digits or Chinese numerals below 10,000 say, None for nonsense.

    两百五, which is 250 to some and 205 to others, counts as nonsense.
    """
    if numeral.isascii():
        return int(numeral) if numeral.isdigit() else None
    if all(sign in _DIGITS for sign in numeral):
        return int("".join(str(_DIGITS[sign]) for sign in numeral))
    return _multiplied(numeral.translate(_SPELT_OUT))


def _multiplied(numeral: str) -> int | None:
    """Return 25 for 二十五: each digit times the 十, 百 or 千 after it, which only get smaller."""
    total, digit, ceiling = 0, None, 10_000
    for sign in numeral:
        if sign in _DIGITS and not digit:
            digit = _DIGITS[sign]
        elif _MULTIPLES.get(sign, ceiling) < ceiling and digit != 0:
            ceiling = _MULTIPLES[sign]
            total += ceiling * (digit or 1)
            digit = None
        else:
            return None
    if digit and ceiling > _MULTIPLES["十"] and not _ZEROS & set(numeral):
        return None
    return total + (digit or 0)
