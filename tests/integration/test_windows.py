"""A list read as a window: what it tells of its length before it was counted."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.services.customers.windows import ListWindow, Strides
from tests import make

BY_NAME = ListRequest(CustomerView.ALL, sort="name")
SHORT = Strides(few=10, step=32, ahead=8, near=(4, 16))


def test_the_first_rows_are_not_taken_for_the_whole_list_until_it_was_counted(crm: Crm) -> None:
    admin = make.admin(crm)
    first = make.customer(crm, admin)
    make.alike(crm, first, 100)
    window = ListWindow(crm.database, admin, BY_NAME, None, SHORT)
    glimpse = window.open(32)
    assert (glimpse.is_counted, glimpse.count < 100) == (False, True)
    again = ListWindow(crm.database, admin, BY_NAME, window, SHORT)
    assert not again.open(32).is_counted

    assert window.complete() == 100
    later = ListWindow(crm.database, admin, BY_NAME, window, SHORT)
    glimpse = later.open(32)
    assert (glimpse.is_exact, glimpse.is_counted, glimpse.count) == (False, True, 100)
