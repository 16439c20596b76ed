"""Cleaning is idempotent, whatever arrives."""

from __future__ import annotations

import re
import unicodedata

from hypothesis import given
from hypothesis import strategies as st

from crm_tui.domain.pinyin import initials, initials_variants, person_pinyin, pinyin
from crm_tui.domain.text import clean, mask_phone, name_key, phone_key, printable

HOSTILE = st.sampled_from(
    [
        "\x1b[31m",
        "\x1b]52;c;x\x07",
        "\x1b",
        "\x9b",
        "\x9d",
        "\x9c",
        "\x1b\\",
        "[",
        "]",
        "\u202e",
        "\u200b",
        "\u200d",
        "\ufeff",
        "\u0301",
        "\u1161",
        "\u11a8",
        "\u1100",
        "\n",
        "\r\n",
        "\t",
        "\u2028",
        "\x85",
        "　",
        "\u00a0",
        "\u3164",
        "\U000e0041",
        "\ud800",
        "e",
        "\u0323",
        "北",
        "㈱",
        "１",
        "（",
        "ﬁ",
        "\u0344",
        "\u0958",
    ]
)
TEXT = st.one_of(st.text(), st.lists(st.one_of(HOSTILE, st.characters()), max_size=30).map("".join))
ACTIVE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\ud800-\udfff\u061c\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f"
    "\ufeff\u00ad\U000e0000-\U000e007f]"
)


@given(TEXT)
def test_cleaning_twice_changes_nothing(text: str) -> None:
    for multiline in (False, True):
        once = clean(text, multiline=multiline)
        assert clean(once, multiline=multiline) == once


@given(TEXT)
def test_clean_text_holds_nothing_a_terminal_acts_upon(text: str) -> None:
    assert ACTIVE.search(clean(text)) is None
    assert "\n" not in clean(text)
    assert ACTIVE.search(clean(text, multiline=True)) is None
    assert ACTIVE.search(printable(text)) is None


@given(TEXT)
def test_clean_text_is_composed_trimmed_and_encodable(text: str) -> None:
    cleaned = clean(text)
    assert unicodedata.is_normalized("NFC", cleaned)
    assert cleaned == cleaned.strip()
    cleaned.encode("utf-8")


@given(TEXT)
def test_printable_leaves_clean_text_alone(text: str) -> None:
    assert printable(clean(text, multiline=True)) == clean(text, multiline=True)


@given(TEXT)
def test_only_a_blank_name_has_no_key(text: str) -> None:
    cleaned = clean(text)
    assert bool(name_key(cleaned)) == bool(unicodedata.normalize("NFKC", cleaned).strip())


@given(TEXT, st.sampled_from(["（", "）", " ", "　", "·", "、", "-", "."]))
def test_punctuation_at_the_end_never_changes_a_key(text: str, sign: str) -> None:
    key = name_key(f"恒信{text}")
    assert name_key(f"恒信{text}{sign}") == key


@given(
    st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086 ", "86"])
)
def test_a_mobile_is_its_own_key(number: str, prefix: str) -> None:
    assert phone_key(prefix + number) == number
    assert mask_phone(prefix + number) == f"{number[:3]}****{number[7:]}"


@given(TEXT)
def test_a_phone_key_is_digits_and_stays(text: str) -> None:
    key = phone_key(text)
    assert key == "" or (key.isascii() and key.isdigit() and len(key) >= 5)
    assert "*" * 4 in mask_phone(text)


@given(TEXT)
def test_readings_have_single_spaces_and_no_capitals(text: str) -> None:
    for reading in (pinyin(text), person_pinyin(text)):
        assert reading == " ".join(reading.split())
        assert reading == reading.lower()
    assert initials_variants(text)[0] == initials(text)
    assert not initials(text).split()[1:]
