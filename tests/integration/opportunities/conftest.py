"""Two sales reps, and a customer of the first."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from tests import make


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def wang(crm: Crm) -> Actor:
    return make.rep(crm, "wang", "王伟")


@pytest.fixture
def customer(crm: Crm, lina: Actor) -> CustomerId:
    return make.customer(crm, lina)
