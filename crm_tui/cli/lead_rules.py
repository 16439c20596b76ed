"""`crm lead score | route | settings`: how the office deals with leads."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import NO_LIMIT, read_choice, read_limit, read_number, read_word
from crm_tui.cli.output import Listing, Output, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.leads.routing import LeadRoute, next_id
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

IsValue = Annotated[str | None, typer.Option("--is", metavar="TEXT", help=_("The field is this."))]
Contains = Annotated[
    str | None, typer.Option("--contains", metavar="TEXT", help=_("The field contains this."))
]
RuleNumber = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the rule."))]
RouteNumber = Annotated[str, typer.Argument(metavar="NUMBER", help=_("The number of the route."))]
Region = Annotated[
    list[str] | None, typer.Option("--region", metavar="TEXT", help=_("Only this province."))
]
Industry = Annotated[
    list[str] | None, typer.Option("--industry", metavar="TEXT", help=_("Only this industry."))
]
Source = Annotated[
    list[str] | None, typer.Option("--source", metavar="TEXT", help=_("Only this source."))
]


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
    is_value: IsValue = None,
    contains: Contains = None,
    as_json: AsJson = False,
) -> None:
    """Add a rule to the table: without a value the field need only be filled."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        condition, value = _asked(is_value, contains)
        rule = ScoreRule(read_choice("field", field, ScoreField), condition, points, value)
        rules = session.crm.lead_rules.settings(session.actor).score_rules
        session.crm.lead_rules.set_score(session.actor, (*rules, rule), seen=rules)
        _answer_rules(output, session)


@command(score_app, "edit", _("Change a rule by its number; every lead has its new score at once."))
def edit_rule(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    number: RuleNumber,
    *,
    points: Annotated[
        int | None, typer.Option("--points", metavar="POINTS", help=_("How many points."))
    ] = None,
    is_value: IsValue = None,
    contains: Contains = None,
    is_filled: Annotated[
        bool, typer.Option("--filled", help=_("The field need only be filled."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Change the points of a rule, or what it asks; what it looks at stays."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        rules, at = _rule_at(session, number)
        old = rules[at]
        condition, value = old.condition, old.value
        if is_filled or is_value is not None or contains is not None:
            condition, value = _asked(is_value, contains)
        worth = old.points if points is None else points
        rules[at] = ScoreRule(old.field, condition, worth, value)
        session.crm.lead_rules.set_score(session.actor, rules)
        _answer_rules(output, session)


def _asked(is_value: str | None, contains: str | None) -> tuple[ScoreCondition, str]:
    """Return what a rule asks, and the value it asks for."""
    if is_value is not None:
        return ScoreCondition.IS, is_value
    if contains is not None:
        return ScoreCondition.CONTAINS, contains
    return ScoreCondition.FILLED, ""


def _rule_at(session: Session, number: str) -> tuple[list[ScoreRule], int]:
    """Return the rules and where among them the numbered one stands."""
    rules = list(session.crm.lead_rules.settings(session.actor).score_rules)
    place = read_number("rule", number)
    if not 1 <= place <= len(rules):
        raise NotFoundError("rule", number)
    return rules, place - 1


@command(score_app, "remove", _("Take a rule out by its number."))
def remove_rule(
    context: typer.Context,
    number: RuleNumber,
    *,
    as_json: AsJson = False,
) -> None:
    """Take a rule out of the table; every lead has its new score at once."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        rules, at = _rule_at(session, number)
        del rules[at]
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
    region: Region = None,
    industry: Industry = None,
    source: Source = None,
    as_json: AsJson = False,
) -> None:
    """Add a route; without conditions every lead that no other fits goes there."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        routes = session.crm.lead_rules.settings(session.actor).routes
        route = LeadRoute(
            next_id(routes),
            tuple(dict.fromkeys(session.user(each) for each in people)),
            tuple(filter(None, map(clean, region or ()))),
            _words(session, DictionaryKind.INDUSTRY, "industry", industry),
            _words(session, DictionaryKind.SOURCE, "source", source),
        )
        session.crm.lead_rules.set_routes(session.actor, (*routes, route), seen=routes)
        _answer_routes(output, session)


@command(route_app, "edit", _("Change a route by its number, or the place where it is tried."))
def edit_route(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    number: RouteNumber,
    people: Annotated[
        list[str] | None,
        typer.Argument(metavar="LOGIN…", help=_("Who is given these leads in turn from now on.")),
    ] = None,
    *,
    region: Region = None,
    industry: Industry = None,
    source: Source = None,
    place: Annotated[
        int | None, typer.Option("--place", min=1, help=_("Its place among the routes."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what is named of a route; an empty region, industry or source stands for all."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        routes, at = _route_at(session, number)
        old = routes.pop(at)
        provinces = tuple(filter(None, map(clean, region or ())))
        new = LeadRoute(
            old.id,
            tuple(dict.fromkeys(session.user(each) for each in people or ())) or old.user_ids,
            old.provinces if region is None else provinces,
            old.industry_ids
            if industry is None
            else _words(session, DictionaryKind.INDUSTRY, "industry", industry),
            old.source_ids
            if source is None
            else _words(session, DictionaryKind.SOURCE, "source", source),
        )
        routes.insert(at if place is None else place - 1, new)
        session.crm.lead_rules.set_routes(session.actor, routes)
        _answer_routes(output, session)


def _route_at(session: Session, number: str) -> tuple[list[LeadRoute], int]:
    """Return the routes and where among them the numbered one stands."""
    routes = list(session.crm.lead_rules.settings(session.actor).routes)
    wanted = read_number("route", number)
    for at, each in enumerate(routes):
        if each.id == wanted:
            return routes, at
    raise NotFoundError("route", number)


def _words(
    session: Session, kind: DictionaryKind, field: str, texts: list[str] | None
) -> tuple[int, ...]:
    found = (read_word(session, kind, field, each) for each in texts or ())
    return tuple(each for each in found if each is not None)


@command(route_app, "remove", _("Take a route out by its number."))
def remove_route(
    context: typer.Context,
    number: RouteNumber,
    *,
    as_json: AsJson = False,
) -> None:
    """Take a route out; leads that were given keep their owners."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        routes, at = _route_at(session, number)
        del routes[at]
        session.crm.lead_rules.set_routes(session.actor, routes)
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
