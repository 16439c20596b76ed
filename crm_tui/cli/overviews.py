"""`crm pool overview`: what a manager should look at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.overviews import AGE_BUCKETS, Overview, PoolAge
from crm_tui.i18n import _
from crm_tui.presentation.dates import happened_moment, iso_day
from crm_tui.presentation.shapes import overviews as shapes
from crm_tui.presentation.words import name_in_sentence, word

_verbs = single()


def add_to(app: typer.Typer) -> None:
    """Let the overview stand among the verbs of pools."""
    app.registered_commands += _verbs.registered_commands


@command(
    _verbs, "overview", _("Show who is full, what leaves, what lies long, what goes in circles.")
)
def overview(
    context: typer.Context,
    *,
    days: Annotated[
        int, typer.Option("--days", help=_("Claims and returns of so many days."))
    ] = 30,
    as_json: AsJson = False,
) -> None:
    """Show the manager's view, as far as one's scope goes."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.overviews.show(session.actor, days=days)
        shape = shapes.overview(found, session.logins(), session.iso)
        output.record(shape, _lines(session, found))


def _lines(session: Session, found: Overview) -> Iterator[str]:
    for load in found.loads:
        yield _("Near the limit: {person} {held}/{limit}").format(
            person=name_in_sentence(load.name), held=load.held, limit=load.limit
        )
    for _user_id, name, number in found.leaving_by_owner:
        yield _("Leaving within 7 days: {person} {count}").format(
            person=name_in_sentence(name), count=number
        )
    for row in found.leaving:
        yield _("{day} {number} {customer}: {owner}").format(
            day=iso_day(row.last_day),
            number=row.customer_id,
            customer=name_in_sentence(row.name),
            owner=name_in_sentence(row.owner),
        )
    yield from (_age_line(row) for row in found.ages)
    for busy in found.turnover:
        yield _(
            "In {days} days: {person} claimed {claimed}, returned {returned}, lost {reclaimed}"
        ).format(
            days=found.days,
            person=name_in_sentence(busy.name),
            claimed=busy.claimed,
            returned=busy.returned,
            reclaimed=busy.reclaimed,
        )
    yield from _suspect_lines(session, found)


def _age_line(row: PoolAge) -> str:
    counts = [f"≤{days}: {n}" for days, n in zip(AGE_BUCKETS, row.counts, strict=False)]
    counts.append(f">{AGE_BUCKETS[-1]}: {row.counts[-1]}")
    return _("Days in the pool “{pool}”: {counts}").format(
        pool=name_in_sentence(row.pool), counts="  ".join(counts)
    )


def _suspect_lines(session: Session, found: Overview) -> Iterator[str]:
    for pair in found.ping_pong:
        yield _("Ping-pong: {number} {customer} between {one} and {other}, {times} times").format(
            number=pair.customer_id,
            customer=name_in_sentence(pair.customer),
            one=name_in_sentence(pair.one),
            other=name_in_sentence(pair.other),
            times=pair.times,
        )
    for row in found.flagged:
        yield _("Follow-up to look at: {number} {customer}, {author}, {when}: {why}").format(
            number=row.customer_id,
            customer=name_in_sentence(row.customer),
            author=name_in_sentence(row.author),
            when=happened_moment(row.happened_at, session.now, session.zone),
            why=_(", ").join(word(flag) for flag in row.flags),
        )
