"""What a password may be: long enough, and not among those that are tried first."""

from __future__ import annotations

import re
import unicodedata
from enum import Enum

LONGEST_PASSWORD = 256
_TRIED_FIRST = """
123456789 1234567890 12345678910 0123456789 987654321 9876543210 123123123 12341234 11223344
1122334455 147258369 147852369 159753 123654789 789456123 741852963 112233 121212 131313 520520
5201314 13145200 1314520 52013140 7758521 7758258 woaini woaini520 woaini1314 woaini123 iloveyou
password passw0rd p@ssw0rd p@ssword pa55word passwort letmein welcome welcome1 qwerty
qwertyui qwertyuiop qwerty123 qwer1234 1qaz2wsx 1q2w3e4r 1q2w3e4r5t q1w2e3r4 zaq12wsx
asdfghjkl asdf1234 zxcvbnm zxcvbnm123 qazwsxedc abc123 abcd1234 abc12345 a123456 a1234567
a12345678 a123456789 aa123456 aaa123456 qq123456 qq123456789 wang1234 admin administrator
admin123 admin888 admin1234 root1234 test1234 demo1234 user1234 guest123 changeme default
baseball football basketball monkey dragon sunshine princess superman starwars master shadow
michael computer internet whatever trustno1 access secret freedom nothing mima1234 mima123456
woshishui kehutong crmcrmcrm sales123 xiaoshou yewu1234 gongsi123 china123 beijing2008
"""
_COMMON = frozenset(_TRIED_FIRST.split())
_ROWS = ("0123456789", "9876543210", "abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl")
_DECORATED = re.compile(r"^[\W_]*(.*?)[\d\W_]*$", re.DOTALL)
_FEWEST_SIGNS = 4


class PasswordFault(Enum):
    """Why something cannot be a password; the values are the codes of a FieldError."""

    TOO_SHORT = "too_short"
    TOO_LONG = "too_long"
    OBVIOUS = "obvious_password"
    PERSONAL = "personal_password"
    """It is made of the login or the name."""
    UNCHANGED = "same_password"


def normal_password(password: str) -> str:
    """Return a password in the one form in which it is compared, however it was typed."""
    return unicodedata.normalize("NFC", password)


def why_not_password(
    password: str, *, length: int, login: str, name: str, before: str | None = None
) -> PasswordFault | None:
    """Return why this cannot be somebody's password, or None."""
    password = normal_password(password)
    if len(password) < length:
        return PasswordFault.TOO_SHORT
    if len(password) > LONGEST_PASSWORD:
        return PasswordFault.TOO_LONG
    if before is not None and password == normal_password(before):
        return PasswordFault.UNCHANGED
    folded = password.casefold()
    if _is_made_of(folded, login.casefold()) or _is_made_of(folded, name.casefold()):
        return PasswordFault.PERSONAL
    return PasswordFault.OBVIOUS if _is_obvious(folded) else None


def _is_made_of(password: str, word: str) -> bool:
    found = _DECORATED.match(password)
    return bool(word) and found is not None and (password == word * 2 or found[1] == word)


def _is_obvious(password: str) -> bool:
    if password in _COMMON or len(set(password)) < _FEWEST_SIGNS:
        return True
    found = _DECORATED.match(password)
    if found is not None and found[1] in _COMMON:
        return True
    half = password[: len(password) // 2]
    return (password == half * 2 and half in _COMMON) or any(password in each for each in _ROWS)


def has_input_method_signs(password: str) -> bool:
    """Return whether a password looks typed while an input method was on: 你, ａ or ！ in it."""
    return any(unicodedata.east_asian_width(each) in "WF" for each in password)
