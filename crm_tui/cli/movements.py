"""What becomes of customers that are held: transfer, move, lock, more days, a new clock."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, single
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.outcomes import answer_batch
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.extensions import ExtensionRow
from crm_tui.domain.identifiers import CustomerId, ExtensionId
from crm_tui.domain.text import clean
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.shapes import extensions as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import word

_customer_verbs = single()
_pool_verbs = single()

CustomerArguments = Annotated[
    list[str], typer.Argument(metavar="CUSTOMER", help=_("Numbers or names."))
]
RequestArguments = Annotated[
    list[str], typer.Argument(metavar="REQUEST", help=_("Numbers of requests."))
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]
Until = Annotated[str, typer.Option("--until", metavar="DATE", help=_("The last day of it."))]
Note = Annotated[str, typer.Option("--note", help=_("More about why."))]


def add_transfer_to(app: typer.Typer) -> None:
    """Let `transfer` stand among the verbs of customers."""
    app.registered_commands += _customer_verbs.registered_commands


def add_to(app: typer.Typer) -> None:
    """Let the other movements stand among the verbs of pools."""
    app.registered_commands += _pool_verbs.registered_commands


def _ids(session: Session, customers: list[str]) -> list[CustomerId]:
    return [session.customer_in_batch(each) for each in customers]


@command(_customer_verbs, "transfer", _("Pass customers from whoever holds them to somebody else."))
def transfer(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    to: Annotated[str, typer.Option("--to", metavar="LOGIN", help=_("To whom."))],
    reason: Reason = "",
    override: Annotated[
        str, typer.Option("--override", metavar="TEXT", help=_("Why a limit may be exceeded."))
    ] = "",
    as_json: AsJson = False,
) -> int:
    """Pass customers on with their clocks, within the receiver's limits."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        receiver = session.user(to)
        outcome = session.crm.movements.transfer(
            session.actor,
            _ids(session, customers),
            receiver,
            reason=clean(reason),
            override_reason=clean(override),
        )
        return answer_batch(session, output, outcome, _transferred)


def _transferred(count: int) -> str:
    return ngettext("Transferred {count} customer.", "Transferred {count} customers.", count)


@command(_pool_verbs, "move", _("Move customers to another pool; their clocks stay."))
def move(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    to: Annotated[str, typer.Option("--to", metavar="POOL", help=_("To which pool."))],
    as_json: AsJson = False,
) -> int:
    """Move customers, owned or not, to another pool."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id = session.pool(to)
        ids = _ids(session, customers)
        outcome = session.crm.movements.move(session.actor, ids, pool_id)
        return answer_batch(session, output, outcome, _moved)


def _moved(count: int) -> str:
    return ngettext("Moved {count} customer.", "Moved {count} customers.", count)


@command(_pool_verbs, "lock", _("Keep customers with who holds them until a day."))
def lock(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    until: Until,
    reason: Reason = "",
    as_json: AsJson = False,
) -> int:
    """Lock customers, within one's quota or as who grants beyond it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        day = read_day(session, "until", until, prefer="future")
        ids = _ids(session, customers)
        outcome = session.crm.movements.lock(session.actor, ids, day, reason=clean(reason))
        return answer_batch(session, output, outcome, _locked)


def _locked(count: int) -> str:
    return ngettext("Locked {count} customer.", "Locked {count} customers.", count)


@command(_pool_verbs, "unlock", _("Lift the locks of customers."))
def unlock(context: typer.Context, customers: CustomerArguments, *, as_json: AsJson = False) -> int:
    """Lift locks; a day that comes forward keeps its grace."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        outcome = session.crm.movements.unlock(session.actor, _ids(session, customers))
        return answer_batch(session, output, outcome, _unlocked)


def _unlocked(count: int) -> str:
    return ngettext(
        "Lifted the lock of {count} customer.", "Lifted the locks of {count} customers.", count
    )


@command(_pool_verbs, "extend", _("Ask for more days for your customers."))
def extend(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    until: Until,
    reason: Reason,
    as_json: AsJson = False,
) -> int:
    """Ask for more days; somebody above grants or refuses them."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        day = read_day(session, "until", until, prefer="future")
        ids = _ids(session, customers)
        outcome = session.crm.movements.ask_extension(session.actor, ids, day, clean(reason))
        return answer_batch(session, output, outcome, _asked)


def _asked(count: int) -> str:
    return ngettext(
        "Asked for more days for {count} customer.",
        "Asked for more days for {count} customers.",
        count,
    )


@command(_pool_verbs, "extensions", _("List the requests for more days."))
def list_extensions(
    context: typer.Context,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Also those that were decided."), show_default=False)
    ] = False,
    limit: Limit = 200,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List requests about customers in sight, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.movements.extensions(
            session.actor, only_open=not everything, limit=limit
        )
        output.rows(
            rows,
            _extension_listing(session),
            nothing=_("Nobody asks for more days; --all lists what was decided."),
        )


def _extension_listing(session: Session) -> Listing[ExtensionRow]:
    logins = session.logins()
    column = TableColumn[ExtensionRow]
    return Listing[ExtensionRow](
        (
            column(_("No."), lambda row: str(row.id), align=Align.RIGHT),
            column(_("Customer"), lambda row: f"{row.customer_id} {row.customer}"),
            column(_("Last day"), lambda row: iso_day(row.last_day) or "", 1),
            column(_("Until"), lambda row: iso_day(row.until_day) or ""),
            column(_("Asked by"), lambda row: row.asked_by),
            column(_("Reason"), lambda row: row.reason, 2),
            column(_("Status"), lambda row: word(row.status)),
        ),
        lambda row: shapes.extension(row, logins),
        shapes.KEYS,
    )


@command(_pool_verbs, "grant", _("Grant the days that were asked for."))
def grant(
    context: typer.Context, requests: RequestArguments, *, note: Note = "", as_json: AsJson = False
) -> int:
    """Grant requests, each as far as one may."""
    return _decide(context, requests, note, is_granted=True, as_json=as_json)


@command(_pool_verbs, "refuse", _("Refuse the days that were asked for."))
def refuse(
    context: typer.Context, requests: RequestArguments, *, note: Note = "", as_json: AsJson = False
) -> int:
    """Refuse requests, each as far as one may."""
    return _decide(context, requests, note, is_granted=False, as_json=as_json)


def _decide(
    context: typer.Context, requests: list[str], note: str, *, is_granted: bool, as_json: bool
) -> int:
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        outcome = session.crm.movements.decide_extension(
            session.actor,
            [ExtensionId(read_number("extension", each)) for each in requests],
            is_granted=is_granted,
            note=clean(note),
        )
        return answer_batch(session, output, outcome, _granted if is_granted else _refused)


def _granted(count: int) -> str:
    return ngettext("Granted {count} request.", "Granted {count} requests.", count)


def _refused(count: int) -> str:
    return ngettext("Refused {count} request.", "Refused {count} requests.", count)


@command(_pool_verbs, "restart", _("Let the days of customers count from today."))
def restart(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    reason: Reason,
    as_json: AsJson = False,
) -> int:
    """Start clocks anew, as only those above may."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = _ids(session, customers)
        outcome = session.crm.movements.restart_clock(session.actor, ids, clean(reason))
        return answer_batch(session, output, outcome, _restarted)


def _restarted(count: int) -> str:
    return ngettext(
        "The days of {count} customer count from today.",
        "The days of {count} customers count from today.",
        count,
    )
