"""Clean text at the door, and reduce names and numbers to keys that compare."""

from __future__ import annotations

import re
import unicodedata
from enum import StrEnum
from functools import lru_cache
from operator import mul

MARKS_KEPT = 4
"""Combining marks that one letter may carry; more only smear the lines above and below."""

_KEPT = 1_024
"""Of so many names the keys are kept: of a record each is asked for again and again."""

# What most cells hold: no character here is dropped, changed by NFC or a combining mark.
_PLAIN = re.compile(
    "[ -~\u00a0-\u00ac\u00ae-\u02ff\u2010-\u2027\u2030-\u205e"
    "\u3000-\u3029\u3030-\u303e\u3400-\u4dbf\u4e00-\u9fff\uff01-\uff9f]*"
)
# ECMA-48: control strings up to their terminator, CSI sequences, then two- and three-byte escapes.
# Bodies exclude every introducer, so a row of open ones is scanned once, not once for each.
_ESCAPES = re.compile(
    "(?:\x1b[\\]PX^_]|[\x90\x98\x9d-\x9f])[^\x07\x18\x1a\x1b\x80-\x9f]*(?:\x07|\x1b\\\\|\x9c)"
    "|(?:\x1b\\[|\x9b)[0-?]*[ -/]*[@-~]"
    "|\x1b[ -/]*[0-~]"
)
_LINE_BREAK = re.compile("\r\n|[\n\r\x0b\x0c\x85\u2028\u2029]")
_LINE_BREAKS = re.compile("[ \t\u00a0\u3000]*[\n\r\x0b\x0c\x85\u2028\u2029]\\s*")
_CONTROLS = "\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff"
_DIRECTIONS = "\u061c\u200e\u200f\u202a-\u202e"
_INVISIBLE = "\u00ad\u115f\u1160\u180e\u200b\u2060-\u206f\u3164\ufeff\uffa0\ufff9-\ufffb"
_NEVER_TEXT = "\ufffe\uffff\U000e0000-\U000e007f"
_DROPPED = re.compile(f"[{_CONTROLS}{_DIRECTIONS}{_INVISIBLE}{_NEVER_TEXT}]+")

_UNWORDED = re.compile(r"[\W_]+")
_NOT_DIGITS = re.compile(r"[^0-9]+")
_EXTENSION = re.compile(
    r"(?:转|轉|分机|分機|内线|內線|ext(?:ension)?\.?|#|x)\s*[:：]?\s*[0-9]{1,6}\D*$", re.IGNORECASE
)
_LAST_GROUP = re.compile(r"^(.*[0-9]\)?)\s*[-—–_/(]\s*([0-9]{1,6})\D*$", re.DOTALL)
_MOBILE = re.compile(r"1[3-9][0-9]{9}")
_WHOLE_NUMBER = re.compile(
    r"1[3-9][0-9]{9}|0(?:10|2[0-9])[0-9]{8}|0[3-9][0-9]{9,10}|[48]00[0-9]{7}"
)
_LOCAL_NUMBER = re.compile(r"[2-9][0-9]{6,7}")

_CREDIT_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CREDIT_CODE_LENGTH = 18
_CREDIT_CODE_VALUES = {sign: value for value, sign in enumerate(_CREDIT_CODE_ALPHABET)}
_CREDIT_CODE_WEIGHTS = (*(pow(3, place, 31) for place in range(_CREDIT_CODE_LENGTH - 1)), 1)


_FILLING = frozenset(" -—–_.…·?？!！/、,，。;；:：~～*＊#")


class CreditCodeFault(StrEnum):
    """Why a text is not a unified social credit code (GB 32100-2015)."""

    LENGTH = "length"
    CHARACTER = "character"
    CHECK_DIGIT = "check_digit"


def clean(text: str, *, multiline: bool = False) -> str:
    """Return the text as it may be stored: visible characters in NFC, trimmed.

    Line breaks stay (as one newline each) only with multiline, else each run becomes one space.
    Cleaning twice changes nothing.
    """
    if _PLAIN.fullmatch(text):
        return text.strip()
    text = _ESCAPES.sub("", text)
    text = _LINE_BREAK.sub("\n", text) if multiline else _LINE_BREAKS.sub(" ", text)
    text = _DROPPED.sub("", text.replace("\t", " "))
    return _with_few_marks(unicodedata.normalize("NFC", text)).strip()


def printable(text: str) -> str:
    """Return the text without anything a terminal would act upon; line breaks stay."""
    if text.isprintable():
        return text
    text = _LINE_BREAK.sub("\n", _ESCAPES.sub("", text))
    return _DROPPED.sub("", text.replace("\t", " "))


def folded(text: str) -> str:
    """Return the text in lower case with full-width and other compatibility forms made plain."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFKC", text).lower()


@lru_cache(maxsize=_KEPT)
def name_key(name: str) -> str:
    """Return what two spellings of one name share: folded, without spaces and punctuation.

    A name of nothing but punctuation keeps it, so that only a blank name has an empty key.
    """
    plain = folded(name)
    if plain.isalnum():
        return plain
    return _UNWORDED.sub(_symbols_only, plain) or "".join(plain.split())


def is_filling(name: str) -> bool:
    """Return whether a name is only what people type to get past a required field.

    Other signs, such as brackets, may be a name.
    """
    return _FILLING.issuperset(name)


def phone_key(phone: str) -> str:
    """Return the digits that identify a number: no country code 86, no extension.

    Empty when fewer than five digits are left.
    """
    if _MOBILE.fullmatch(phone):
        # What most numbers are; a file has a hundred thousand of them.
        return phone
    number = unicodedata.normalize("NFKC", phone).strip()
    without_extension = _EXTENSION.sub("", number)
    digits = _national(without_extension)
    if not is_whole_number(digits):
        digits = _before_last_group(without_extension) or digits
    return digits if len(digits) >= 5 else ""


def digits_of(text: str) -> str:
    """Return the digits of a text, full-width ones made plain, and nothing else."""
    return _NOT_DIGITS.sub("", text if text.isascii() else unicodedata.normalize("NFKC", text))


def is_whole_number(digits: str) -> bool:
    """Tell whether digits are a Chinese mobile, area-coded or 400/800 number and no more."""
    return _WHOLE_NUMBER.fullmatch(digits) is not None


def mask_phone(phone: str) -> str:
    """Return a number that can be recognised but not dialled: 138****2231."""
    digits = phone_key(phone) or digits_of(phone)
    if len(digits) > 10:
        return f"{digits[:3]}{'*' * (len(digits) - 7)}{digits[-4:]}"
    shown = min(4, len(digits) // 2)
    hidden = max(4, len(digits) - shown)
    return "*" * hidden + digits[len(digits) - shown :]


@lru_cache(maxsize=_KEPT)
def credit_code_fault(code: str) -> CreditCodeFault | None:
    """Return why this is not a unified social credit code, or None when it is one."""
    plain = folded(code).strip().upper()
    if len(plain) != _CREDIT_CODE_LENGTH:
        return CreditCodeFault.LENGTH
    try:
        values = [*map(_CREDIT_CODE_VALUES.__getitem__, plain)]
    except KeyError:
        return CreditCodeFault.CHARACTER
    if max(values[2:8]) > 9:
        return CreditCodeFault.CHARACTER
    total = sum(map(mul, values, _CREDIT_CODE_WEIGHTS))
    return None if total % 31 == 0 else CreditCodeFault.CHECK_DIGIT


def _with_few_marks(text: str) -> str:
    """Drop the combining marks beyond the fourth in a row."""
    marks = 0
    kept = []
    for character in text:
        is_mark = character > "\u02ff" and unicodedata.category(character)[0] == "M"
        marks = marks + 1 if is_mark else 0
        if marks <= MARKS_KEPT:
            kept.append(character)
    return text if len(kept) == len(text) else "".join(kept)


def _symbols_only(match: re.Match[str]) -> str:
    """Keep signs and combining marks (C++ is not C); drop punctuation, spaces and controls."""
    return "".join(sign for sign in match[0] if unicodedata.category(sign)[0] in "SM")


def _national(number: str) -> str:
    """Return the digits of a number as it is dialled inside China."""
    digits = _NOT_DIGITS.sub("", number)
    if len(digits) == 13 and digits.startswith("86") and _MOBILE.fullmatch(digits, 2):
        return digits[2:]
    if len(digits) == 12 and digits.startswith("0") and _MOBILE.fullmatch(digits, 1):
        return digits[1:]
    if digits.startswith("0086"):
        return _with_area_code(digits[4:])
    if number.startswith(("+86", "(+86")):
        return _with_area_code(digits[2:])
    return digits


def _with_area_code(digits: str) -> str:
    """Put back the 0 that an area code loses behind the country code."""
    if is_whole_number(digits):
        return digits
    without_zero = digits.removeprefix("0")
    if _MOBILE.fullmatch(without_zero):
        return without_zero
    return f"0{digits}" if is_whole_number(f"0{digits}") else digits


def _before_last_group(number: str) -> str:
    """Return the number in front of an extension set off by a dash, or "" if there is none."""
    match = _LAST_GROUP.match(number)
    if match is None:
        return ""
    before = _national(match[1])
    local = _LOCAL_NUMBER.fullmatch(before) and not _LOCAL_NUMBER.fullmatch(before + match[2])
    return before if local or is_whole_number(before) else ""
