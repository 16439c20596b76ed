"""中文大写金额: amounts in the characters that nobody can alter, as banks ask for them.

After 正确填写票据和结算凭证的基本规定. Where it allows two ways, one is always taken: 零 stands
before 角 when the yuan end in 0, none stands between 万 and 仟 when only the place of 万 is 0, and
整 follows 角 as it follows 元, so that nothing can be added behind.
"""

from __future__ import annotations

_DIGITS = "零壹贰叁肆伍陆柒捌玖"
_PLACES = ("", "拾", "佰", "仟")
_GROUP = 10_000
_LARGEST_WHOLE = 10**16 - 1
_JIAO = 10


def written_amount(minor: int, digits: int = 2) -> str | None:
    """Return the characters of an amount of a currency with no or two decimals: 壹佰元零伍分.

    None for a currency divided in another way and for amounts beyond a thousand trillion.
    """
    if digits not in {0, 2}:
        return None
    whole, hundredths = divmod(abs(minor), 10**digits)
    if whole > _LARGEST_WHOLE:
        return None
    sign = "负" if minor < 0 else ""
    return sign + _yuan(whole, hundredths) + _fractions(whole, hundredths)


def _yuan(whole: int, hundredths: int) -> str:
    if whole:
        return f"{_whole(whole)}元"
    return "" if hundredths else "零元"


def _fractions(whole: int, hundredths: int) -> str:
    jiao, fen = divmod(hundredths, _JIAO)
    if not hundredths:
        return "整"
    gap = "零" if whole and (not jiao or whole % 10 == 0) else ""
    tenths = f"{_DIGITS[jiao]}角" if jiao else ""
    return gap + tenths + (f"{_DIGITS[fen]}分" if fen else "整")


def _whole(number: int) -> str:
    """Return a whole number above zero, four digits at a time, the highest first."""
    groups: list[int] = []
    while number:
        number, group = divmod(number, _GROUP)
        groups.append(group)
    said, is_gap = "", False
    for place in range(len(groups) - 1, -1, -1):
        group = groups[place]
        if group:
            said += ("零" if said and (is_gap or group < _GROUP // 10) else "") + _group(group)
            # 万 of 亿 are said together with the 亿 that follow.
            said += "万" if place % 2 else ""
        is_gap = not group
        if place == 2:
            said += "亿"
    return said


def _group(group: int) -> str:
    """Return four digits or fewer; several zeros in a row are one 零, those at the end none."""
    said, is_gap = "", False
    for place in range(3, -1, -1):
        digit = group // 10**place % 10
        if digit:
            said += ("零" if is_gap and said else "") + _DIGITS[digit] + _PLACES[place]
        is_gap = not digit
    return said
