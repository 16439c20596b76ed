"""`crm project`: whose performance an opportunity is, for whom it is registered, how it is run."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Annotated, Any

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_day, read_limit, read_money
from crm_tui.cli.output import Listing, Output, TableColumn, labelled, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import OpportunityId
from crm_tui.domain.projects import RegistrationRow, ShareBasis, ShareSum, Step, read_shares
from crm_tui.domain.text import clean, folded
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.projects import clash_sentences, project_lines, step_words
from crm_tui.presentation.shapes import projects as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label
from crm_tui.services.projects import ProjectDetail

app = group(_("Share deals, register end customers, plan projects."))
plans = group(_("The plan of a project, step by step."))
app.add_typer(plans, name="step")
_NONE = "none"

Reference = Annotated[
    str, typer.Argument(metavar="OPPORTUNITY", help=_("Its number, or its name."))
]
Number = Annotated[int, typer.Argument(metavar="STEP", min=1, help=_("Its place in the plan."))]
Since = Annotated[
    str | None, typer.Option("--since", metavar="DATE", help=_("Only from this day on."))
]
Until = Annotated[str | None, typer.Option("--until", metavar="DATE", help=_("Only to this day."))]


@command(app, "show", _("Show the project file of an opportunity."))
def show(context: typer.Context, opportunity: Reference, *, as_json: AsJson = False) -> None:
    """Print a project file, and which registrations it clashes with."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _answer(session, output, _found(session, opportunity), None)


@command(app, "share", _("Say whose performance it is: parts that are a hundred percent."))
def share(
    context: typer.Context,
    opportunity: Reference,
    parts: Annotated[
        list[str],
        typer.Argument(metavar="PERSON=PERCENT", help=_("Such as lina=60 wangwei=40, or none.")),
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Set the shares of an opportunity; none gives all of it to its owner."""
    with opened(context) as session:
        is_none = [clean(each) for each in parts] == [_NONE]
        found = () if is_none else read_shares(",".join(parts), _people(session))
        if isinstance(found, str):
            raise FieldError("shares", "not_understood", found[:40])
        _edit(context, session, opportunity, {"shares": found}, as_json=as_json)


@command(app, "register", _("Register the end customer of an opportunity until a day."))
def register(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    opportunity: Reference,
    *,
    end_customer: Annotated[
        str | None,
        typer.Option("--end-customer", metavar="CUSTOMER", help=_("Who will use it, or none.")),
    ] = None,
    agent: Annotated[
        str | None,
        typer.Option("--agent", metavar="CUSTOMER", help=_("Through whom it is sold, or none.")),
    ] = None,
    registered_for: Annotated[
        str | None, typer.Option("--for", help=_("The product or project; empty for all."))
    ] = None,
    until: Annotated[
        str | None, typer.Option("--until", metavar="DATE", help=_("Its last day, or none."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change the registration and answer with the project file; say what it clashes with."""
    with opened(context) as session:
        typed = {"end_customer_id": end_customer, "agent_id": agent}
        typed |= {"registered_for": registered_for, "registered_until": until}
        changes = _changes(session, typed, session.currency)
        _edit(context, session, opportunity, changes, as_json=as_json)


@command(app, "registrations", _("List the registrations in force, the next to end first."))
def registrations(
    context: typer.Context,
    limit: Limit = 50,
    *,
    within: Annotated[
        str | None,
        typer.Option("--within", metavar="DAYS", help=_("Only those that end so soon.")),
    ] = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List registrations."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        days = None if within is None else read_limit("days", within)
        rows = session.crm.projects.registrations(session.actor, within_days=days, limit=limit)
        output.rows(rows, _registrations(), nothing=_("No registrations are in force."))


@command(app, "shares", _("Whose performance it is what was won or ordered, by person."))
def shares(
    context: typer.Context,
    *,
    since: Since = None,
    until: Until = None,
    of: Annotated[
        str, typer.Option("--of", metavar="WHAT", help=_("won or ordered."))
    ] = ShareBasis.WON.value,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Sum up what was won or ordered by person, of this month unless days are named."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        currency, logins = session.currency, session.logins()
        listing = Listing[ShareSum](
            (
                TableColumn[ShareSum](field_label("owner_id"), lambda each: each.name),
                TableColumn[ShareSum](_("How many"), lambda each: str(each.count)),
                TableColumn[ShareSum](
                    field_label("amount"),
                    lambda each: amount(each.amount_minor, currency),
                    align=Align.RIGHT,
                ),
            ),
            lambda each: shapes.share_sum(each, logins, currency),
            shapes.SHARE_SUM_KEYS,
        )
        first, last = _span(session, since, until)
        basis = read_choice("shares", of, ShareBasis)
        found = session.crm.projects.sums(session.actor, first, last, basis)
        output.rows(found, listing, nothing=_("Nothing was won or ordered in these days."))


@command(app, "edit", _("Change the money, days and people of a project."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    opportunity: Reference,
    *,
    investment: Annotated[
        str | None, typer.Option("--investment", metavar="AMOUNT", help=_("What they invest."))
    ] = None,
    budget: Annotated[
        str | None, typer.Option("--budget", metavar="AMOUNT", help=_("What it may cost us."))
    ] = None,
    bid: Annotated[
        str | None, typer.Option("--bid", metavar="DATE", help=_("The day of the bid, or none."))
    ] = None,
    departments: Annotated[
        str | None, typer.Option("--departments", help=_("Their departments that have a say."))
    ] = None,
    team: Annotated[str | None, typer.Option("--team", help=_("Who works on it."))] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the project file."""
    with opened(context) as session:
        opportunity_id = _found(session, opportunity)
        row = session.crm.opportunities.detail(session.actor, opportunity_id).row
        typed = {"investment_minor": investment, "cost_budget_minor": budget, "bid_day": bid}
        typed |= {"departments": departments, "team": team}
        changes = _changes(session, typed, row.fields.currency)
        _edit(context, session, opportunity, changes, as_json=as_json)


@command(plans, "add", _("Add a step to the plan; its day becomes a key date."))
def add_step(
    context: typer.Context,
    opportunity: Reference,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("What is to be done."))],
    day: Annotated[str, typer.Argument(metavar="DATE", help=_("By when."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Put a step into the plan, by its day."""
    with opened(context) as session:
        step = Step(clean(name), read_day(session, "steps", day, prefer="future"))
        plan = [*_plan(session, opportunity), step]
        _set_plan(context, session, opportunity, plan, as_json=as_json)


@command(plans, "done", _("Call a step of the plan done."))
def finish_step(
    context: typer.Context, opportunity: Reference, step: Number, *, as_json: AsJson = False
) -> None:
    """Finish a step; it reminds no more."""
    with opened(context) as session:
        plan = _plan(session, opportunity)
        plan[_place(plan, step)] = replace(plan[_place(plan, step)], is_done=True)
        _set_plan(context, session, opportunity, plan, as_json=as_json)


@command(plans, "remove", _("Take a step out of the plan."))
def remove_step(
    context: typer.Context, opportunity: Reference, step: Number, *, as_json: AsJson = False
) -> None:
    """Remove a step."""
    with opened(context) as session:
        plan = _plan(session, opportunity)
        del plan[_place(plan, step)]
        _set_plan(context, session, opportunity, plan, as_json=as_json)


def _plan(session: Session, reference: str) -> list[Step]:
    found = session.crm.projects.detail(session.actor, _found(session, reference))
    return list(found.project.fields.steps)


def _place(plan: Sequence[Step], step: int) -> int:
    if step > len(plan):
        raise FieldError("steps", "unknown", str(step))
    return step - 1


def _set_plan(
    context: typer.Context,
    session: Session,
    reference: str,
    plan: Sequence[Step],
    *,
    as_json: bool,
) -> None:
    ordered = tuple(sorted(plan, key=lambda each: each.day))
    _edit(context, session, reference, {"steps": ordered}, as_json=as_json)


def _registrations() -> Listing[RegistrationRow]:
    return Listing[RegistrationRow](
        (
            TableColumn[RegistrationRow](_("Opportunity"), lambda row: row.opportunity),
            TableColumn[RegistrationRow](_("Customer"), lambda row: row.customer),
            TableColumn[RegistrationRow](
                field_label("end_customer_id"), lambda row: row.end_customer
            ),
            TableColumn[RegistrationRow](field_label("agent_id"), lambda row: row.agent, 2),
            TableColumn[RegistrationRow](
                field_label("registered_for"), lambda row: row.registered_for, 1
            ),
            TableColumn[RegistrationRow](
                field_label("registered_until"), lambda row: iso_day(row.until_day) or ""
            ),
            TableColumn[RegistrationRow](field_label("owner_id"), lambda row: row.owner, 1),
        ),
        shapes.registration,
        shapes.REGISTRATION_KEYS,
    )


def _edit(
    context: typer.Context,
    session: Session,
    reference: str,
    changes: Mapping[str, object],
    *,
    as_json: bool,
) -> None:
    if not changes:
        raise FieldError("project", "required")
    opportunity_id = _found(session, reference)
    changed = session.crm.projects.edit(session.actor, opportunity_id, changes)
    output = output_of(context, as_json=as_json)
    _answer(session, output, opportunity_id, changed.batch_id, has_batch=True)


def _answer(
    session: Session,
    output: Output,
    opportunity_id: OpportunityId,
    batch: int | None,
    *,
    has_batch: bool = False,
) -> None:
    found = session.crm.projects.detail(session.actor, opportunity_id)
    shape = shapes.project(found.row, found.project, found.clashes, session.logins())
    output.record({"batch": batch, **shape} if has_batch else shape, _lines(session, found))
    for sentence in clash_sentences(found.clashes):
        say(sentence)


def _lines(session: Session, found: ProjectDetail) -> Iterator[str]:
    yield f"{found.row.name} · {found.row.customer}"
    for label, words in project_lines(found.project, found.row.fields.currency):
        yield labelled(label, words)
    for number, step in enumerate(found.project.fields.steps, start=1):
        yield f"{number} {step_words(step, session.at.today)}"


def _found(session: Session, reference: str) -> OpportunityId:
    return session.crm.opportunities.find(session.actor, clean(reference))


def _people(session: Session) -> dict[str, Any]:
    """Return whom logins and names mean; a name that two have means neither."""
    users = session.crm.people.users(session.actor)
    names = [folded(row.name) for row in users]
    named = {folded(row.name): row.id for row in users if names.count(folded(row.name)) == 1}
    return named | {folded(row.login): row.id for row in users}


def _span(session: Session, since: str | None, until: str | None) -> tuple[int, int]:
    today = session.at.today
    first = today - session.now.astimezone(session.zone).day + 1
    return (
        first if since is None else read_day(session, "since", since),
        today if until is None else read_day(session, "until", until),
    )


def _changes(session: Session, typed: Mapping[str, str | None], currency: str) -> dict[str, object]:
    """Return the fields that were typed, read; what was not is left out."""
    found: dict[str, object] = {}
    for name, text in typed.items():
        if text is not None:
            is_none = clean(text) == _NONE
            found[name] = _read(session, name, text, currency, is_none=is_none)
    return found


def _read(session: Session, name: str, text: str, currency: str, *, is_none: bool) -> object:
    match name:
        case "departments" | "team" | "registered_for":
            return "" if is_none else text
        case _ if is_none:
            return None
        case "end_customer_id" | "agent_id":
            return session.customer(text)
        case "registered_until" | "bid_day":
            return read_day(session, name, text, prefer="future")
        case _:
            return read_money(name.removesuffix("_minor"), text, currency)
