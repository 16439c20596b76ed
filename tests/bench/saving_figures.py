"""Saving among a million customers: a follow-up, and a customer with its search words."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterator
from datetime import timedelta
from itertools import count

from crm_tui.bootstrap import Crm, open_crm
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.follow_ups import FollowUpDraft
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Actor
from tests.bench.measuring import Bound, Figure, compare, each_time, timed
from tests.bench.million_office import Office, settings
from tests.bench.replays import raw_connection

EDITS = 200


def figures(office: Office) -> Iterator[Figure]:
    """Yield the figures of saving, as the rep."""
    crm = open_crm(settings(office.file))
    raw = raw_connection(office.file)
    raw.execute("PRAGMA synchronous=FULL")
    mine = [CustomerId(each) for each in crm.customers.ids(office.rep, ListRequest(_MINE))]
    plain = timed(_plain_update(raw, mine[0]), times=39)[0]
    yield from _edits(crm, office.rep, mine, plain)
    yield compare(
        "save a follow-up with deadline and next contact",
        _follow_up(crm, office.rep, mine),
        times=39,
        peer=_PEER,
        against=_plain_update(raw, mine[0]),
        limit=Bound(30),
    )
    raw.close()
    crm.close()


_MINE = CustomerView.MINE
_PEER = "one UPDATE and commit, raw"


def _edits(crm: Crm, rep: Actor, mine: list[CustomerId], plain: float) -> Iterator[Figure]:
    turn = count()

    def edit() -> None:
        number = next(turn)
        # Every second round takes the name back, so that the file stays as it was.
        short = "" if number // len(mine) % 2 else f"简称{number % 97}"
        crm.customers.edit(rep, mine[number % len(mine)], {"short_name": short})

    spent = each_time(edit, times=EDITS)
    what = "save a customer with its search words"
    yield Figure.of(what, spent, peer=_PEER, peer_median=plain, limit=Bound(5))
    yield Figure.of(f"{what}, worst of {EDITS}", spent, limit=Bound(250, "worst"))


def _follow_up(crm: Crm, rep: Actor, mine: list[CustomerId]) -> Callable[[], None]:
    turn = count()

    def follow_up() -> None:
        now = crm.database.clock.now()
        draft = FollowUpDraft("预算已批，要分期方案", now, next_contact_at=now + timedelta(days=3))
        crm.follow_ups.add(rep, mine[next(turn) % len(mine)], draft)

    return follow_up


def _plain_update(raw: sqlite3.Connection, customer_id: int) -> Callable[[], None]:
    turn = count()

    def update() -> None:
        # Up and down again: a write that changes nothing would not reach the disk.
        step = -1 if next(turn) % 2 else 1
        raw.execute("BEGIN IMMEDIATE")
        raw.execute("UPDATE customer SET version = version + ? WHERE id = ?", (step, customer_id))
        raw.execute("COMMIT")

    return update
