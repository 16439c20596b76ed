"""What may be the id of a record."""

from __future__ import annotations

import pytest

from crm_tui.domain.identifiers import LARGEST_ID, written_id


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("7", 7),
        ("007", 7),
        (str(LARGEST_ID), LARGEST_ID),
        (str(LARGEST_ID + 1), None),
        ("13800138000", None),
        ("9" * 400, None),
        ("", None),
        ("-1", None),
        ("1.0", None),
        ("7a", None),
    ],
)
def test_an_id_is_a_number_that_a_record_can_have(text: str, number: int | None) -> None:
    assert written_id(text) == number
