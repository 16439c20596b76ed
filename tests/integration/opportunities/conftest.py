"""Two sales reps, and a customer of the first."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.users import Actor
from tests import make


@pytest.fixture
def lina(crm: Crm) -> Actor:
    return make.rep(crm, "lina", "李娜")


@pytest.fixture
def wang(crm: Crm) -> Actor:
    return make.rep(crm, "wang", "王伟")
