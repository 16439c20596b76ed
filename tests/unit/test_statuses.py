"""What the line at the top says where it is narrow."""

from __future__ import annotations

import pytest

from crm_tui.presentation.statuses import Saving, Status, Tab, status_pieces
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


@pytest.mark.parametrize("saving", list(Saving))
def test_all_tabs_have_names_in_80_columns_of_english(saving: Saving) -> None:
    names = ["Today", "Customers", "Pool", "Leads", "Opportunities", "Orders", "Schedule", "Setup"]
    tabs = tuple(Tab(name, digit, name) for name, digit in zip(names, "12345679", strict=True))
    status = Status("CRM", tabs, "Leads", "Wang Wei", held=28, limit=50, saving=saving)
    said = "".join(piece.text for piece in status_pieces(status, 80))
    assert cell_width(said) == 80
    assert "[4Leads] 5Opportunities" in said
    is_short = saving in {Saving.SAVED, Saving.WORKING}
    assert ("9Setup" in said) is is_short
    assert is_short or "waiting for others …" in said or "not saved" in said
