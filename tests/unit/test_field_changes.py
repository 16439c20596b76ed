"""What two people do to one list at once stands side by side, as long as it can."""

from __future__ import annotations

import pytest

from crm_tui.domain.field_changes import merged_list


@pytest.mark.parametrize(
    ("mine", "stored", "both"),
    [
        ("abx", "abc", "abx"),
        ("abx", "abcd", "abxd"),
        ("abcx", "abcy", "abcyx"),
        ("ab", "xbc", "xb"),
        ("abc", "axc", "axc"),
        ("abx", "aby", None),
        ("ab", "ab", None),
        ("ac", "ac", None),
        ("bac", "abcd", None),
        ("bac", "abc", "bac"),
    ],
)
def test_what_both_did_to_a_list_stands_unless_it_is_the_same(
    mine: str, stored: str, both: str | None
) -> None:
    found = merged_list("abc", mine, stored)
    assert (None if found is None else "".join(found)) == both
