"""What the line at the top says where it is narrow."""

from __future__ import annotations

import pytest

from crm_tui.presentation.statuses import Status, Tab, status_pieces
from crm_tui.presentation.widths import cell_width

TABS = tuple(
    Tab(label.lower(), str(at), label) for at, label in enumerate(("Today", "Customers"), 1)
)
STATUS = Status("CRM", TABS, "today", "Wang Wei", "East China 1", 28, 50, "12:04")


@pytest.mark.parametrize(
    ("width", "kept", "gone"),
    [
        (100, ("12:04", "Wang Wei · East China 1", "28/50"), ()),
        (80, ("Wang Wei · East China 1", "28/50"), ("12:04",)),
        (68, ("Wang Wei", "28/50"), ("12:04", "East China")),
        (56, ("28/50",), ("Wang Wei",)),
    ],
)
def test_the_name_stays_longer_than_the_department_and_the_time(
    width: int, kept: tuple[str, ...], gone: tuple[str, ...]
) -> None:
    said = "".join(piece.text for piece in status_pieces(STATUS, width))
    assert cell_width(said) <= width
    assert all(each in said for each in kept)
    assert not any(each in said for each in gone)
