"""`crm lead score | route | settings`: how the office deals with leads."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import NO_LIMIT, read_choice, read_limit, read_number, read_word
from crm_tui.cli.output import Listing, Output, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.leads.routing import LeadRoute
from crm_tui.domain.leads.scoring import ScoreRule
from crm_tui.domain.leads.values import ScoreCondition, ScoreField
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.leads import rule_sentence
from crm_tui.presentation.shapes import leads as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label

score_app = group(_("The rules of the score: how many points for what."))
route_app = group(_("Who gets new leads in turn, by region, industry and source."))


@command(score_app, "list", _("List the rules of the score."))
def list_rules(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the rules, each with its number."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        _answer_rules(output, session)


def _answer_rules(output: Output, session: Session) -> None:
    rules = session.crm.lead_rules.settings(session.actor).score_rules
    numbers = {id(each): number for number, each in enumerate(rules, 1)}
    listing = Listing[ScoreRule](
        (
            TableColumn[ScoreRule](
                _("No."), lambda each: str(numbers[id(each)]), align=Align.RIGHT
            ),
            TableColumn[ScoreRule](_("Rule"), rule_sentence),
        ),
        shapes.rule,
        shapes.RULE_KEYS,
    )
    output.rows(rules, listing, nothing=_("No rules: every lead has 0 points."))


@command(score_app, "add", _("Add a rule; every lead has its new score at once."))
def add_rule(
    context: typer.Context,
    field: Annotated[str, typer.Argument(metavar="FIELD", help=_("What it looks at."))],
    points: Annotated[
        int, typer.Argument(metavar="POINTS", help=_("How many points; -10 behind -- takes off."))
    ],
    *,
    is_value: Annotated[
        str | None, typer.Option("--is", metavar="TEXT", help=_("The field is this."))
    ] = None,
    contains: Annotated[
        str | None, typer.Option("--contains", metavar="TEXT", help=_("The field contains this."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a rule to the table: without a value the field need only be filled."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        value = contains if is_value is None else is_value
        condition = ScoreCondition.FILLED
        if value is not None:
            condition = ScoreCondition.CONTAINS if is_value is None else ScoreCondition.IS
        rule = ScoreRule(read_choice("field", field, ScoreField), condition, points, value or "")
        rules = session.crm.lead_rules.settings(session.actor).score_rules
        session.crm.lead_rules.set_score(session.actor, (*rules, rule))
        _answer_rules(output, session)


@command(score_app, "remove", _("Take a rule out by its number."))
def remove_rule(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the rule."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Take a rule out of the table; every lead has its new score at once."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        rules = list(session.crm.lead_rules.settings(session.actor).score_rules)
        place = read_number("rule", number)
        if not 1 <= place <= len(rules):
            raise NotFoundError("rule", number)
        del rules[place - 1]
        session.crm.lead_rules.set_score(session.actor, rules)
        _answer_rules(output, session)


@command(route_app, "list", _("List the routes; the first that fits a lead is its route."))
def list_routes(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the routes in the order in which they are tried."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        _answer_routes(output, session)


def _answer_routes(output: Output, session: Session) -> None:
    routes = session.crm.lead_rules.settings(session.actor).routes
    logins = session.logins()
    words = {each.id: each.name for each in session.crm.offices.words(session.actor)}

    def names(ids: tuple[int, ...]) -> str:
        return " ".join(words.get(each, str(each)) for each in ids) or _("all")

    listing = Listing[LeadRoute](
        (
            TableColumn[LeadRoute](_("No."), lambda each: str(each.id), align=Align.RIGHT),
            TableColumn[LeadRoute](
                _("In turn"), lambda each: " ".join(logins.get(u, "") for u in each.user_ids)
            ),
            TableColumn[LeadRoute](
                field_label("province"), lambda each: " ".join(each.provinces) or _("all")
            ),
            TableColumn[LeadRoute](field_label("industry"), lambda each: names(each.industry_ids)),
            TableColumn[LeadRoute](field_label("source"), lambda each: names(each.source_ids)),
        ),
        lambda each: shapes.route(each, logins, words),
        shapes.ROUTE_KEYS,
    )
    output.rows(routes, listing, nothing=_("No routes: new leads wait until somebody takes them."))


@command(route_app, "add", _("Add a route behind the others."))
def add_route(
    context: typer.Context,
    people: Annotated[
        list[str], typer.Argument(metavar="LOGIN…", help=_("Who is given these leads in turn."))
    ],
    *,
    region: Annotated[
        list[str] | None, typer.Option("--region", metavar="TEXT", help=_("Only this province."))
    ] = None,
    industry: Annotated[
        list[str] | None, typer.Option("--industry", metavar="TEXT", help=_("Only this industry."))
    ] = None,
    source: Annotated[
        list[str] | None, typer.Option("--source", metavar="TEXT", help=_("Only this source."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Add a route; without conditions every lead that no other fits goes there."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        routes = session.crm.lead_rules.settings(session.actor).routes
        route = LeadRoute(
            1 + max((each.id for each in routes), default=0),
            tuple(dict.fromkeys(session.user(each) for each in people)),
            tuple(filter(None, map(clean, region or ()))),
            _words(session, DictionaryKind.INDUSTRY, "industry", industry),
            _words(session, DictionaryKind.SOURCE, "source", source),
        )
        session.crm.lead_rules.set_routes(session.actor, (*routes, route))
        _answer_routes(output, session)


def _words(
    session: Session, kind: DictionaryKind, field: str, texts: list[str] | None
) -> tuple[int, ...]:
    found = (read_word(session, kind, field, each) for each in texts or ())
    return tuple(each for each in found if each is not None)


@command(route_app, "remove", _("Take a route out by its number."))
def remove_route(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the route."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Take a route out; leads that were given keep their owners."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        routes = session.crm.lead_rules.settings(session.actor).routes
        wanted = read_number("route", number)
        kept = [each for each in routes if each.id != wanted]
        if len(kept) == len(routes):
            raise NotFoundError("route", number)
        session.crm.lead_rules.set_routes(session.actor, kept)
        _answer_routes(output, session)


def settings(
    context: typer.Context,
    *,
    reps_claim: Annotated[
        bool | None,
        typer.Option(
            "--reps-claim/--no-reps-claim",
            help=_("Whether reps see and claim leads that nobody holds."),
        ),
    ] = None,
    open_limit: Annotated[
        str | None,
        typer.Option(
            "--open-limit", metavar="N|none", help=_("Open leads a person is given at most.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Show the settings of leads, or change those that are named."""
    output = output_of(context, as_json=as_json)
    changes: dict[str, object] = {}
    if reps_claim is not None:
        changes["reps_claim"] = reps_claim
    if open_limit is not None:
        changes["open_limit"] = read_limit("open_limit", open_limit)
        if changes["open_limit"] == 0:
            raise FieldError("open_limit", "out_of_range", "0")
    with opened(context) as session:
        if changes:
            session.crm.lead_rules.change(session.actor, changes)
        found = session.crm.lead_rules.settings(session.actor)
        limit = NO_LIMIT if found.open_limit is None else str(found.open_limit)
        output.record(
            {"reps_claim": found.reps_claim, "open_limit": found.open_limit},
            [
                labelled(field_label("reps_claim"), _("yes") if found.reps_claim else _("no")),
                labelled(field_label("open_limit"), _("no limit") if limit == NO_LIMIT else limit),
            ],
        )


def add_to(app: typer.Typer) -> None:
    """Add these commands to `crm lead`."""
    app.add_typer(score_app, name="score")
    app.add_typer(route_app, name="route")
    command(app, "settings", _("Show or change how leads are claimed and limited."))(settings)
