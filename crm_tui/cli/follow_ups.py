"""`crm follow`: write, list, edit and delete follow-ups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_moment, read_number, read_word
from crm_tui.cli.listings import follow_up_listing
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import FollowUpDraft, Mood
from crm_tui.domain.identifiers import ContactId, CustomerId, FollowUpId
from crm_tui.domain.text import clean
from crm_tui.errors import AmbiguousReferenceError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left, iso, iso_day
from crm_tui.presentation.moments import understood_moment
from crm_tui.presentation.words import ineffective_word, name_in_sentence
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.domain.moments import Moment
    from crm_tui.services.follow_ups import Written

app = group(_("Write, list, edit and delete follow-ups."))

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]


@dataclass(frozen=True, slots=True)
class _Typed:
    """The options of a follow-up as typed."""

    text: str
    via: str
    result: str
    mood: str
    contact: str
    stage: str
    at: str
    next_at: str
    next_note: str


@command(app, "add", _("Write a follow-up, with the next contact."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: CustomerArgument,
    text: Annotated[str, typer.Option("--text", help=_("What was said or done."))],
    *,
    via: Annotated[str, typer.Option("--via", help=_("How: call, visit, WeChat …"))] = "",
    result: Annotated[str, typer.Option("--result", help=_("What came of it."))] = "",
    mood: Annotated[str, typer.Option("--mood", help=_("How the customer took it."))] = "",
    contact: Annotated[str, typer.Option("--contact", help=_("With whom."))] = "",
    stage: Annotated[str, typer.Option("--stage", help=_("The stage it is in now."))] = "",
    at: Annotated[str, typer.Option("--at", help=_("When it happened, if not now."))] = "",
    next_at: Annotated[
        str, typer.Option("--next", help=_("When to contact again: tomorrow 3pm, 11-25, +2w."))
    ] = "",
    next_note: Annotated[str, typer.Option("--next-note", help=_("What to do then."))] = "",
    as_json: AsJson = False,
) -> None:
    """Write a follow-up and answer with the last day that now holds."""
    typed = _Typed(text, via, result, mood, contact, stage, at, next_at, next_note)
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        next_contact = read_moment(session, "next_contact_at", next_at) if next_at else None
        draft = _draft(session, customer_id, typed, next_contact)
        written = session.crm.follow_ups.add(session.actor, customer_id, draft)
        reason = written.why_not_effective
        shape = {
            "batch": written.changed.batch_id,
            "id": written.follow_up_id,
            "customer_id": customer_id,
            "effective": reason is None,
            "why_not_effective": None if reason is None else reason.value,
            "last_day": iso_day(written.last_day),
            "next_contact_at": (
                None if next_contact is None else iso(next_contact.instant, session.zone)
            ),
        }
        output.record(shape, _written_lines(session, written, next_contact))


def _draft(
    session: Session, customer_id: CustomerId, typed: _Typed, next_contact: Moment | None
) -> FollowUpDraft:
    happened = session.now
    if typed.at:
        happened = read_moment(session, "happened_at", typed.at, prefer="past").instant
    return FollowUpDraft(
        content=typed.text,
        happened_at=happened,
        method_id=read_word(session, DictionaryKind.FOLLOW_UP_METHOD, "method", typed.via),
        result_id=read_word(session, DictionaryKind.FOLLOW_UP_RESULT, "result", typed.result),
        contact_id=_contact(session, customer_id, typed.contact) if typed.contact else None,
        mood=read_choice("mood", typed.mood, Mood) if typed.mood else None,
        next_contact_at=None if next_contact is None else next_contact.instant,
        next_contact_note=typed.next_note,
        stage_id=read_word(session, DictionaryKind.STAGE, "stage", typed.stage),
    )


def _contact(session: Session, customer_id: CustomerId, reference: str) -> ContactId:
    wanted = clean(reference)
    people = session.crm.customers.detail(session.actor, customer_id).contacts
    fitting = [row for row in people if wanted in {str(row.id), row.fields.name}]
    fitting = fitting or [row for row in people if wanted and wanted in row.fields.name]
    if not fitting:
        raise NotFoundError("contact", wanted)
    if len(fitting) > 1:
        raise AmbiguousReferenceError(
            "contact", wanted, [(row.id, row.fields.name) for row in fitting]
        )
    return fitting[0].id


def _written_lines(
    session: Session, written: Written, next_contact: Moment | None
) -> Iterator[str]:
    record = session.crm.customers.record(session.actor, written.changed.customer_ids[0])
    yield _("Follow-up saved: {customer}.").format(customer=name_in_sentence(record.row.name))
    if written.why_not_effective is not None:
        yield _("It does not count for the pool: {reason}.").format(
            reason=ineffective_word(written.why_not_effective.value)
        )
    elif record.row.owner_id is not None:
        yield _("Days left: {left}.").format(left=days_left(written.last_day, written.today))
    if next_contact is not None:
        yield _("Next contact: {when}.").format(when=understood_moment(next_contact, session.zone))


@command(app, "list", _("List follow-ups, of one customer or all that you may see."))
def list_follow_ups(
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 50,
    *,
    mine: Annotated[
        bool, typer.Option("--mine", help=_("Only what you wrote."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List follow-ups, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.follow_ups.list(
            session.actor,
            None if customer is None else session.customer(customer),
            author_id=session.actor.user_id if mine else None,
            limit=limit,
        )
        output.rows(rows, follow_up_listing(session))


NumberArgument = Annotated[
    str, typer.Argument(metavar="NUMBER", help=_("The number of the follow-up."))
]


@command(app, "edit", _("Change a follow-up; what it said before stays in the history."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    number: NumberArgument,
    *,
    text: Annotated[str | None, typer.Option("--text", help=_("What was said or done."))] = None,
    via: Annotated[str | None, typer.Option("--via", help=_("How: call, visit, WeChat …"))] = None,
    result: Annotated[str | None, typer.Option("--result", help=_("What came of it."))] = None,
    mood: Annotated[str | None, typer.Option("--mood", help=_("How the customer took it."))] = None,
    at: Annotated[
        str | None, typer.Option("--at", help=_("When it happened, not after it was written."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was given and answer with the last day that now holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        follow_up_id = FollowUpId(read_number("follow_up", number))
        changes: dict[str, object] = {} if text is None else {"content": text}
        if via is not None:
            changes["method_id"] = read_word(
                session, DictionaryKind.FOLLOW_UP_METHOD, "method", via
            )
        if result is not None:
            changes["result_id"] = read_word(
                session, DictionaryKind.FOLLOW_UP_RESULT, "result", result
            )
        if mood is not None:
            changes["mood"] = read_choice("mood", mood, Mood) if clean(mood) else None
        if at is not None:
            changes["happened_at"] = read_moment(session, "happened_at", at, prefer="past").instant
        written = session.crm.follow_ups.edit(session.actor, follow_up_id, changes)
        is_changed = bool(written.changed.kinds)
        reason = written.why_not_effective
        shape = {
            "batch": written.changed.batch_id if is_changed else None,
            "id": follow_up_id,
            "effective": reason is None,
            "why_not_effective": None if reason is None else reason.value,
            "last_day": iso_day(written.last_day),
        }
        output.record(shape, _edited_lines(written, is_changed=is_changed))


def _edited_lines(written: Written, *, is_changed: bool) -> Iterator[str]:
    if not is_changed:
        yield _("Nothing to change.")
        return
    yield _("Follow-up {number} saved.").format(number=written.follow_up_id)
    if written.why_not_effective is not None:
        yield _("It does not count for the pool: {reason}.").format(
            reason=ineffective_word(written.why_not_effective.value)
        )
    yield _("Days left: {left}.").format(left=days_left(written.last_day, written.today))


@command(app, "delete", _("Delete a follow-up; its effect goes with it."))
def delete(context: typer.Context, number: NumberArgument, *, as_json: AsJson = False) -> None:
    """Delete a follow-up and answer with its number."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        follow_up_id = FollowUpId(read_number("follow_up", number))
        changed = session.crm.follow_ups.delete(session.actor, follow_up_id)
        output.record(
            {"batch": changed.batch_id, "id": follow_up_id},
            [_("Follow-up {number} deleted.").format(number=follow_up_id)],
        )
