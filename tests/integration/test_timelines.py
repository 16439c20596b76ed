"""The timeline page by page: nothing twice, nothing left out, whatever there is of it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.db.raw import run
from crm_tui.domain.customers import Level
from crm_tui.domain.identifiers import CustomerId, KeyDateId
from crm_tui.domain.key_dates import Dealing, Handling, KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.timelines import EntryFilter, EntryKind, TimelineEntry
from crm_tui.domain.users import Actor
from crm_tui.errors import NotFoundError
from crm_tui.i18n import use_language
from crm_tui.presentation.timeline import shown_entry
from tests import make


def everything(
    crm: Crm,
    actor: Actor,
    customer_id: CustomerId,
    only: EntryFilter = EntryFilter.ALL,
    limit: int = 3,
) -> Iterator[TimelineEntry]:
    after = None
    while True:
        page = crm.timelines.page(actor, customer_id, after=after, only=only, limit=limit)
        assert len(page.entries) <= limit
        yield from page.entries
        after = page.following
        if after is None:
            return


def busy(crm: Crm, actor: Actor, clock: FakeClock) -> CustomerId:
    """A customer with a little of everything."""
    customer = make.customer(crm, actor)
    for number in range(5):
        clock.advance(timedelta(hours=1))
        make.follow_up(crm, actor, customer, f"第{number}次")
        crm.customers.edit(actor, customer, {"city": f"城市{number}"})
    crm.tasks.add(actor, "发合同", clock.now() + timedelta(days=1), customer_id=customer)
    clock.advance(timedelta(hours=1))
    crm.pools.return_to_pool(actor, [customer], make.return_reason(crm))
    crm.pools.claim(actor, [customer])
    crm.customers.edit(actor, customer, {"level": Level.A})
    return customer


def test_pages_of_any_size_hold_the_same_entries_in_the_same_order(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = busy(crm, admin, clock)
    whole = list(everything(crm, admin, customer, limit=1000))
    assert [each.at for each in whole] == sorted((each.at for each in whole), reverse=True)
    assert len({each.key for each in whole}) == len(whole) == 15
    for limit in (1, 2, 7):
        found = list(everything(crm, admin, customer, limit=limit))
        assert sorted(each.key for each in found) == sorted(each.key for each in whole)
        assert [each.at for each in found] == [each.at for each in whole]


def test_each_filter_shows_its_kinds_and_together_they_show_all(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = busy(crm, admin, clock)
    by_filter = {
        only: {each.key: each.kind for each in everything(crm, admin, customer, only)}
        for only in EntryFilter
    }
    assert set(by_filter[EntryFilter.FOLLOW_UPS].values()) == {EntryKind.FOLLOW_UP}
    assert EntryKind.TASK_ADDED in by_filter[EntryFilter.TASKS].values()
    assert EntryKind.PERIOD_ENDED in by_filter[EntryFilter.OWNERS].values()
    parts = [found for only, found in by_filter.items() if only is not EntryFilter.ALL]
    assert sum(map(len, parts)) == len(by_filter[EntryFilter.ALL])


def test_what_is_searched_is_found_however_deep_it_lies(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = busy(crm, admin, clock)
    page = crm.timelines.page(
        admin,
        customer,
        keeps=lambda each: each.follow_up is not None and "第0次" in each.follow_up.content,
        limit=5,
    )
    assert [each.follow_up.content for each in page.entries if each.follow_up] == ["第0次"]
    assert page.following is None


def test_what_was_taken_back_stands_in_no_timeline(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, admin)
    on = KeyDay(once_day=clock.now().astimezone(make.SHANGHAI).toordinal())
    fields = KeyDateFields(KeyDateKind.OTHER, on, "交付")
    added = crm.key_dates.add(admin, customer, fields).record_id
    before = [each.key for each in everything(crm, admin, customer)]
    crm.key_dates.handle(admin, KeyDateId(added or 0), Dealing(Handling.DONE))
    handled, *_ = everything(crm, admin, customer)
    assert handled.kind is EntryKind.KEY_DATE_HANDLED
    crm.history.undo(admin)
    assert [each.key for each in everything(crm, admin, customer)] == before
    crm.key_dates.handle(admin, KeyDateId(added or 0), Dealing(Handling.DONE))
    assert next(everything(crm, admin, customer)).kind is EntryKind.KEY_DATE_HANDLED


def test_a_plan_that_was_set_or_cleared_stands_there_with_its_day(
    crm: Crm, admin: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, admin)
    crm.tasks.set_next_contact(admin, customer, clock.now() + make.DAY, "谈价[/]")
    crm.tasks.set_next_contact(admin, customer, None)
    use_language("en")
    cleared, planned, *_ = (
        shown_entry(each, now=clock.now(), zone=make.SHANGHAI, currency="CNY")
        for each in everything(crm, admin, customer, EntryFilter.TASKS)
    )
    assert (cleared.title, cleared.lines) == ("Next contact cleared", ())
    assert (planned.title, planned.lines) == ("Next contact planned", ("tomorrow 10:00 谈价[/]",))


def test_files_of_a_follow_up_stand_under_it_and_among_the_files(
    crm: Crm, admin: Actor, tmp_path_factory: pytest.TempPathFactory
) -> None:
    folder = tmp_path_factory.mktemp("files")
    crm.database.files_folder = folder / "kept"
    customer = make.customer(crm, admin)
    written = make.follow_up(crm, admin, customer)
    (folder / "报价.xlsx").write_bytes(b"1")
    paths = [folder / "报价.xlsx"]
    crm.attachments.attach(admin, customer, paths, follow_up_id=written.follow_up_id)
    crm.attachments.attach(admin, customer, paths)
    kinds = [each.kind for each in everything(crm, admin, customer)]
    assert kinds.count(EntryKind.FILE_ATTACHED) == 1
    assert len(list(everything(crm, admin, customer, EntryFilter.FILES))) == 2


def test_a_customer_out_of_sight_has_no_timeline(crm: Crm, lina: Actor, zhao: Actor) -> None:
    customer = make.customer(crm, lina)
    with pytest.raises(NotFoundError):
        crm.timelines.page(zhao, customer)


def test_what_was_set_aside_keeps_its_timeline_for_who_may_bring_it_back(
    crm: Crm, admin: Actor, lina: Actor
) -> None:
    customer = make.customer(crm, lina)
    crm.standings.delete(admin, [customer])
    kinds = [each.kind for each in everything(crm, admin, customer, EntryFilter.OWNERS)]
    assert EntryKind.SET_ASIDE in kinds
    with pytest.raises(NotFoundError):
        crm.timelines.page(lina, customer)


def fill(crm: Crm, customer: CustomerId, count: int) -> None:
    """Give a customer so many follow-ups and events; rows only, for they are counted."""
    with crm.database.setting_up() as connection:
        numbers = (
            f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {count})"
        )
        run(
            connection,
            f"{numbers} INSERT INTO follow_up (created_at, updated_at, version, customer_id,"
            " author_id, content, happened_at, effective, why_not_effective, next_contact_note)"
            " SELECT o.created_at, o.created_at, 1, ?, 1, 'n' || i, o.created_at - i * 60000,"
            " FALSE, '', '' FROM n, office o",
            [customer],
        )
        run(
            connection,
            f"{numbers} INSERT INTO event (batch_id, at, kind, customer_id, record_id, before,"
            " after) SELECT 1, o.created_at + i, CASE WHEN i % 2 = 0 THEN 'customer_edited' ELSE"
            ' \'follow_up_added\' END, ?, ?, \'{"city":"a"}\', \'{"city":"b"}\' FROM n, office o',
            [customer, customer],
        )


@pytest.mark.long
def test_ten_thousand_entries_open_at_once_and_can_be_read_to_the_end(
    crm: Crm, admin: Actor
) -> None:
    customer = make.customer(crm, admin)
    fill(crm, customer, 10_000)
    for only in EntryFilter:
        crm.timelines.page(admin, customer, only=only)
        best = min(_seconds(crm, admin, customer, only) for _ in range(5))
        assert best < 0.03, f"{only}: {best * 1000:.1f} ms"
    assert len(list(everything(crm, admin, customer, limit=500))) > 15_000


def _seconds(crm: Crm, actor: Actor, customer: CustomerId, only: EntryFilter) -> float:
    started = time.perf_counter()
    crm.timelines.page(actor, customer, only=only)
    return time.perf_counter() - started
