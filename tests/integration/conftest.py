"""A department of three, where it matters who stands above whom, and the usual levels."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from tests import make


@pytest.fixture
def lina(crm: Crm) -> Actor:
    """A sales rep of 销售部."""
    make.department(crm, "销售部")
    return make.rep(crm, "lina", "李娜", department="销售部")


@pytest.fixture
def zhao(crm: Crm, lina: Actor) -> Actor:
    """Another sales rep of the same department."""
    return make.rep(crm, "zhao", "赵强", department="销售部")


@pytest.fixture
def boss(crm: Crm, lina: Actor, zhao: Actor) -> Actor:
    """The manager of both."""
    return make.manager(crm, department="销售部", staff=(lina, zhao))


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    """A customer of the sales rep."""
    return make.customer(crm, lina)


@pytest.fixture
def usual_levels(crm: Crm) -> None:
    """Have the levels of likeness that every office begins with: the same name blocks."""
    make.meddle(crm, "UPDATE office SET duplicates = '{}'")
