"""Who may belong to whom, and what a tree of customers adds up to."""

from __future__ import annotations

import pytest

from crm_tui.domain.groups import MOST_LEVELS, ParentRefusal, why_not_parent
from crm_tui.domain.identifiers import CustomerId

ME = CustomerId(1)


def test_a_customer_may_belong_to_another() -> None:
    assert why_not_parent(ME, (2, 3), 1) is None


def test_none_belongs_to_itself() -> None:
    assert why_not_parent(ME, (1,), 1) is ParentRefusal.ITSELF


@pytest.mark.parametrize("line", [(2, 1), (2, 3, 1), (2, 3, 1, 4)])
def test_none_belongs_to_what_belongs_to_it(line: tuple[int, ...]) -> None:
    assert why_not_parent(ME, line, 2) is ParentRefusal.STANDS_BELOW


def test_the_deepest_group_is_full() -> None:
    line = tuple(range(2, 2 + MOST_LEVELS - 1))
    assert why_not_parent(ME, line, 1) is None
    assert why_not_parent(ME, line, 2) is ParentRefusal.TOO_DEEP
    assert why_not_parent(ME, (*line, 99), 1) is ParentRefusal.TOO_DEEP


def test_a_new_customer_is_in_no_circle() -> None:
    assert why_not_parent(None, (1, 2), 1) is None
    assert why_not_parent(None, tuple(range(1, 1 + MOST_LEVELS)), 1) is ParentRefusal.TOO_DEEP
