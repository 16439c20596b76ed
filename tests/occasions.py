"""What is brought about before an operation, where an office that was worked in gives none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import timedelta

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.deliveries import ChannelKind, NewChannel
from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.pools import AssignMode
from crm_tui.errors import CrmError
from tests import make
from tests.integration.deliveries.sending import send
from tests.worked_offices import Worked

NOBODY_LISTENS = "127.0.0.1:9"
"""A port of this machine at which a message fails at once."""
_MANY = 55
"""So many customers that fall due together are held."""

Occasion = Callable[[Crm, Worked], object]


def later(crm: Crm, days: int) -> None:
    clock = crm.database.clock
    if not isinstance(clock, FakeClock):
        raise TypeError(type(clock).__name__)
    clock.advance(timedelta(days=days))


def in_turn(crm: Crm, office: Worked) -> None:
    crm.pool_settings.edit(office.admin, office.pool, {"assign_mode": AssignMode.TURN})


def search_behind(crm: Crm, _office: Worked) -> None:
    make.meddle(crm, "UPDATE customer SET search_text = 'x'")


def many_due(crm: Crm, office: Worked) -> None:
    for number in range(_MANY):
        owner = office.lina if number % 2 else office.zhao
        make.customer(crm, owner, f"到期{number}")
    later(crm, 60)


def held_sweep(crm: Crm, office: Worked) -> None:
    many_due(crm, office)
    crm.sweeps.sweep(office.admin)


def overdue(crm: Crm, _office: Worked) -> None:
    later(crm, 10)


def reminder_due(crm: Crm, office: Worked) -> None:
    crm.channels.add(
        office.admin,
        NewChannel(
            ChannelKind.WEBHOOK, f"http://{NOBODY_LISTENS}/hook", user_id=office.lina.user_id
        ),
    )
    later(crm, 1)


def reminder_over(crm: Crm, office: Worked) -> None:
    """Something waits to be sent again that is done meanwhile."""
    reminder_due(crm, office)
    send(crm, office.lina)
    with suppress(CrmError):
        crm.tasks.done(office.lina, TaskId(1))
    later(crm, 1)


def mail_channel(crm: Crm, office: Worked) -> None:
    address = f"mailto://{NOBODY_LISTENS}/?from=crm@example.com&to=me@example.com"
    crm.channels.add(
        office.admin, NewChannel(ChannelKind.EMAIL, address, user_id=office.lina.user_id)
    )


OCCASIONS: Mapping[str, Occasion] = {
    "pools.assign_as_set": in_turn,
    "doctor.repair": search_behind,
    "sweeps.dismiss": held_sweep,
    "sweeps._record_hold": many_due,
    "escalations._tell_chunk": overdue,
    "deliveries._queue": reminder_due,
    "deliveries._take": reminder_due,
    "deliveries._confirm": reminder_due,
    "deliveries._drop": reminder_over,
    "greetings._begin": mail_channel,
    "greetings._confirm": mail_channel,
}
