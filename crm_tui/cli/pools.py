"""`crm pool`: claim, return and assign customers; the sweep, and why a customer is taken back."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Annotated

import typer

from crm_tui.cli import movements, overviews, pool_settings, reveals
from crm_tui.cli.commands import (
    AsCsv,
    AsJson,
    UsageProblemError,
    command,
    group,
    help_hint,
)
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.inputs import read_day, read_word
from crm_tui.cli.outcomes import answer_batch, undo_line
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import opened, output_of
from crm_tui.domain.days import NEVER
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.pools import PoolRow, SweepReport
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.explanations import explanation_lines
from crm_tui.presentation.json_shapes import KEYS
from crm_tui.presentation.reasons import kept_sentence
from crm_tui.presentation.shapes import explanations
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import deciding_word, hold_cause_word, name_in_sentence

app = group(_("Claim, return and assign customers of the pool."))

CustomerArguments = Annotated[
    list[str], typer.Argument(metavar="CUSTOMER", help=_("Numbers or names."))
]
AllOrNothing = Annotated[
    bool,
    typer.Option("--all-or-nothing", help=_("Do nothing when one is refused."), show_default=False),
]
Override = Annotated[
    str, typer.Option("--override", metavar="TEXT", help=_("Why a limit may be exceeded."))
]
CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]


@command(app, "list", _("List the pools you belong to, with your claims of today."))
def list_pools(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the pools with their sizes and one's own quota."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        right = Align.RIGHT
        listing = Listing[PoolRow](
            (
                TableColumn[PoolRow](_("No."), lambda row: str(row.id), align=right),
                TableColumn[PoolRow](_("Pool"), lambda row: row.name),
                TableColumn[PoolRow](_("To claim"), lambda row: str(row.customers), align=right),
                TableColumn[PoolRow](_("Held"), lambda row: str(row.owned), 2, right),
                TableColumn[PoolRow](_("Claimed today"), _claims, 1, right),
                TableColumn[PoolRow](_("Taken back after"), _idle, 3),
            ),
            session.shapes().pool,
            KEYS["pool"],
        )
        output.rows(
            session.crm.pools.pools(session.actor),
            listing,
            nothing=_("You belong to no pool; ask your administrator."),
        )


def _claims(row: PoolRow) -> str:
    if not row.may_claim:
        return "–"
    return f"{row.claims_today}/{'∞' if row.daily_limit is None else row.daily_limit}"


def _idle(row: PoolRow) -> str:
    if row.idle_days is None:
        return _("never")
    return ngettext(
        "{count} day without follow-up", "{count} days without follow-up", row.idle_days
    ).format(count=row.idle_days)


@command(app, "claim", _("Claim customers of the pool."))
def claim(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    all_or_nothing: AllOrNothing = False,
    override: Override = "",
    as_json: AsJson = False,
) -> int:
    """Claim customers, each as far as the rules allow."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [session.customer_in_batch(each) for each in customers]
        outcome = session.crm.pools.claim(
            session.actor, ids, all_or_nothing=all_or_nothing, override_reason=clean(override)
        )
        return answer_batch(session, output, outcome, _claimed)


def _claimed(count: int) -> str:
    return ngettext("Claimed {count} customer.", "Claimed {count} customers.", count)


def _returned(count: int) -> str:
    return ngettext("Returned {count} customer.", "Returned {count} customers.", count)


def _assigned(count: int) -> str:
    return ngettext("Assigned {count} customer.", "Assigned {count} customers.", count)


@command(app, "return", _("Give customers back to their pools, with a reason."))
def return_customers(
    context: typer.Context,
    customers: CustomerArguments,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why: a word of the list."))],
    note: Annotated[str, typer.Option("--note", help=_("More about why."))] = "",
    as_json: AsJson = False,
) -> int:
    """Give customers back; their open reminders are closed."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        reason_id = read_word(session, DictionaryKind.RETURN_REASON, "reason", reason)
        if reason_id is None:
            raise FieldError("reason", "required")
        ids = [session.customer_in_batch(each) for each in customers]
        outcome = session.crm.pools.return_to_pool(session.actor, ids, reason_id, clean(note))
        return answer_batch(session, output, outcome, _returned)


@command(app, "assign", _("Give customers of the pool to somebody, in turn, or by match."))
def assign(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customers: CustomerArguments,
    *,
    to: Annotated[
        list[str] | None,
        typer.Option(
            "--to", metavar="LOGIN", help=_("To whom; several take turns. Else as the pool is set.")
        ),
    ] = None,
    in_turn: Annotated[
        bool,
        typer.Option("--in-turn", help=_("To the next member who is present."), show_default=False),
    ] = False,
    by_match: Annotated[
        bool,
        typer.Option(
            "--by-match",
            help=_("To whom region, industry and products suit."),
            show_default=False,
        ),
    ] = False,
    all_or_nothing: AllOrNothing = False,
    override: Override = "",
    as_json: AsJson = False,
) -> int:
    """Give customers out of their pools, within the receivers' limits."""
    _refuse_unclear(context, to or [], in_turn=in_turn, by_match=by_match, override=override)
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [session.customer_in_batch(each) for each in customers]
        receivers = [session.user(each) for each in to or ()]
        actor = session.actor
        if not (receivers or in_turn or by_match):
            outcome = session.crm.pools.assign_as_set(actor, ids, all_or_nothing=all_or_nothing)
        elif by_match:
            outcome = session.crm.pools.assign_by_match(actor, ids, all_or_nothing=all_or_nothing)
        elif in_turn or len(receivers) > 1:
            outcome = session.crm.pools.assign_in_turn(
                actor, ids, receivers or None, all_or_nothing=all_or_nothing
            )
        else:
            outcome = session.crm.pools.assign(
                actor,
                ids,
                receivers[0],
                all_or_nothing=all_or_nothing,
                override_reason=clean(override),
            )
        return answer_batch(session, output, outcome, _assigned)


def _refuse_unclear(
    context: typer.Context, to: list[str], *, in_turn: bool, by_match: bool, override: str
) -> None:
    """Raise UsageProblemError where more than one way of giving out was named."""
    if by_match and (to or in_turn):
        wrong = _("--by-match excludes --to and --in-turn.")
    elif override and (in_turn or by_match or len(to) != 1):
        wrong = _("--override belongs to one --to LOGIN.")
    else:
        return
    raise UsageProblemError(wrong, help_hint(context.command_path))


@command(app, "why", _("Say why and when a customer is taken back, or why not claimable."))
def why(context: typer.Context, customer: CustomerArgument, *, as_json: AsJson = False) -> None:
    """Explain the last protected day of a customer."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        found = session.crm.pools.why(session.actor, customer_id)
        owner_id = session.crm.customers.record(session.actor, customer_id).row.owner_id
        shapes, last_day = session.shapes(), found.last_day if owner_id is not None else NEVER
        shape = explanations.explanation(
            found,
            owner=None if owner_id is None else shapes.logins.get(owner_id),
            deadline=shapes.deadline(last_day),
        )
        output.record(shape, explanation_lines(found))


@command(app, "sweep", _("Take back what nobody followed in time."))
def sweep(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help=_("Only list what would be taken."), show_default=False),
    ] = False,
    as_of: Annotated[
        str | None, typer.Option("--as-of", metavar="DATE", help=_("As of this day (dry run)."))
    ] = None,
    confirm: Annotated[
        bool, typer.Option("--confirm", help=_("Run a sweep that waits."), show_default=False)
    ] = False,
    dismiss: Annotated[
        bool,
        typer.Option(
            "--dismiss", help=_("Let those of a sweep that waits stay."), show_default=False
        ),
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Run the sweep, or list what it would take."""
    output = output_of(context, as_json=as_json)
    dry_run = dry_run or as_of is not None
    with opened(context) as session:
        if dismiss:
            kept = session.crm.sweeps.dismiss(session.actor)
            output.record({"kept": kept}, [kept_sentence(kept)])
            return ExitCode.DONE
        if dry_run:
            day = None if as_of is None else read_day(session, "as_of", as_of, prefer="future")
            report = session.crm.sweeps.preview(session.actor, day)
        else:
            report = session.crm.sweeps.sweep(session.actor, confirmed=confirm)
            session.crm.escalations.run(session.actor)
            session.crm.upkeep.run(session.actor)
        output.record(session.shapes().sweep(report), _sweep_lines(report))
    waits = not dry_run and (report.held_because is not None or bool(report.skipped_because))
    return ExitCode.REFUSED if waits else ExitCode.DONE


def _sweep_lines(report: SweepReport) -> Iterator[str]:
    if report.skipped_because:
        yield _("No sweep: the clock of this machine stands before what the database has seen.")
        return
    yield _sweep_sentence(report)
    if report.held_because is not None:
        yield _("It waits for somebody's --confirm, because {reason}.").format(
            reason=hold_cause_word(report.held_because)
        )
    yield from _taken_lines(report)
    yield from undo_line(report.batch_id)


def _sweep_sentence(report: SweepReport) -> str:
    would = report.dry_run or report.held_because is not None
    if not report.total:
        return _("Nothing is to be taken back as of {day}.").format(day=iso_day(report.as_of_day))
    if would:
        return ngettext(
            "As of {day} {count} customer would be taken back.",
            "As of {day} {count} customers would be taken back.",
            report.total,
        ).format(day=iso_day(report.as_of_day), count=report.total)
    return ngettext(
        "{count} customer was taken back.", "{count} customers were taken back.", report.total
    ).format(count=report.total)


def _taken_lines(report: SweepReport) -> Sequence[str]:
    return [
        _("{number} {customer}: {owner}, {reason}, last day {day}").format(
            number=row.customer_id,
            customer=name_in_sentence(row.name),
            owner=name_in_sentence(row.owner),
            reason=deciding_word(row.deciding),
            day=iso_day(row.last_day),
        )
        for row in report.taken
    ]


reveals.add_to(app)
pool_settings.add_to(app)
movements.add_to(app)
overviews.add_to(app)
