"""What is set of pools: fields, members, holding limits, and what belongs to which pool."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Annotated

import typer

from crm_tui.cli import pool_limits, pool_members, pool_routes, pool_rules
from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.inputs import read_choice, read_limit
from crm_tui.cli.output import Output, labelled
from crm_tui.cli.pool_routes import words_of
from crm_tui.cli.pool_subjects import PoolArgument
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import AssignMode, PoolDetail
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.pool_settings import (
    filter_sentence,
    limit_sentence,
    member_sentence,
    minute_text,
    setting_label,
    setting_text,
)
from crm_tui.presentation.shapes import pools as shapes
from crm_tui.presentation.words import name_in_sentence, word

_verbs = single()


def add_to(app: typer.Typer) -> None:
    """Let the settings stand among the verbs of pools."""
    app.registered_commands += _verbs.registered_commands
    app.add_typer(pool_members.app, name="member")
    app.add_typer(pool_limits.app, name="limit")
    app.add_typer(pool_routes.app, name="route")
    app.add_typer(pool_rules.app, name="rule")


@command(_verbs, "show", _("Show a pool with members, limits and what belongs to it."))
def show(context: typer.Context, pool: PoolArgument, *, as_json: AsJson = False) -> None:
    """Answer with everything that is set of a pool."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        _answer(session, output, session.pool(pool))


@command(_verbs, "add", _("Make a pool."))
def add(
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The pool's name."))],
    *,
    description: Annotated[str, typer.Option("--description", help=_("What it is for."))] = "",
    as_json: AsJson = False,
) -> None:
    """Make a pool without members; answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id = session.crm.pool_settings.add(
            session.actor, name, {"description": description} if description else {}
        )
        _answer(session, output, pool_id)


@command(_verbs, "edit", _("Change settings of a pool."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pool: PoolArgument,
    *,
    name: Annotated[str | None, typer.Option("--name", help=_("Its name."))] = None,
    description: Annotated[
        str | None, typer.Option("--description", help=_("What it is for."))
    ] = None,
    enabled: Annotated[
        bool | None, typer.Option("--open/--closed", help=_("Whether anybody may claim."))
    ] = None,
    daily_limit: Annotated[
        str | None, typer.Option("--daily", metavar="N|none", help=_("Claims a day and person."))
    ] = None,
    cool_off_return: Annotated[
        str | None,
        typer.Option("--cool-off-return", metavar="DAYS", help=_("Cool-off after a return.")),
    ] = None,
    cool_off_reclaim: Annotated[
        str | None,
        typer.Option("--cool-off-reclaim", metavar="DAYS", help=_("Cool-off after a reclaim.")),
    ] = None,
    new_closed: Annotated[
        str | None,
        typer.Option("--new-closed", metavar="HOURS|none", help=_("New ones stay closed so long.")),
    ] = None,
    opens_at: Annotated[
        str | None,
        typer.Option(
            "--opens-at", metavar="HH:MM|none", help=_("Reclaimed ones open the next working day.")
        ),
    ] = None,
    masks: Annotated[
        bool | None,
        typer.Option("--mask/--no-mask", help=_("Whether contact details are hidden.")),
    ] = None,
    reveals: Annotated[
        str | None,
        typer.Option("--reveals", metavar="N|none", help=_("Looks at hidden details a day.")),
    ] = None,
    mode: Annotated[
        str | None, typer.Option("--give-out", metavar="hand|match|turn", help=_("How given out."))
    ] = None,
    locks: Annotated[
        str | None, typer.Option("--locks", metavar="N", help=_("Customers a person may lock."))
    ] = None,
    lock_days: Annotated[
        str | None,
        typer.Option("--lock-days", metavar="DAYS", help=_("Days a lock may last at most.")),
    ] = None,
    extension_days: Annotated[
        str | None,
        typer.Option(
            "--extension-days", metavar="DAYS", help=_("Days an extension may add at most.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with the pool."""
    output = output_of(context, as_json=as_json)
    changes = _typed(
        {
            "daily_limit": daily_limit,
            "cool_off_return_days": cool_off_return,
            "cool_off_reclaim_days": cool_off_reclaim,
            "new_closed_hours": new_closed,
            "reveal_limit": reveals,
            "lock_limit": locks,
            "lock_days": lock_days,
            "extension_days": extension_days,
        }
    )
    chosen = {"name": name, "description": description, "enabled": enabled, "masks_contacts": masks}
    changes |= {field: value for field, value in chosen.items() if value is not None}
    if opens_at is not None:
        changes["reclaimed_opens_minute"] = _minute(opens_at)
    if mode is not None:
        changes["assign_mode"] = read_choice("assign_mode", mode, AssignMode)
    with opened(context) as session:
        pool_id = session.pool(pool)
        session.crm.pool_settings.edit(session.actor, pool_id, changes)
        _answer(session, output, pool_id)


def _typed(numbers: Mapping[str, str | None]) -> dict[str, object]:
    return {field: read_limit(field, text) for field, text in numbers.items() if text is not None}


def _minute(text: str) -> int | None:
    """Return the minute of the day that HH:MM means, None for "none"."""
    written = clean(text)
    if written.lower() == "none":
        return None
    hours, colon, minutes = written.partition(":")
    if not (colon and hours.isdecimal() and minutes.isdecimal() and len(written) <= len("23:59")):
        raise FieldError("reclaimed_opens_minute", "not_one_of", written)
    if int(minutes) >= 60:
        raise FieldError("reclaimed_opens_minute", "out_of_range", written)
    return int(hours) * 60 + int(minutes)


@command(_verbs, "default", _("Let new customers that no other pool takes belong to this one."))
def make_default(context: typer.Context, pool: PoolArgument, *, as_json: AsJson = False) -> None:
    """Make a pool the default one and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id = session.pool(pool)
        session.crm.pool_settings.make_default(session.actor, pool_id)
        _answer(session, output, pool_id)


@command(_verbs, "delete", _("Close a pool for good; its customers go to another."))
def delete(
    context: typer.Context,
    pool: PoolArgument,
    *,
    move_to: Annotated[
        str, typer.Option("--move-to", metavar="POOL", help=_("Where its customers go."))
    ],
    as_json: AsJson = False,
) -> None:
    """Delete a pool in one transaction; owners keep their customers."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id, to = session.pool(pool), session.pool(move_to)
        name = session.crm.pool_settings.show(session.actor, pool_id).fields.name
        there = session.crm.pool_settings.show(session.actor, to).fields.name
        changed = session.crm.pool_settings.delete(session.actor, pool_id, to)
        moved = len(changed.customer_ids)
        sentence = ngettext(
            "The pool “{pool}” is closed; {count} customer went to “{to}”.",
            "The pool “{pool}” is closed; {count} customers went to “{to}”.",
            moved,
        ).format(pool=name_in_sentence(name), count=moved, to=name_in_sentence(there))
        shape = {"batch": changed.batch_id, "id": pool_id, "move_to": to, "moved": moved}
        output.record(shape, [sentence])


def _answer(session: Session, output: Output, pool_id: PoolId) -> None:
    found = session.crm.pool_settings.show(session.actor, pool_id)
    words = words_of(session)
    output.record(shapes.pool(found, words), _lines(found, words))


def _lines(found: PoolDetail, words: Mapping[int, str]) -> Iterator[str]:
    shape = shapes.pool(found, words)
    yield f"{found.id} {name_in_sentence(found.fields.name)}"
    for name in shapes.KEYS:
        if name in _SAID_APART:
            continue
        value = shape[name]
        if name == "reclaimed_opens_minute":
            value = minute_text(found.fields.reclaimed_opens_minute)
        elif name == "assign_mode":
            value = word(found.fields.assign_mode)
        yield labelled(setting_label(name), setting_text(name, value))
    yield from map(member_sentence, found.members)
    yield from map(limit_sentence, found.limits)
    for row in found.routes:
        yield _("New ones belong here: {filter}").format(
            filter=filter_sentence(row.route.filter, words)
        )


_SAID_APART = frozenset({"id", "name", "members", "limits", "routes", "may_edit"})
