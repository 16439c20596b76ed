"""A list read as a window: what it tells of its length before it was counted."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.db.raw import run
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.services.customers.windows import ListWindow, Strides
from tests import make
from tests.copies import alike
from tests.hearing import heard

BY_NAME = ListRequest(CustomerView.ALL, sort="name")
SHORT = Strides(few=10, step=32, ahead=8, near=(4, 16))


def test_the_first_rows_are_not_taken_for_the_whole_list_until_it_was_counted(crm: Crm) -> None:
    admin = make.admin(crm)
    first = make.customer(crm, admin)
    alike(crm, first, 100)
    window = ListWindow(crm.database, admin, BY_NAME, None, SHORT)
    glimpse = window.open(32)
    assert (glimpse.is_counted, glimpse.count < 100) == (False, True)
    again = ListWindow(crm.database, admin, BY_NAME, window, SHORT)
    assert not again.open(32).is_counted

    assert window.complete() == 100
    later = ListWindow(crm.database, admin, BY_NAME, window, SHORT)
    glimpse = later.open(32)
    assert (glimpse.is_exact, glimpse.is_counted, glimpse.count) == (False, True, 100)


def test_a_page_deep_in_an_order_is_found_by_one_walk(crm: Crm) -> None:
    admin = make.admin(crm)
    alike(crm, make.customer(crm, admin), 100)
    with crm.database.setting_up() as connection:
        run(connection, "UPDATE customer SET pinyin = pinyin || id")
    window = ListWindow(crm.database, admin, BY_NAME, None, SHORT)
    window.complete()
    pages = [window.fetch(start, 8)[0] for start in (33, 41)]
    with heard(crm) as statements:
        again = [window.fetch(start, 8)[0] for start in (33, 41)]
    assert again == pages
    assert len([each for each in statements if "sort_key_0" in each]) == len(pages)


def test_an_order_that_only_whole_customers_tell_shows_some_before_all_are_read(crm: Crm) -> None:
    admin = make.admin(crm)
    alike(crm, make.customer(crm, admin), 100)
    by_own_field = ListRequest(CustomerView.ALL, sort="custom.fax")
    window = ListWindow(crm.database, admin, by_own_field, None, SHORT)
    glimpse = window.open(8)
    assert (window.is_partial, glimpse.is_counted, len(glimpse.ids) > 8) == (True, False, True)
    assert window.complete() == 100


def test_of_the_first_rows_no_more_is_read_than_is_shown(crm: Crm) -> None:
    admin = make.admin(crm)
    alike(crm, make.customer(crm, admin), 100)
    whole = ListWindow(crm.database, admin, BY_NAME).open(63)
    some = ListWindow(crm.database, admin, BY_NAME).open(63, at_once=10)
    assert (len(whole.ids), len(some.ids)) == (64, 10)
    assert (some.ids[:], some.rows) == (whole.ids[:10], whole.rows[:10])
    assert some.count == whole.count


def test_what_a_search_finds_no_more_leaves_a_list_that_is_read_anew(crm: Crm) -> None:
    admin = make.admin(crm)
    names = ("分期一厂", "分期二厂", "三厂", "四厂")
    renamed, named, unsaid, said = (make.customer(crm, admin, name) for name in names)
    written = make.follow_up(crm, admin, unsaid, "想要分期").follow_up_id
    make.follow_up(crm, admin, said, "预算已批，要分期方案")
    request = ListRequest(CustomerView.ALL, query="分期")
    window = ListWindow(crm.database, admin, request, None, SHORT)
    window.complete()
    assert {*window.open(8).ids} == {renamed, named, unsaid, said}

    crm.customers.edit(admin, renamed, {"name": "一厂"})
    crm.follow_ups.edit(admin, written, {"content": "想要一次付清"})
    again = ListWindow(crm.database, admin, request, window, SHORT)
    assert {*again.open(8).ids} == {named, said}
