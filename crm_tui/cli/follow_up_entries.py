"""`crm follow add` and `crm follow paste`: follow-ups as one writes them, on a line."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsJson
from crm_tui.cli.exits import batch_exit_code
from crm_tui.cli.inputs import read_choice, read_moment, read_word
from crm_tui.cli.output import say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.text_files import STANDARD_INPUT, read_text
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.entries import Entry, Occasion, read_entry
from crm_tui.domain.follow_ups import FollowUpDraft, Mood
from crm_tui.domain.identifiers import ContactId, CustomerId
from crm_tui.domain.text import clean
from crm_tui.errors import AmbiguousReferenceError, CrmError, NotFoundError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation import errors
from crm_tui.presentation.dates import days_left, iso_day
from crm_tui.presentation.day_entries import said_of
from crm_tui.presentation.entries import doubt_sentence, understood
from crm_tui.presentation.json_shapes import error_shape
from crm_tui.presentation.mentions import told_sentences
from crm_tui.presentation.moments import exact_moment
from crm_tui.presentation.shapes.entries import draft_shape
from crm_tui.presentation.words import ineffective_word, name_in_sentence
from crm_tui.values import dataclass

if TYPE_CHECKING:
    from crm_tui.services.follow_ups import Paste, PastedLine, Written

CustomerArgument = Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))]


@dataclass(frozen=True, slots=True)
class _Typed:
    """The options of a follow-up as typed; each that is given stands before what the line says."""

    text: str
    via: str
    result: str
    mood: str
    contact: str
    stage: str
    at: str
    next_at: str
    next_note: str
    needs: str
    problems: str
    mentions: Sequence[str]


def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: CustomerArgument,
    line: Annotated[
        str,
        typer.Argument(
            metavar="LINE",
            help=_("What happened, on one line: who, how, what, when next; - reads it from input."),
        ),
    ] = "",
    *,
    text: Annotated[
        str, typer.Option("--text", help=_("What was said or done, kept as it is."))
    ] = "",
    plain: Annotated[
        bool,
        typer.Option("--plain", help=_("Keep the whole line as it is."), show_default=False),
    ] = False,
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
    needs: Annotated[
        str, typer.Option("--needs", help=_("What the customer needs now, if that changed."))
    ] = "",
    problems: Annotated[str, typer.Option("--problems", help=_("What stands in the way."))] = "",
    mention: Annotated[
        list[str] | None,
        typer.Option(
            "--mention", metavar="LOGIN", help=_("A colleague to be told; may be given again.")
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a follow-up and answer with what was understood and the last day that now holds."""
    typed = _Typed(
        *(text, via, result, mood, contact, stage, at, next_at, next_note, needs, problems),
        mentions=mention or (),
    )
    output = output_of(context, as_json=as_json)
    said = read_text(STANDARD_INPUT) if line == STANDARD_INPUT else line
    with opened(context) as session:
        customer_id = session.customer(customer)
        occasion = session.crm.follow_ups.occasion(session.actor, customer_id)
        entry = None if plain or not said else read_entry(said.strip(), occasion.known)
        draft = _draft(session, occasion, entry, replace(typed, text=text or said), plain=not entry)
        written = session.crm.follow_ups.add(session.actor, customer_id, draft)
        shape = {
            **_written_shape(written, customer_id),
            **draft_shape(draft, occasion.known),
            "doubts": [] if entry is None else [each.kind.value for each in entry.doubts],
        }
        output.record(shape, _answer(session, occasion, entry, draft, written))


def _draft(
    session: Session, occasion: Occasion, entry: Entry | None, typed: _Typed, *, plain: bool
) -> FollowUpDraft:
    """Return what the line says, with every option in the place of what it says of that."""
    base = FollowUpDraft("", session.now) if entry is None else entry.draft(occasion.known)
    given: dict[str, object] = {}
    if plain or not entry:
        given["content"] = typed.text
    if typed.at:
        given["happened_at"] = read_moment(session, "happened_at", typed.at, prefer="past").instant
    if typed.next_at:
        given["next_contact_at"] = read_moment(session, "next_contact_at", typed.next_at).instant
    if typed.contact:
        given["contact_id"] = _contact(session, occasion, typed.contact)
    elif entry is not None and entry.candidates:
        named = [(each.id, each.fields.name) for each in entry.candidates]
        raise AmbiguousReferenceError("contact", entry.candidates[0].fields.name[:1], named)
    if typed.mood:
        given["mood"] = read_choice("mood", typed.mood, Mood)
    given |= {name: text for name, text in _texts(typed) if text}
    if typed.mentions:
        told = (*base.mention_ids, *(session.user(each) for each in typed.mentions))
        given["mention_ids"] = tuple(dict.fromkeys(told))
    given |= {name: found for name, found in _words(session, typed) if found is not None}
    return replace(base, **given)  # type: ignore[arg-type]  # each is a field of the draft


def _texts(typed: _Typed) -> Iterator[tuple[str, str]]:
    yield "next_contact_note", typed.next_note
    yield "needs", typed.needs
    yield "problems", typed.problems


def _words(session: Session, typed: _Typed) -> Iterator[tuple[str, int | None]]:
    kinds = DictionaryKind
    yield "method_id", read_word(session, kinds.FOLLOW_UP_METHOD, "method", typed.via)
    yield "result_id", read_word(session, kinds.FOLLOW_UP_RESULT, "result", typed.result)
    yield "stage_id", read_word(session, kinds.STAGE, "stage", typed.stage)


def _contact(session: Session, occasion: Occasion, reference: str) -> ContactId:
    wanted = clean(reference)
    people = occasion.known.contacts
    fitting = [row for row in people if wanted in {str(row.id), row.fields.name}]
    fitting = fitting or [row for row in people if wanted and wanted in row.fields.name]
    if not fitting:
        raise NotFoundError("contact", wanted)
    if len(fitting) > 1:
        raise AmbiguousReferenceError(
            "contact", wanted, [(row.id, row.fields.name) for row in fitting]
        )
    return fitting[0].id


def _written_shape(written: Written, customer_id: CustomerId) -> dict[str, object]:
    reason = written.why_not_effective
    return {
        "batch": written.changed.batch_id,
        "id": written.follow_up_id,
        "customer_id": customer_id,
        "effective": reason is None,
        "why_not_effective": None if reason is None else reason.value,
        "last_day": iso_day(written.last_day),
    }


def _answer(
    session: Session,
    occasion: Occasion,
    entry: Entry | None,
    draft: FollowUpDraft,
    written: Written,
) -> Iterator[str]:
    name = name_in_sentence(occasion.record.row.name)
    yield _("Follow-up saved: {customer}.").format(customer=name)
    if written.why_not_effective is not None:
        yield _("It does not count for the pool: {reason}.").format(
            reason=ineffective_word(written.why_not_effective.value)
        )
    elif occasion.record.row.owner_id is not None:
        yield _("Until the pool takes the customer back: {left}.").format(
            left=days_left(written.last_day, written.today)
        )
    yield from told_sentences(written.told)
    if entry is None:
        if draft.next_contact_at is not None:
            when = exact_moment(draft.next_contact_at, session.zone)
            yield _("Next contact: {when}.").format(when=when)
        return
    for each in understood(entry, occasion, written.told)[:-1]:
        if not each.is_missing:
            yield said_of(each.label, each.value)
    yield from map(doubt_sentence, entry.doubts)


# --- several lines -------------------------------------------------------------------------------


def paste(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=_("A text file, or - for the standard input."))
    ],
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Write nothing, only say."), show_default=False)
    ] = False,
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Save what was understood."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Read several lines, `customer line` each, and save one follow-up each with `--yes`."""
    output = output_of(context, as_json=as_json)
    text = read_text(file)
    with opened(context) as session:
        found = session.crm.follow_ups.read_paste(session.actor, text)
        saves = yes and not dry_run
        refused: Mapping[int, CrmError] = {}
        batch = None
        if saves and found.items:
            outcome = session.crm.follow_ups.add_all(session.actor, found.items)
            refused = _refused(found, outcome.results)
            batch = next((each.changed.batch_id for each in outcome.written), None)
        shape = {
            "batch": batch,
            "saved": saves,
            "lines": [
                _pasted_shape(each, refused.get(each.number) or each.error) for each in found.lines
            ],
        }
        output.record(shape, _paste_lines(found, refused, saves=saves))
        if not saves and found.items:
            say(_("Nothing was saved; --yes saves what was understood."))
    code = batch_exit_code([each.error for each in found.left if each.error] + [*refused.values()])
    if code:
        raise typer.Exit(code)


def _pasted_shape(line: PastedLine, error: CrmError | None) -> dict[str, object]:
    return {
        "line": line.number,
        "text": line.text,
        "customer_id": line.customer_id,
        "customer": line.customer,
        "understood": draft_shape(line.draft, line.occasion.known)
        if line.draft is not None and line.occasion is not None
        else None,
        "error": None if error is None else error_shape(error),
    }


def _refused(found: Paste, results: tuple[Written | CrmError, ...]) -> Mapping[int, CrmError]:
    pairs = zip(found.understood, results, strict=True)
    return {line.number: each for line, each in pairs if isinstance(each, CrmError)}


def _paste_lines(found: Paste, refused: Mapping[int, CrmError], *, saves: bool) -> Iterator[str]:
    for each in found.lines:
        error = refused.get(each.number) or each.error
        yield _line_words(each) if error is None else _left_words(each, error)
    count = len(found.understood) - len(refused)
    words = ngettext("{count} follow-up saved.", "{count} follow-ups saved.", count)
    if not saves:
        words = ngettext("{count} line understood.", "{count} lines understood.", count)
    yield words.format(count=count)
    left = len(found.lines) - count
    if left:
        yield ngettext("{count} line left.", "{count} lines left.", left).format(count=left)


def _line_words(line: PastedLine) -> str:
    said = "" if line.draft is None else name_in_sentence(line.draft.content)
    name = name_in_sentence(line.customer)
    return _("Line {number}: {customer}: {content}").format(
        number=line.number, customer=name, content=said
    )


def _left_words(line: PastedLine, error: CrmError) -> str:
    """Return a line that was left, whole, so that nothing of it is lost, with the reason."""
    return _("Line {number} left: {reason} | {text}").format(
        number=line.number, reason=errors.sentence(error), text=line.text
    )
