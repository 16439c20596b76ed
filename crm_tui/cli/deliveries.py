"""`crm remind send` and `crm remind log`: reminders on their way out, and what became of them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.channels import app as channels
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command
from crm_tui.cli.exits import ExitCode
from crm_tui.cli.output import Listing, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.deliveries import (
    DeliveryRow,
    DeliveryStatus,
    Message,
    Parcel,
    ReminderKind,
    Target,
    failure_text,
    kind_of,
)
from crm_tui.domain.digests import Digest
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import NO_DAY, happened_moment
from crm_tui.presentation.deliveries import (
    error_words,
    failure_words,
    message_of,
    reminder_line,
)
from crm_tui.presentation.shapes import deliveries as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, person_label, word

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.deliveries import Outcome, Planned, Sending

_FAILED = (DeliveryStatus.FAILED, DeliveryStatus.GIVEN_UP)
_OF_MANY = (ReminderKind.DIGEST, ReminderKind.EARLIER)


def register(app: typer.Typer) -> None:
    """Add these commands to `crm remind`."""
    app.add_typer(channels, name="channel")
    command(app, "send", _("Send what is due to everybody's channels; for cron."))(send)
    command(app, "log", _("List what was sent, what failed and why."))(log)


def send(
    context: typer.Context,
    *,
    digest: Annotated[
        bool,
        typer.Option(
            "--digest", help=_("The day in one message, once each morning."), show_default=False
        ),
    ] = False,
    dry_run: Annotated[
        bool,
        typer.Option(
            "--dry-run", help=_("List what would go out, send nothing."), show_default=False
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Send what is due; exit 4 when something did not arrive."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if dry_run:
            planned = session.crm.deliveries.planned(session.actor, digest=digest)
            output.rows(planned, _planned_listing(session), nothing=_("Nothing would go out now."))
            return

        done = session.crm.deliveries.send(session.actor, _writer(session), digest=digest)
        output.record(_sending_shape(done), _sending_lines(done))
        if done.is_clock_back:
            say(_("The clock stands before what the database has seen; nothing goes out twice."))
    if done.failed:
        raise typer.Exit(ExitCode.REFUSED)


def _writer(session: Session) -> Callable[[Parcel, Digest | None], Message]:
    def write(parcel: Parcel, digest: Digest | None) -> Message:
        return message_of(parcel, digest, session.at)

    return write


def _sending_shape(done: Sending) -> dict[str, object]:
    sent = [each for each in done.outcomes if each.failure is None]
    return {
        "queued": done.queued,
        "messages": len(sent),
        "sent": sum(len(each.parcel.items) for each in sent),
        "failed": sum(len(each.parcel.items) for each in done.failed),
        "clock_back": done.is_clock_back,
        "failures": [
            {
                "channel_id": each.parcel.target.channel_id,
                "channel": each.parcel.target.name,
                "user": each.parcel.recipient.login,
                "error": "" if each.failure is None else failure_text(each.failure),
            }
            for each in done.failed
        ],
    }


def _sending_lines(done: Sending) -> Iterator[str]:
    sent = sum(len(each.parcel.items) for each in done.outcomes if each.failure is None)
    if not done.outcomes:
        yield _("Nothing is due that has not been sent.")
        return
    yield ngettext("Sent {count} reminder.", "Sent {count} reminders.", sent).format(count=sent)
    yield from (_failed_line(each) for each in done.failed)


def _failed_line(outcome: Outcome) -> str:
    reason = "" if outcome.failure is None else failure_words(outcome.failure)
    return _("Not delivered to {person} by {channel}: {reason}. It is tried again.").format(
        person=name_in_sentence(outcome.parcel.recipient.name),
        channel=name_in_sentence(target_label(outcome.parcel.target)),
        reason=reason,
    )


def target_label(target: Target) -> str:
    """Return what a channel is called."""
    return target.name or word(target.kind)


def _planned_listing(session: Session) -> Listing[Planned]:
    return Listing(
        (
            TableColumn(person_label(), lambda each: each.recipient.name),
            TableColumn(field_label("channel"), lambda each: target_label(each.target), 1),
            TableColumn(_("What"), lambda each: reminder_line(each.reminder, session.at)),
        ),
        lambda each: shapes.planned(
            each.recipient, each.target.channel_id, each.target.name, each.reminder, session.zone
        ),
        shapes.PLANNED_KEYS,
    )


def log(
    context: typer.Context,
    limit: Limit = 100,
    *,
    failed: Annotated[
        bool,
        typer.Option("--failed", help=_("Only what did not get through."), show_default=False),
    ] = False,
    everybody: Annotated[
        bool,
        typer.Option("--all", help=_("Everybody's, for an administrator."), show_default=False),
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List deliveries, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.deliveries.log(
            session.actor,
            everybody=everybody,
            statuses=_FAILED if failed else (),
            limit=limit,
        )
        output.rows(
            rows,
            _log_listing(session),
            nothing=_("Nothing failed.")
            if failed
            else _("Nothing was sent out yet; crm remind send does."),
        )


def _log_listing(session: Session) -> Listing[DeliveryRow]:
    def sent(row: DeliveryRow) -> str:
        at = row.sent_at
        return NO_DAY if at is None else happened_moment(at, session.now, session.zone)

    return Listing[DeliveryRow](
        (
            TableColumn[DeliveryRow](_("No."), lambda row: str(row.id), align=Align.RIGHT),
            TableColumn[DeliveryRow](person_label(), lambda row: row.person, 2),
            TableColumn[DeliveryRow](
                field_label("channel"), lambda row: row.channel or word(row.channel_kind), 1
            ),
            TableColumn[DeliveryRow](_("What"), _what),
            TableColumn[DeliveryRow](_("Status"), _status_words),
            TableColumn[DeliveryRow](_("Sent"), sent, 1),
            TableColumn[DeliveryRow](_("Why not"), lambda row: error_words(row.last_error), 2),
        ),
        lambda row: shapes.delivery(row, session.zone),
        shapes.DELIVERY_KEYS,
    )


def _what(row: DeliveryRow) -> str:
    kind = kind_of(row.reminder)
    return word(kind) if kind in _OF_MANY else row.title


def _status_words(row: DeliveryRow) -> str:
    said = word(row.status)
    return _("{status}, late").format(status=said) if row.is_late else said
