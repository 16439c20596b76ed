"""Sample data: filled in steps, the same for a day and a seed, refused where people work."""

from __future__ import annotations

import shutil
from datetime import datetime, timedelta
from pathlib import Path

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.samples import names
from crm_tui.domain.users import Actor, Road
from crm_tui.errors import NotEmptyError
from tests import make


def empty(folder: Path, now: datetime = make.NOW) -> Crm:
    """A migrated database without an office."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(make.empty_template(), folder / "crm.db")
    return make.opened(folder / "crm.db", make.clock(now))


@pytest.mark.long
def test_a_day_and_a_seed_give_the_same_office(tmp_path: Path) -> None:
    wanted = "SELECT * FROM customer ORDER BY id"
    said = "SELECT customer_id, happened_at, content FROM follow_up ORDER BY id"
    first, second, other = (empty(tmp_path / name) for name in ("a", "b", "c"))
    first.samples.fill(45)
    second.database.clock = make.clock(make.NOW + timedelta(hours=9))
    second.samples.fill(45)
    other.samples.fill(45, seed=2)
    assert make.query(first, wanted) == make.query(second, wanted)
    assert make.query(first, said) == make.query(second, said)
    assert make.query(first, wanted) != make.query(other, wanted)
    for crm in (first, second, other):
        crm.close()


def test_an_interrupted_fill_goes_on_where_it_stopped(tmp_path: Path) -> None:
    crm = empty(tmp_path)
    crm.samples.fill(40)
    more = crm.samples.fill(60)
    assert (more.added, more.customers) == (20, 60)
    assert crm.samples.fill(60).added == 0
    assert make.query(crm, "SELECT count(DISTINCT name_key) FROM customer") == [(60,)]
    crm.close()


def test_an_english_office_speaks_english(tmp_path: Path) -> None:
    crm = empty(tmp_path)
    filled = crm.samples.fill(20, language="en")
    actor = Actor(filled.user_id, Road.SHELL)
    assert crm.offices.who(actor)[1].language == "en"
    assert "North China pool" in {pool.name for pool in crm.pools.pools(actor)}
    crm.close()


def test_a_real_office_is_refused(crm: Crm, admin: Actor) -> None:
    make.customer(crm, admin)
    before = make.dump(crm)
    with pytest.raises(NotEmptyError) as refused:
        crm.samples.fill(10)
    assert refused.value.customers == 1
    assert make.dump(crm) == before


@pytest.mark.long
def test_a_sample_office_with_customers_of_people_is_refused(tmp_path: Path) -> None:
    crm = empty(tmp_path)
    crm.samples.fill(20)
    make.customer(crm, make.admin(crm), "真实客户有限公司")
    with pytest.raises(NotEmptyError):
        crm.samples.fill(40)
    crm.close()


@pytest.mark.long
def test_the_limit_grows_with_a_large_office(tmp_path: Path) -> None:
    crm = empty(tmp_path)
    crm.samples.fill(4000)
    wang = make.admin(crm)
    limit = crm.offices.who(wang)[1].holding_limit
    assert limit == 67
    assert max(person.held for person in crm.people.users(wang)) <= limit
    page = crm.customers.page(wang, ListRequest(CustomerView.ALL))
    assert page.total == 4000
    crm.close()


@pytest.mark.long
def test_a_million_companies_have_different_names() -> None:
    place, trade = names.PLACES[0], names.TRADES[0]
    brands = {
        names.company_name(number, place, names.Trade("", ("",), ""), "")
        for number in range(1_000_000)
    }
    assert len(brands) == 1_000_000
    assert names.company_name(0, place, trade, "有限公司").startswith("上海")
