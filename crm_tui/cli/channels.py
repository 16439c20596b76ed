"""`crm remind channel`: where reminders go outside the program."""

from __future__ import annotations

import sys
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.inputs import read_choice, read_number
from crm_tui.cli.output import Listing, Output, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.deliveries import (
    CHOOSABLE,
    ChannelKind,
    ChannelRow,
    NewChannel,
    ReminderKind,
    failure_text,
)
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import ChannelId, UserId
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.deliveries import (
    channel_label,
    error_words,
    failure_words,
    trial_message,
    wants_words,
    whose_channel,
)
from crm_tui.presentation.shapes import deliveries as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence

app = group(_("Where reminders go outside the program."))

ChannelNumber = Annotated[
    str, typer.Argument(metavar="NUMBER", help=_("The number of the channel."))
]
Wants = Annotated[
    str | None,
    typer.Option(
        "--wants",
        metavar="A,B",
        help=_("Which reminders: task, contact, key_date, expiring, …; all for all of them."),
    ),
]
_FROM_INPUT = "-"
_ALL = "all"


@command(app, "list", _("List your channels and the office's; addresses are masked."))
def list_channels(
    context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False
) -> None:
    """List the channels, and how many reminders did not get through lately."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        output.rows(
            session.crm.channels.list(session.actor),
            _listing(session),
            nothing=_("Reminders go nowhere else yet; crm remind channel add makes a channel."),
        )


def _listing(session: Session) -> Listing[ChannelRow]:
    logins = session.logins()
    return Listing[ChannelRow](
        (
            TableColumn[ChannelRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
            TableColumn[ChannelRow](field_label("channel"), channel_label),
            TableColumn[ChannelRow](_("For whom"), whose_channel, 1),
            TableColumn[ChannelRow](field_label("address"), lambda row: row.masked_address, 2),
            TableColumn[ChannelRow](field_label("wants"), wants_words, 3),
            TableColumn[ChannelRow](_("Status"), _status),
        ),
        lambda row: shapes.channel(row, logins),
        shapes.CHANNEL_KEYS,
    )


def _status(row: ChannelRow) -> str:
    if not row.enabled:
        return _("switched off")
    if row.failing:
        return _("{count} not delivered: {reason}").format(
            count=row.failing, reason=error_words(row.last_error)
        )
    return ""


@command(app, "add", _("Let reminders go to a group robot, by mail or to a webhook."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    kind: Annotated[ChannelKind, typer.Argument(help=_("What it is."))],
    address: Annotated[
        str,
        typer.Argument(
            metavar="ADDRESS",
            help=_("Its address with the secret; - reads it from the input, so that none sees it."),
        ),
    ],
    *,
    name: Annotated[str, typer.Option("--name", help=_("What you call it."))] = "",
    wants: Wants = None,
    office: Annotated[
        bool,
        typer.Option(
            "--office", help=_("For everybody of the office, not only you."), show_default=False
        ),
    ] = False,
    login: Annotated[
        str | None, typer.Option("--for", metavar="LOGIN", help=_("For this colleague."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Set up a channel and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        owner: UserId | None = session.actor.user_id if login is None else session.user(login)
        new = NewChannel(
            kind=kind,
            address=_read_address(address),
            name=name,
            wants=_read_wants(wants or _ALL),
            user_id=None if office else owner,
        )
        changed = session.crm.channels.add(session.actor, new)
        sentence = _(
            "Channel {number} is set up: {channel}. Try it: crm remind channel test {number}"
        )
        _answer(session, output, changed, changed.record_id, sentence)


@command(app, "edit", _("Change a channel; a new address is tried with what failed lately."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    number: ChannelNumber,
    *,
    address: Annotated[
        str | None, typer.Option("--address", help=_("Its address; - reads it from the input."))
    ] = None,
    name: Annotated[str | None, typer.Option("--name", help=_("What you call it."))] = None,
    wants: Wants = None,
    enabled: Annotated[
        bool | None, typer.Option("--on/--off", help=_("Let reminders go there, or not for now."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was given and answer with the channel as it is now."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        channel_id = ChannelId(read_number("channel", number))
        changes: dict[str, object] = {
            "name": name,
            "enabled": enabled,
            "address": None if address is None else _read_address(address),
            "wants": None if wants is None else _read_wants(wants),
        }
        given = {each: value for each, value in changes.items() if value is not None}
        changed = session.crm.channels.edit(session.actor, channel_id, given)
        sentence = _("Channel {number} is changed: {channel}.")
        if not changed.kinds:
            sentence = _("Nothing to change.")
        _answer(session, output, changed, channel_id, sentence)


@command(app, "test", _("Send a test there now; exit 4 when it does not arrive."))
def try_channel(context: typer.Context, number: ChannelNumber, *, as_json: AsJson = False) -> None:
    """Send a test message and say what came of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        channel_id = ChannelId(read_number("channel", number))
        failure = session.crm.channels.test(session.actor, channel_id, trial_message())
        words = _("The test arrived.")
        if failure is not None:
            words = _("The test did not arrive: {reason}.").format(reason=failure_words(failure))
        shape = {
            "id": channel_id,
            "sent": failure is None,
            "error": None if failure is None else failure_text(failure),
        }
        output.record(shape, [words])
    if failure is not None:
        raise typer.Exit(ExitCode.REFUSED)


@command(app, "remove", _("Take a channel away; crm undo brings it back."))
def remove(context: typer.Context, number: ChannelNumber, *, as_json: AsJson = False) -> None:
    """Take a channel away and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        channel_id = ChannelId(read_number("channel", number))
        found = _row(session, channel_id)
        changed = session.crm.channels.remove(session.actor, channel_id)
        shape: dict[str, object] = {"batch": changed.batch_id, "id": channel_id}
        if found is not None:
            shape |= shapes.channel(found, session.logins())
        output.record(shape, [_("Channel {number} is removed.").format(number=channel_id)])


def _read_address(typed: str) -> str:
    return sys.stdin.readline().strip() if typed == _FROM_INPUT else typed


def _read_wants(typed: str) -> tuple[ReminderKind, ...]:
    words = [clean(each) for each in typed.replace("，", ",").split(",")]
    if [each.lower() for each in words] == [_ALL]:
        return ()
    found = tuple(read_choice("wants", each, ReminderKind) for each in words if each)
    if not found or not set(found) <= set(CHOOSABLE):
        raise FieldError("wants", "not_one_of", typed)
    return found


def _row(session: Session, channel_id: int | None) -> ChannelRow | None:
    rows = session.crm.channels.list(session.actor)
    return next((row for row in rows if row.id == channel_id), None)


def _answer(
    session: Session, output: Output, changed: Changed, channel_id: int | None, sentence: str
) -> None:
    row = _row(session, channel_id)
    shape: dict[str, object] = {"batch": changed.batch_id if changed.kinds else None}
    shape |= {} if row is None else shapes.channel(row, session.logins())
    label = "" if row is None else name_in_sentence(channel_label(row))
    output.record(shape, [sentence.format(number=channel_id, channel=label)])
