"""`crm pool route`: which new customers belong to which pool, and who would go elsewhere."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_number, read_word
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.pool_subjects import InPool, PoolArgument
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.customers import CustomerType, Level
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import PoolId, RouteId
from crm_tui.domain.pools import MoveOffer, Route, RouteRow, RuleFilter
from crm_tui.domain.text import clean
from crm_tui.errors import NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.pool_settings import filter_sentence
from crm_tui.presentation.shapes import pools as shapes
from crm_tui.presentation.widths import Align

app = group(_("Which new customers belong to which pool."))


@command(app, "list", _("List which new customers belong to which pool."))
def list_routes(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the routes in the order in which they are tried."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        _answer_routes(session, output)


@command(app, "add", _("Let new customers like these belong to a pool."))
def add_route(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pool: PoolArgument,
    *,
    priority: Annotated[
        int, typer.Option("--priority", metavar="N", help=_("The lowest that fits wins."))
    ] = 100,
    province: Annotated[list[str] | None, typer.Option("--province", help=_("Province."))] = None,
    industry: Annotated[list[str] | None, typer.Option("--industry", help=_("Industry."))] = None,
    source: Annotated[list[str] | None, typer.Option("--source", help=_("Source."))] = None,
    level: Annotated[list[str] | None, typer.Option("--level", help=_("Level."))] = None,
    kind: Annotated[list[str] | None, typer.Option("--type", help=_("Type."))] = None,
    tag: Annotated[list[str] | None, typer.Option("--tag", help=_("Tag."))] = None,
    as_json: AsJson = False,
) -> None:
    """Add a route; an option that is not given asks for nothing."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        wanted = RuleFilter(
            levels=frozenset(read_choice("level", each, Level).value for each in level or ()),
            types=frozenset(read_choice("type", each, CustomerType).value for each in kind or ()),
            industry_ids=_word_ids(session, DictionaryKind.INDUSTRY, "industry_id", industry),
            source_ids=_word_ids(session, DictionaryKind.SOURCE, "source_id", source),
            provinces=frozenset(map(clean, province or ())),
            tags=frozenset(map(clean, tag or ())),
        )
        pool_id = session.pool(pool)
        old = [row.route for row in _routes_of(session, pool_id)]
        new = [*old, Route(priority, pool_id, wanted)]
        session.crm.pool_settings.set_routes(session.actor, pool_id, new)
        _answer_routes(session, output)


@command(app, "remove", _("Take a route away."))
def remove_route(
    context: typer.Context,
    route: Annotated[str, typer.Argument(metavar="ROUTE", help=_("Its number."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Take a route away; what lies in its pool stays there."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        number = RouteId(read_number("route", route))
        rows = session.crm.pool_settings.routes(session.actor)
        gone = next((row for row in rows if row.id == number), None)
        if gone is None:
            raise NotFoundError("route", clean(route))
        pool_id = gone.route.pool_id
        left = [row.route for row in _routes_of(session, pool_id) if row.id != number]
        session.crm.pool_settings.set_routes(session.actor, pool_id, left)
        _answer_routes(session, output)


@command(app, "offer", _("List who would go to another pool by these routes."))
def list_offers(
    context: typer.Context,
    *,
    pool: InPool = None,
    limit: Limit = 500,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the customers; `crm pool move` moves those that should go."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        pool_id = None if pool is None else session.pool(pool)
        right = Align.RIGHT
        listing = Listing[MoveOffer](
            (
                TableColumn[MoveOffer](_("No."), lambda row: str(row.customer_id), 0, right),
                TableColumn[MoveOffer](_("Customer"), lambda row: row.customer),
                TableColumn[MoveOffer](_("Pool"), lambda row: row.pool),
                TableColumn[MoveOffer](_("Would go to"), lambda row: row.to_pool),
            ),
            shapes.offer,
            shapes.OFFER_KEYS,
        )
        rows = session.crm.pool_settings.offers(session.actor, pool_id, limit=limit)
        output.rows(rows, listing, nothing=_("Every customer is where these routes lead."))


def _word_ids(
    session: Session, kind: DictionaryKind, field: str, words: list[str] | None
) -> frozenset[int]:
    found = (read_word(session, kind, field, each) for each in words or ())
    return frozenset(each for each in found if each is not None)


def _routes_of(session: Session, pool_id: PoolId) -> list[RouteRow]:
    rows = session.crm.pool_settings.routes(session.actor)
    return [row for row in rows if row.route.pool_id == pool_id]


def _answer_routes(session: Session, output: Output) -> None:
    words, right = words_of(session), Align.RIGHT
    listing = Listing[RouteRow](
        (
            TableColumn[RouteRow](_("No."), lambda row: str(row.id), 0, right),
            TableColumn[RouteRow](_("Priority"), lambda row: str(row.route.priority), 1, right),
            TableColumn[RouteRow](_("Pool"), lambda row: row.pool),
            TableColumn[RouteRow](_("Which"), lambda row: filter_sentence(row.route.filter, words)),
        ),
        lambda row: shapes.route(row, words),
        shapes.ROUTE_KEYS,
    )
    output.rows(
        session.crm.pool_settings.routes(session.actor),
        listing,
        nothing=_("No routes; crm pool route add makes one."),
    )


def words_of(session: Session) -> dict[int, str]:
    """Return the words of the office's lists by id."""
    return {item.id: item.name for item in session.crm.offices.words(session.actor)}
