"""`crm opportunity`: enter, list, show, edit, move, win, lose, void, reopen, delete, restore."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from typing import Annotated, Any

import typer

from crm_tui.cli import opportunity_batches, record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.opportunity_options import (
    Amount,
    Competitor,
    Currency,
    Expected,
    FirstStage,
    Kind,
    Next,
    NextDay,
    Note,
    People,
    PipelineName,
    Source,
    entered_values,
    find_opportunity,
    stage_id_of,
)
from crm_tui.cli.output import Listing, TableColumn, labelled, say
from crm_tui.cli.paper_options import SortBy, View
from crm_tui.cli.record_requests import asked_records
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.events import Changed
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.opportunities import ForecastCell, OpportunityFields, OpportunityRow
from crm_tui.domain.queries.fields import OPPORTUNITIES
from crm_tui.domain.record_lists import RecordRequest, Whose
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left, happened_moment
from crm_tui.presentation.money import amount
from crm_tui.presentation.opportunities import (
    USUAL_COLUMNS,
    concern_words,
    opportunity_columns,
    paper_lines,
    sums_words,
)
from crm_tui.presentation.shapes import opportunities as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence, optional_word, word

app = group(_("Enter opportunities, list them, move them through their stages."))

Reference = Annotated[
    str, typer.Argument(metavar="OPPORTUNITY", help=_("Its number, or its name."))
]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]
Review = Annotated[str, typer.Option("--review", help=_("What is to be learnt of it."))]


@command(app, "add", _("Enter an opportunity with a customer."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What may be sold."))],
    *,
    amount_text: Amount = None,
    currency: Currency = None,
    expected: Expected = None,
    kind: Kind = None,
    source: Source = None,
    competitor: Competitor = None,
    person: People = None,
    next_step: Next = None,
    next_day: NextDay = None,
    note: Note = None,
    stage: FirstStage = "",
    pipeline: PipelineName = "",
    as_json: AsJson = False,
) -> None:
    """Enter an opportunity and answer with it, and with the last day that now holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        values = entered_values(
            session,
            customer_id,
            currency or session.currency,
            amount_text=amount_text,
            currency=currency,
            expected=expected,
            kind=kind,
            source=source,
            competitor=competitor,
            person=person,
            next_step=next_step,
            next_day=next_day,
            note=note,
        )
        pipeline_id, stage_id = stage_id_of(session, pipeline, stage)
        written = session.crm.opportunities.add(
            session.actor,
            customer_id,
            OpportunityFields(name=name, **values),
            pipeline_id=pipeline_id,
            stage_id=stage_id,
        )
        left = _("Until the pool takes the customer back: {left}.").format(
            left=days_left(written.last_day, session.at.today)
        )
        _answer(session, output, written.opportunity_id, written.changed, left)


@command(app, "list", _("List the opportunities that you may see."))
def list_opportunities(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help=_("Such as state:open expected:this-month.")),
    ] = None,
    limit: Limit = 50,
    *,
    view: View = "",
    sort: SortBy = None,
    mine: Annotated[bool, typer.Option("--mine", help=_("Only your own."))] = False,
    deleted: Annotated[bool, typer.Option("--deleted", help=_("Only deleted ones."))] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List opportunities by the day they are expected, and say what they come to."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins, at = session.logins(), session.at
        request = _listed(session, query, view=view, sort=sort, mine=mine, deleted=deleted)
        known = opportunity_columns(session.currency)
        columns = [
            TableColumn[OpportunityRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
            *(
                TableColumn[OpportunityRow](
                    known[key].label,
                    lambda row, key=key: known[key].text(row, at),  # type: ignore[misc]  # bound now
                    known[key].priority,
                    align=known[key].align,
                )
                for key in USUAL_COLUMNS
            ),
        ]
        listing = Listing[OpportunityRow](
            tuple(columns),
            lambda row: shapes.opportunity(row, logins, session.zone, session.currency),
            shapes.KEYS,
        )
        rows = session.crm.opportunities.list(session.actor, request, limit=limit)
        output.rows(
            rows, listing, nothing=_("No opportunities here; crm opportunity add enters one.")
        )
        if rows and not (as_json or as_csv):
            sums = session.crm.opportunities.sums(session.actor, request)
            say(sums_words(sums, session.currency))


@command(app, "show", _("Show an opportunity, who decides, and its way through the stages."))
def show(context: typer.Context, opportunity: Reference, *, as_json: AsJson = False) -> None:
    """Print an opportunity."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.opportunities.detail(
            session.actor, find_opportunity(session, opportunity)
        )
        shape = shapes.detail(found, session.logins(), session.zone, session.currency)
        known = opportunity_columns(session.currency)
        lines = [f"{found.row.name} · {found.row.customer}"]
        for key in ("state", "pipeline", "stage", "amount", "expected", "next", "owner", "kind"):
            lines.append(labelled(known[key].label, known[key].text(found.row, session.at)))
        lines += _more_lines(session, found.row)
        for each, name in found.people:
            parts = (name or _("(gone)"), optional_word(each.role), optional_word(each.attitude))
            lines.append(labelled(_("Decides"), " · ".join(filter(None, parts))))
        lines += [labelled(number, words) for number, words in paper_lines(found)]
        for stay in found.stays:
            since = happened_moment(stay.since, session.now, session.zone)
            until = (
                "" if stay.until is None else happened_moment(stay.until, session.now, session.zone)
            )
            lines.append(f"{stay.stage}: {since} – {until}")
        output.record(shape, lines)


def _more_lines(session: Session, row: OpportunityRow) -> Iterator[str]:
    said = {
        _("Wants attention"): concern_words(row, session.at),
        _("Competitors"): " ".join(row.fields.competitors),
        _("Source"): row.source,
        _("Note"): row.fields.note,
        _("Reason"): row.close_reason,
        _("Review"): row.review,
    }
    for label, words in said.items():
        if words:
            yield labelled(label, words)


@command(app, "edit", _("Change an opportunity that is open."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    opportunity: Reference,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("What may be sold."))] = None,
    amount_text: Amount = None,
    currency: Currency = None,
    expected: Expected = None,
    kind: Kind = None,
    source: Source = None,
    competitor: Competitor = None,
    person: People = None,
    next_step: Next = None,
    next_day: NextDay = None,
    note: Note = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the opportunity."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        opportunity_id = find_opportunity(session, opportunity)
        row = session.crm.opportunities.detail(session.actor, opportunity_id).row
        changes = entered_values(
            session,
            row.customer_id,
            currency or row.fields.currency,
            amount_text=amount_text,
            currency=currency,
            expected=expected,
            kind=kind,
            source=source,
            competitor=competitor,
            person=person,
            next_step=next_step,
            next_day=next_day,
            note=note,
        )
        if name is not None:
            changes["name"] = name
        if not changes:
            raise FieldError("name", "required")
        changed = session.crm.opportunities.edit(session.actor, opportunity_id, changes)
        _answer(session, output, opportunity_id, changed)


@command(app, "move", _("Bring an opportunity into another stage."))
def move(
    context: typer.Context,
    opportunity: Reference,
    stage: Annotated[str, typer.Argument(metavar="STAGE", help=_("The stage, by its name."))],
    *,
    pipeline: Annotated[str, typer.Option("--pipeline", help=_("The stage's pipeline."))] = "",
    as_json: AsJson = False,
) -> None:
    """Move an opportunity and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        opportunity_id = find_opportunity(session, opportunity)
        row = session.crm.opportunities.detail(session.actor, opportunity_id).row
        _pipeline_id, stage_id = stage_id_of(session, pipeline or row.pipeline, stage)
        if stage_id is None:
            raise FieldError("stage", "required")
        changed = session.crm.opportunities.move(session.actor, opportunity_id, stage_id)
        _answer(session, output, opportunity_id, changed)


@command(app, "win", _("Win an opportunity."))
def win(
    context: typer.Context,
    opportunity: Reference,
    *,
    reason: Reason = "",
    review: Review = "",
    as_json: AsJson = False,
) -> None:
    """Win an opportunity and answer with it."""
    _end(context, opportunity, "win", (reason, review), as_json=as_json)


@command(app, "lose", _("Give an opportunity up as lost, with a reason."))
def lose(
    context: typer.Context,
    opportunity: Reference,
    *,
    reason: Reason,
    review: Review = "",
    as_json: AsJson = False,
) -> None:
    """Lose an opportunity and answer with it."""
    _end(context, opportunity, "lose", (reason, review), as_json=as_json)


@command(app, "void", _("Say with a reason that an opportunity never was one."))
def void(
    context: typer.Context,
    opportunity: Reference,
    *,
    reason: Reason,
    review: Review = "",
    as_json: AsJson = False,
) -> None:
    """Void an opportunity and answer with it."""
    _end(context, opportunity, "void", (reason, review), as_json=as_json)


@command(app, "reopen", _("Open an opportunity again that had ended."))
def reopen(context: typer.Context, opportunity: Reference, *, as_json: AsJson = False) -> None:
    """Reopen an opportunity and answer with it."""
    _do(context, opportunity, lambda s: s.crm.opportunities.reopen, as_json=as_json)


@command(app, "delete", _("Delete an opportunity that was not won; it can be restored."))
def delete(context: typer.Context, opportunity: Reference, *, as_json: AsJson = False) -> None:
    """Delete an opportunity and answer with it."""
    _do(context, opportunity, lambda s: s.crm.opportunities.delete, as_json=as_json)


@command(app, "restore", _("Restore a deleted opportunity."))
def restore(context: typer.Context, opportunity: Reference, *, as_json: AsJson = False) -> None:
    """Restore an opportunity and answer with it."""
    _do(context, opportunity, lambda s: s.crm.opportunities.restore, as_json=as_json)


@command(app, "forecast", _("What open opportunities come to, by month and person."))
def forecast(
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help=_("Only these, such as pipeline:Standard.")),
    ] = None,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Print the forecast; each line sums the rows that its month and person list."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        logins, currency = session.logins(), session.currency
        request = _request([*(query or ()), "state:open"])
        right = Align.RIGHT
        columns = (
            TableColumn[ForecastCell](_("Month"), lambda each: each.month or _("no day")),
            TableColumn[ForecastCell](_("Owner"), lambda each: each.owner or _("in the pool")),
            TableColumn[ForecastCell](
                _("How many"), lambda each: f"{each.sums.count:,}", align=right
            ),
            TableColumn[ForecastCell](
                _("Amount"), lambda each: amount(each.sums.amount_minor, currency), align=right
            ),
            TableColumn[ForecastCell](
                _("Weighted"), lambda each: amount(each.sums.weighted_minor, currency), align=right
            ),
        )
        listing = Listing[ForecastCell](
            columns, lambda each: shapes.forecast(each, logins, currency), shapes.FORECAST_KEYS
        )
        found = session.crm.opportunities.forecast(session.actor, request)
        output.rows(found, listing, nothing=_("No open opportunities."))


def _request(query: list[str] | None) -> RecordRequest:
    words = clean(" ".join(query or ()))
    return RecordRequest(OPPORTUNITIES, query=words, sort="expected")


def _listed(
    session: Session,
    query: list[str] | None,
    *,
    view: str,
    sort: str | None,
    mine: bool,
    deleted: bool,
) -> RecordRequest:
    order = sort if view or sort is not None else "expected"
    asked = asked_records(session, ListTab.OPPORTUNITIES, query, view=view, sort=order)
    if not (mine or deleted):
        return asked
    return replace(asked, whose=Whose.DELETED if deleted else Whose.MINE)


def _end(
    context: typer.Context, reference: str, how: str, said: tuple[str, str], *, as_json: bool
) -> None:
    from crm_tui.services.opportunities.ending import Ending  # noqa: PLC0415 - SQL loads only now

    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        opportunity_id = find_opportunity(session, reference)
        acts = {
            "win": session.crm.opportunities.win,
            "lose": session.crm.opportunities.lose,
            "void": session.crm.opportunities.void,
        }
        changed = acts[how](session.actor, opportunity_id, Ending(*said))
        _answer(session, output, opportunity_id, changed)


def _do(
    context: typer.Context,
    reference: str,
    act_of: Callable[[Session], Callable[[Any, OpportunityId], Changed]],
    *,
    as_json: bool,
) -> None:
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        opportunity_id = find_opportunity(session, reference)
        changed = act_of(session)(session.actor, opportunity_id)
        _answer(session, output, opportunity_id, changed)


def _answer(
    session: Session,
    output: Any,
    opportunity_id: OpportunityId,
    changed: Changed,
    *more: str,
) -> None:
    row = session.crm.opportunities.detail(session.actor, opportunity_id).row
    shape: Mapping[str, object] = {
        "batch": changed.batch_id,
        **shapes.opportunity(row, session.logins(), session.zone, session.currency),
    }
    said = _("Opportunity {number}: {name} · {customer}, {stage}, {state}.").format(
        number=row.id,
        name=name_in_sentence(row.name),
        customer=name_in_sentence(row.customer),
        stage=name_in_sentence(row.stage),
        state=word(row.state),
    )
    output.record(shape, [said, *more])


opportunity_batches.add_to(app)
record_files.add_to(app, Subject.OPPORTUNITIES)
