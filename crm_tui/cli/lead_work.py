"""`crm lead follow | next | stage | claim | assign | release | convert | discard …`."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson, UsageProblemError, command, help_hint
from crm_tui.cli.exits import batch_exit_code
from crm_tui.cli.inputs import read_choice, read_moment, read_word
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Form, Output, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.text_files import STANDARD_INPUT, read_text
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import LeadId, written_id
from crm_tui.domain.leads.entries import read_lead_entry
from crm_tui.domain.leads.records import LeadFollowUpDraft
from crm_tui.domain.leads.values import OPEN_STAGES, LeadStage
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.json_shapes import batch_shape, refused_shape
from crm_tui.presentation.leads import contact_words
from crm_tui.presentation.shapes.leads import LeadShapes
from crm_tui.presentation.words import name_in_sentence, word

if TYPE_CHECKING:
    from crm_tui.services.leads import LeadBatch

LeadArgument = Annotated[str, typer.Argument(metavar="LEAD", help=_("Number or name."))]
LeadArguments = Annotated[list[str], typer.Argument(metavar="LEAD…", help=_("Numbers or names."))]


def lead_of(session: Session, reference: str) -> LeadId:
    """Return the lead that an id or an unambiguous name means."""
    return session.crm.leads.find(session.actor, clean(reference))


def shapes_of(session: Session) -> LeadShapes:
    """Return what makes JSON shapes of leads in this office."""
    return LeadShapes(session.zone, session.logins())


def _in_batch(session: Session, reference: str) -> LeadId:
    """Return the lead for a batch, where an id out of sight is refused, not an error."""
    number = written_id(clean(reference))
    return lead_of(session, reference) if number is None else LeadId(number)


def answer(session: Session, output: Output, outcome: LeadBatch, words: str) -> None:
    """Write the outcome of a batch; end with the exit code of its refusals."""
    shaped = shapes_of(session)
    rows = session.crm.leads.rows(session.actor, [each.lead_id for each in outcome.done])
    by_id = {row.id: shaped.lead(row) for row in rows}
    done = [
        by_id.get(each.lead_id, {"id": each.lead_id, "lead": each.lead}) for each in outcome.done
    ]
    refused = [(each, each.error) for each in outcome.refused if each.error is not None]
    batch_id = outcome.changed.batch_id if done else None
    shape = batch_shape(
        batch_id, done, [refused_shape(each.lead_id, each.lead, error) for each, error in refused]
    )
    lines = [words.format(count=len(done))]
    output.record(shape, [*lines, *undo_line(batch_id)] if output.form is Form.TABLE else lines)
    if output.form is Form.TABLE:
        say(
            *(
                _("Refused {number}: {reason}").format(
                    number=each.lead_id, reason=errors.sentence(error)
                )
                for each, error in refused
            )
        )
    if code := batch_exit_code([error for _each, error in refused]):
        raise typer.Exit(code)


def follow(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    lead: LeadArgument,
    line: Annotated[
        str,
        typer.Argument(
            metavar="LINE",
            help=_("What happened, on one line: how, what, when next; - reads it from input."),
        ),
    ],
    *,
    plain: Annotated[
        bool,
        typer.Option("--plain", help=_("Keep the whole line as it is."), show_default=False),
    ] = False,
    at: Annotated[str, typer.Option("--at", help=_("When it happened, if not now."))] = "",
    next_at: Annotated[
        str, typer.Option("--next", help=_("When to contact again: tomorrow 3pm, 11-25, +2w."))
    ] = "",
    next_note: Annotated[str, typer.Option("--next-note", help=_("What to do then."))] = "",
    as_json: AsJson = False,
) -> None:
    """Write down what was said to a lead; of one that became a customer, to the customer."""
    output = output_of(context, as_json=as_json)
    said = read_text(STANDARD_INPUT) if line == STANDARD_INPUT else line
    with opened(context) as session:
        lead_id = lead_of(session, lead)
        known = session.crm.leads.known(session.actor)
        draft = read_lead_entry(said.strip(), known)
        if plain:
            draft = LeadFollowUpDraft(said, session.now)
        if at:
            moment = read_moment(session, "happened_at", at, prefer="past")
            draft = replace(draft, happened_at=moment.instant)
        if next_at:
            moment = read_moment(session, "next_contact_at", next_at)
            draft = replace(draft, next_contact_at=moment.instant)
        if next_note:
            draft = replace(draft, next_contact_note=next_note)
        written = session.crm.leads.follow_up(session.actor, lead_id, draft)
        (row,) = session.crm.leads.rows(session.actor, [lead_id])
        shape = {
            "batch": written.changed.batch_id,
            "written_to_customer": written.customer_id,
            **shapes_of(session).lead(row),
        }
        name = name_in_sentence(row.called)
        lines = [_("Saved with the lead {lead}.").format(lead=name)]
        if written.customer_id is not None:
            lines = [_("{lead} is a customer by now; saved there.").format(lead=name)]
        elif row.next_contact_at is not None:
            planned = contact_words(row, session.now, session.zone)
            lines.append(_("Next contact: {moment}").format(moment=planned))
        output.record(shape, lines)


def plan(
    context: typer.Context,
    lead: LeadArgument,
    moment: Annotated[
        str,
        typer.Argument(metavar="MOMENT", help=_("tomorrow 3pm, 11-25, +2w; none clears it.")),
    ],
    note: Annotated[str, typer.Argument(metavar="NOTE", help=_("What to do then."))] = "",
    *,
    as_json: AsJson = False,
) -> None:
    """Say when a lead is contacted next."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        lead_id = lead_of(session, lead)
        is_none = clean(moment).lower() in {"", "none", "无"}
        at = None if is_none else read_moment(session, "next_contact_at", moment).instant
        changed = session.crm.leads.set_next_contact(session.actor, lead_id, at, note)
        (row,) = session.crm.leads.rows(session.actor, [lead_id])
        planned = contact_words(row, session.now, session.zone) or _("none")
        output.record(
            {"batch": changed.batch_id, **shapes_of(session).lead(row)},
            [_("Next contact: {moment}").format(moment=planned)],
        )


def qualify(
    context: typer.Context,
    stage: Annotated[str, typer.Argument(metavar="STAGE", help=_("new, mql or sql."))],
    leads: LeadArguments,
    *,
    as_json: AsJson = False,
) -> None:
    """Move leads to another open stage."""
    output = output_of(context, as_json=as_json)
    wanted = read_choice("lead_stage", stage, LeadStage)
    if wanted not in OPEN_STAGES:
        raise FieldError("lead_stage", "stage_by_act", word(wanted))
    with opened(context) as session:
        ids = [_in_batch(session, each) for each in leads]
        outcome = session.crm.leads.qualify(session.actor, ids, wanted)
        words = ngettext("{count} lead moved.", "{count} leads moved.", len(outcome.done))
        answer(session, output, outcome, words)


def claim(context: typer.Context, leads: LeadArguments, *, as_json: AsJson = False) -> None:
    """Take leads that nobody holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [_in_batch(session, each) for each in leads]
        outcome = session.crm.leads.claim(session.actor, ids)
        words = ngettext("{count} lead is yours.", "{count} leads are yours.", len(outcome.done))
        answer(session, output, outcome, words)


def assign(
    context: typer.Context,
    leads: LeadArguments,
    *,
    to: Annotated[
        str | None, typer.Option("--to", metavar="LOGIN", help=_("To whom they are given."))
    ] = None,
    in_turn: Annotated[
        bool,
        typer.Option("--in-turn", help=_("To whose turn it is by the routes."), show_default=False),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Give leads to somebody, or to whose turn it is."""
    output = output_of(context, as_json=as_json)
    if (to is None) is not in_turn:
        raise UsageProblemError(
            _("Say to whom: --to LOGIN or --in-turn."), help_hint(context.command_path)
        )
    with opened(context) as session:
        ids = [_in_batch(session, each) for each in leads]
        if to is None:
            outcome = session.crm.leads.assign_in_turn(session.actor, ids)
        else:
            outcome = session.crm.leads.assign(session.actor, ids, session.user(to))
        words = ngettext("{count} lead given.", "{count} leads given.", len(outcome.done))
        answer(session, output, outcome, words)


def release(context: typer.Context, leads: LeadArguments, *, as_json: AsJson = False) -> None:
    """Let nobody hold leads any more."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [_in_batch(session, each) for each in leads]
        outcome = session.crm.leads.release(session.actor, ids)
        words = ngettext("{count} lead let go.", "{count} leads let go.", len(outcome.done))
        answer(session, output, outcome, words)


def discard(
    context: typer.Context,
    leads: LeadArguments,
    *,
    reason: Annotated[str, typer.Option("--reason", help=_("Why: a word of the list."))],
    note: Annotated[str, typer.Option("--note", help=_("What else there is to say."))] = "",
    as_json: AsJson = False,
) -> None:
    """Discard leads with a reason."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [_in_batch(session, each) for each in leads]
        reason_id = read_word(session, DictionaryKind.DISCARD_REASON, "discard_reason", reason)
        if reason_id is None:
            raise FieldError("discard_reason", "required")
        outcome = session.crm.leads.discard(session.actor, ids, reason_id, note)
        words = ngettext("{count} lead discarded.", "{count} leads discarded.", len(outcome.done))
        answer(session, output, outcome, words)


def restore(context: typer.Context, leads: LeadArguments, *, as_json: AsJson = False) -> None:
    """Work again on leads that were discarded or deleted."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [_in_batch(session, each) for each in leads]
        outcome = session.crm.leads.restore(session.actor, ids)
        words = ngettext("{count} lead restored.", "{count} leads restored.", len(outcome.done))
        answer(session, output, outcome, words)


def delete(context: typer.Context, leads: LeadArguments, *, as_json: AsJson = False) -> None:
    """Delete leads; they can be restored."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [_in_batch(session, each) for each in leads]
        outcome = session.crm.leads.delete(session.actor, ids)
        words = ngettext("{count} lead deleted.", "{count} leads deleted.", len(outcome.done))
        answer(session, output, outcome, words)


def add_to(app: typer.Typer) -> None:
    """Add these commands to `crm lead`."""
    command(app, "follow", _("Write down what was said to a lead, on one line."))(follow)
    command(app, "next", _("Say when a lead is contacted next."))(plan)
    command(app, "stage", _("Move leads to another stage: new, mql or sql."))(qualify)
    command(app, "claim", _("Take leads that nobody holds."))(claim)
    command(app, "assign", _("Give leads to somebody, or in turn by the routes."))(assign)
    command(app, "release", _("Let nobody hold leads any more."))(release)
    command(app, "discard", _("Discard leads with a reason."))(discard)
    command(app, "restore", _("Work again on leads that were discarded or deleted."))(restore)
    command(app, "delete", _("Delete leads; they can be restored."))(delete)
