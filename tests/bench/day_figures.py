"""The day's work among a million customers: 今日, a timeline, a month of the calendar, a line."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from functools import partial
from itertools import count

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.entries import read_entry
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from tests.bench.list_figures import RAW
from tests.bench.measuring import Bound, Figure, compare, each_time
from tests.bench.million_office import Office, settings
from tests.bench.replays import raw_connection, replay

_TIMES = 15
_CUSTOMERS = 60
_SIX_WEEKS = 42
_LINE = "张总电话说预算批了，要分期方案，明天十点发方案 #报价"


def figures(office: Office) -> Iterator[Figure]:
    """Yield the figures of a day, as rep, as manager of twenty and as administrator."""
    crm = open_crm(settings(office.file))
    raw = raw_connection(office.file)
    for who, actor in office.people.items():
        for what, act in (
            ("今日, all but what waits for others", partial(crm.days.today, actor)),
            ("今日, what waits and what was forgotten", partial(crm.days.waiting, actor)),
            ("今日, the summary of the evening", partial(crm.days.summary, actor)),
            ("calendar, the six weeks of a month", partial(_month, crm, actor)),
        ):
            again = replay(crm, raw, act)
            yield compare(
                f"{what} ({who})", act, peer=RAW, against=again, times=_TIMES, limit=Bound(100)
            )
    yield from _of_customers(crm, office.rep)
    raw.close()
    crm.close()


def _month(crm: Crm, actor: Actor) -> None:
    today = crm.offices.who(actor)[2]
    crm.schedules.show(actor, today - today % 7, today - today % 7 + _SIX_WEEKS - 1)


def _of_customers(crm: Crm, rep: Actor) -> Iterator[Figure]:
    """Yield how soon a customer's timeline stands, and how soon a line is understood."""
    ids = crm.customers.ids(rep, ListRequest(CustomerView.MINE))[:_CUSTOMERS]
    pages = iter([CustomerId(each) for each in ids])
    spent = each_time(lambda: crm.timelines.page(rep, next(pages)), times=len(ids) - 1)
    yield Figure.of(
        "timeline, its first page, of one customer after the other", spent, limit=Bound(30)
    )
    known = crm.follow_ups.occasion(rep, CustomerId(ids[0])).known
    read = each_time(lambda: read_entry(_LINE, known), times=200)
    yield Figure.of("a follow-up on one line, understood at each key", read, limit=Bound(16))
    yield Figure.of(
        "a usual follow-up: the line opened, each letter of it understood, and saved",
        each_time(_whole_follow_up(crm, rep, ids), times=_TIMES),
        limit=Bound(500),
    )


def _whole_follow_up(crm: Crm, rep: Actor, ids: Sequence[int]) -> Callable[[], None]:
    """Return all that the program does between `f` and the saved line, but for the painting."""
    turn = count()

    def follow_up() -> None:
        customer_id = CustomerId(ids[next(turn) % len(ids)])
        known = crm.follow_ups.occasion(rep, customer_id).known
        for end in range(1, len(_LINE)):
            read_entry(_LINE[:end], known)
        crm.follow_ups.add(rep, customer_id, read_entry(_LINE, known).draft(known))

    return follow_up
