"""Text in CSV files that a spreadsheet program must not run: made harmless and read back."""

from __future__ import annotations

import re

_LEADS = "=+-@\t\r\n\x00|%＝＋－＠"
_BLANKS = " \u00a0\u3000"
_SIGNED_NUMBER = re.compile(r"[+-]\d{1,15}(?:\.\d{1,15})?\Z")
_MARK = "'"
_BEGINNINGS = frozenset(_LEADS + _BLANKS + _MARK)


def harmless(text: str) -> str:
    """Return the text so that no spreadsheet program takes it for a formula.

    An apostrophe is put before it; a plain signed number stays as it is. `original` undoes it.
    """
    if text[:1] not in _BEGINNINGS:
        return text
    return _MARK + text if _needs_mark(text) else text


def original(text: str) -> str:
    """Return the text as it was before `harmless`: exactly one apostrophe less, if one was put."""
    if text.startswith(_MARK) and _needs_mark(text[1:]):
        return text[1:]
    return text


def _needs_mark(text: str) -> bool:
    # Apostrophes are looked through, so that text which already has one keeps it on the way back.
    bare = text.lstrip(_MARK).lstrip(_BLANKS)
    return bare[:1] != "" and bare[0] in _LEADS and not _SIGNED_NUMBER.match(text)
