"""`crm follow`: write, list, edit and delete follow-ups."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import follow_up_entries
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_moment, read_number, read_word
from crm_tui.cli.listings import follow_up_listing
from crm_tui.cli.sessions import opened, output_of
from crm_tui.cli.telling import read_task
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.identifiers import FollowUpId
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.dates import days_left, iso, iso_day
from crm_tui.presentation.mentions import told_sentences
from crm_tui.presentation.words import ineffective_word, name_in_sentence

if TYPE_CHECKING:
    from crm_tui.services.follow_ups import Written

app = group(_("Write, list, edit and delete follow-ups."))

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]


command(app, "add", _("Write a follow-up, on one line or by options, with the next contact."))(
    follow_up_entries.add
)
command(app, "paste", _("Save several lines as one follow-up each, after a look at them."))(
    follow_up_entries.paste
)


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
        output.rows(
            rows,
            follow_up_listing(session),
            nothing=_("No follow-ups yet; crm follow add writes one."),
        )


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
    needs: Annotated[
        str | None, typer.Option("--needs", help=_("What the customer needs now."))
    ] = None,
    problems: Annotated[
        str | None, typer.Option("--problems", help=_("What stands in the way."))
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was given and answer with the last day that now holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        follow_up_id = FollowUpId(read_number("follow_up", number))
        texts = {"content": text, "needs": needs, "problems": problems}
        changes: dict[str, object] = {
            name: typed for name, typed in texts.items() if typed is not None
        }
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
    yield _("Until the pool takes the customer back: {left}.").format(
        left=days_left(written.last_day, written.today)
    )
    yield from told_sentences(written.told)


@command(app, "comment", _("Comment on what somebody below you wrote; they are told."))
def comment(
    context: typer.Context,
    number: NumberArgument,
    text: Annotated[str, typer.Argument(metavar="TEXT", help=_("What you say about it."))],
    *,
    task: Annotated[
        str,
        typer.Option(
            "--task", metavar="WHEN WHAT", help=_("What its author does: tomorrow 10am call again.")
        ),
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Comment on a follow-up and answer with the comment's number."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        follow_up_id = FollowUpId(read_number("follow_up", number))
        given = read_task(session, task) if clean(task) else None
        changed = session.crm.follow_ups.comment(session.actor, follow_up_id, text, task=given)
        shape = {
            "batch": changed.batch_id,
            "id": changed.record_id,
            "follow_up_id": follow_up_id,
            "due_at": None if given is None else iso(given.due_at, session.zone),
        }
        lines = [_("Comment saved; the author is told.")]
        if given is not None:
            lines.append(_("Given as a task: {title}.").format(title=name_in_sentence(given.title)))
        output.record(shape, lines)


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
