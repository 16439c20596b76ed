"""`crm lead`: enter, show and edit leads, take in what forms send, see where they come to."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli import lead_conversions, lead_rules, lead_work, record_files
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.customer_options import read_fields, with_options
from crm_tui.cli.inputs import read_day
from crm_tui.cli.lead_options import LEAD_OPTIONS
from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.output import Listing, TableColumn, labelled, say
from crm_tui.cli.record_requests import asked_records
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.text_files import STANDARD_INPUT, read_bytes
from crm_tui.domain.contacts import Phone
from crm_tui.domain.exports import Subject
from crm_tui.domain.identifiers import LeadId
from crm_tui.domain.leads.intake import Intake, read_intake
from crm_tui.domain.leads.records import (
    LeadDuplicates,
    LeadFields,
    LeadRow,
    SourceConversion,
)
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.formats.form_records import read_form_record
from crm_tui.i18n import _
from crm_tui.presentation.columns import Moment
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.lead_columns import LEAD_COLUMNS
from crm_tui.presentation.lead_reasons import alike_sentences
from crm_tui.presentation.leads import contact_words, end_words, event_sentence, part_sentence
from crm_tui.presentation.record_columns import RecordColumn
from crm_tui.presentation.shapes import leads as shapes
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import field_label, name_in_sentence, word

if TYPE_CHECKING:
    from crm_tui.services.leads import LeadDetail

app = group(_("Enter, work on and convert leads; take in what web forms send."))

LeadArgument = Annotated[str, typer.Argument(metavar="LEAD", help=_("Number or name."))]
AllowDuplicate = Annotated[
    bool,
    typer.Option(
        "--allow-duplicate",
        help=_("Save it although one with this name or phone exists."),
        show_default=False,
    ),
]


@command(app, "add", _("Enter a lead; it is yours unless said otherwise."))
@with_options(LEAD_OPTIONS)
def add(
    context: typer.Context,
    name: Annotated[
        str, typer.Argument(metavar="NAME", help=_("Who it is; empty with --company."))
    ] = "",
    *,
    nobody: Annotated[
        bool, typer.Option("--nobody", help=_("Nobody holds it yet."), show_default=False)
    ] = False,
    in_turn: Annotated[
        bool,
        typer.Option(
            "--in-turn", help=_("Give it to whose turn it is by the routes."), show_default=False
        ),
    ] = False,
    allow_duplicate: AllowDuplicate = False,
    as_json: AsJson = False,
    **typed: object,
) -> None:
    """Enter a lead and answer with it."""
    from crm_tui.services.leads import Holder  # noqa: PLC0415 - only now is one entered

    output = output_of(context, as_json=as_json)
    holder = Holder.NOBODY if nobody else Holder.MINE
    with opened(context) as session:
        entered = session.crm.leads.add(
            session.actor,
            LeadFields(name=name, **_typed(session, typed)),
            holder=Holder.IN_TURN if in_turn else holder,
            allow_duplicate=allow_duplicate,
        )
        _answer(session, output, entered.lead_id, entered.changed.batch_id, entered.duplicates)


def _typed(session: Session, typed: dict[str, object]) -> dict[str, Any]:
    values = read_fields(session, LEAD_OPTIONS, typed)
    if "phones" in values:
        numbers: Any = values["phones"]
        values["phones"] = tuple(Phone(str(number), "") for number in numbers)
    return values


def _answer(
    session: Session,
    output: Any,
    lead_id: LeadId,
    batch_id: int | None,
    found: LeadDuplicates,
    **more: object,
) -> None:
    shaped = lead_work.shapes_of(session)
    (row,) = session.crm.leads.rows(session.actor, [lead_id]) or (None,)
    shape: dict[str, object] = {"batch": batch_id, "id": lead_id}
    lines = [_("The lead {number} is saved.").format(number=lead_id)]
    if row is not None:
        shape |= shaped.lead(row)
        owner = name_in_sentence(row.owner) or _("nobody yet")
        lines = [
            _("Lead {number}: {lead}, {score} points, held by {owner}.").format(
                number=lead_id, lead=name_in_sentence(row.called), score=row.score, owner=owner
            )
        ]
    output.record({**shape, **more, "alike": shapes.alike(found)}, lines)
    say(*alike_sentences(found))


@command(app, "intake", _("Take in one record that a web form sends, JSON or form-encoded."))
def intake(
    context: typer.Context,
    file: Annotated[
        str, typer.Argument(metavar="FILE", help=_("A file, or - for the standard input."))
    ] = STANDARD_INPUT,
    *,
    form: Annotated[
        str, typer.Option("--form", help=_("The form's name: part of the id, and the campaign."))
    ] = "",
    names: Annotated[
        bool,
        typer.Option(
            "--names", help=_("Say under which names fields are read."), show_default=False
        ),
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Save the record as a lead; the same id again answers with the same lead, exit code 0."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    if names:
        columns = (
            TableColumn[dict[str, object]](_("Field"), lambda row: _field_word(str(row["field"]))),
            TableColumn[dict[str, object]](_("Names"), _joined),
        )
        listing = Listing[dict[str, object]](columns, lambda row: row, shapes.INTAKE_KEYS)
        output.rows(shapes.intake_names(), listing, nothing="")
        return
    sent = _of_form(read_intake(read_form_record(read_bytes(file))), clean(form))
    with opened(context) as session:
        taken = session.crm.leads.intake(session.actor, sent)
        batch_id = taken.changed.batch_id if taken.is_new else None
        _answer(session, output, taken.lead_id, batch_id, taken.duplicates, new=taken.is_new)
        if not taken.is_new:
            say(_("This record was taken in before; nothing was changed."))


def _joined(row: dict[str, object]) -> str:
    names = row["names"]
    return _(", ").join(map(str, names)) if isinstance(names, list) else ""


def _field_word(field: str) -> str:
    return {"region": field_label("province")}.get(field, field_label(field))


def _of_form(sent: Intake, form: str) -> Intake:
    if not form:
        return sent
    fields = {"campaign": form, **sent.fields}
    if sent.id:
        fields["intake_id"] = f"{form}/{sent.id}"
    return Intake(fields, sent.others)


@command(app, "list", _("List leads, all that you may see or one view."))
def list_leads(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help=_("Words, and terms such as stage:mql score:>=50 source:Website is:open."),
        ),
    ] = None,
    view: Annotated[
        str,
        typer.Option(
            "--view",
            metavar="VIEW",
            help=_("mine, unowned, staff, overdue, converted, discarded, deleted, or a saved one."),
        ),
    ] = ALL_VIEW,
    sort: Annotated[
        str | None, typer.Option("--sort", help=_("Sort by this column; -column turns it round."))
    ] = None,
    limit: Limit = 50,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List leads in the order asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request = asked_records(session, ListTab.LEADS, query, view=view, sort=sort)
        page = session.crm.leads.page(session.actor, request, limit)
        shaped = lead_work.shapes_of(session)
        columns = [TableColumn[LeadRow](_("No."), lambda row: str(row.id), align=Align.RIGHT)]
        columns += [
            TableColumn[LeadRow](
                each.label, partial(_cell, each, session.at), each.priority, each.align
            )
            for each in LEAD_COLUMNS
        ]
        output.rows(
            page.rows,
            Listing[LeadRow](columns, shaped.lead, shapes.KEYS),
            nothing=_("No lead fits; fewer conditions find more."),
        )
        if page.total > len(page.rows):
            say(
                _("{shown} of {total} leads; --limit shows more.").format(
                    shown=len(page.rows), total=page.total
                )
            )


def _cell(column: RecordColumn[LeadRow], at: Moment, row: LeadRow) -> str:
    return column.text(row, at)


@command(app, "show", _("Show a lead: why it has its score, what was said, what happened."))
def show(context: typer.Context, lead: LeadArgument, *, as_json: AsJson = False) -> None:
    """Show a lead whole."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        detail = session.crm.leads.detail(session.actor, lead_work.lead_of(session, lead))
        shaped = lead_work.shapes_of(session)
        shape = {
            **shaped.lead(detail.row),
            "score_parts": [shapes.part(each) for each in detail.parts],
            "follow_ups": [shaped.follow_up(each) for each in detail.follow_ups],
            "history": [shaped.event(each) for each in detail.events],
            "alike": shapes.alike(detail.duplicates),
        }
        output.record(shape, _lines(session, detail))


def _lines(session: Session, detail: LeadDetail) -> Iterator[str]:
    row, fields = detail.row, detail.row.fields
    yield f"{row.id}  {row.called}  {word(row.stage)}"
    told = {
        "lead_name": fields.name if fields.company else "",
        "title": fields.title,
        "phone": " ".join(each.number for each in fields.phones),
        "email": fields.email,
        "wechat": fields.wechat,
        "province": " ".join(filter(None, (fields.province, fields.city, fields.address))),
        "industry": row.industry,
        "source": row.source,
        "campaign": fields.campaign,
        "need": fields.need,
        "note": fields.note,
        "next_contact_at": contact_words(row, session.now, session.zone),
    }
    yield f"  {labelled(_('Owner'), row.owner or _('unowned'))}"
    for name, said in told.items():
        if said:
            yield f"  {labelled(field_label(name), said)}"
    if said := end_words(row):
        yield f"  {labelled(word(row.stage), said)}"
    yield f"  {labelled(field_label('score'), str(row.score))}"
    yield from (f"    {part_sentence(each)}" for each in detail.parts)
    for talk in detail.follow_ups:
        moment = happened_moment(talk.happened_at, session.now, session.zone)
        what = " ".join(filter(None, (talk.method, talk.result, talk.content)))
        yield f"  {moment}  {talk.author}  {what}"
    for event in detail.events:
        moment = happened_moment(event.at, session.now, session.zone)
        yield f"  {moment}  {event.actor}  {event_sentence(event)}"
    yield from (f"  ! {said}" for said in alike_sentences(detail.duplicates))


@command(app, "edit", _("Change fields of a lead; an empty text clears a field."))
@with_options(LEAD_OPTIONS)
def edit(
    context: typer.Context,
    lead: LeadArgument,
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help=_("Who it is."))
    ] = None,
    allow_duplicate: AllowDuplicate = False,
    as_json: AsJson = False,
    **typed: object,
) -> None:
    """Change what was given and answer with the lead as it is now."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        lead_id = lead_work.lead_of(session, lead)
        changes = _typed(session, typed)
        if name is not None:
            changes["name"] = name
        changed = session.crm.leads.edit(
            session.actor, lead_id, changes, allow_duplicate=allow_duplicate
        )
        batch_id = changed.batch_id if changed.kinds else None
        _answer(session, output, lead_id, batch_id, LeadDuplicates())


@command(app, "conversion", _("What became of leads, by source."))
def conversion(
    context: typer.Context,
    *,
    since: Annotated[
        str, typer.Option("--from", metavar="DATE", help=_("Only those that came in since."))
    ] = "",
    until: Annotated[
        str, typer.Option("--to", metavar="DATE", help=_("Only those that came in until then."))
    ] = "",
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """Count the leads in sight by source: open, became customers, discarded."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.leads.conversion(
            session.actor,
            read_day(session, "since", since) if since else None,
            read_day(session, "until", until) if until else None,
        )
        right = Align.RIGHT

        def number(label: str, name: str) -> TableColumn[SourceConversion]:
            return TableColumn(label, lambda row: str(getattr(row, name)), align=right)

        columns = (
            TableColumn[SourceConversion](
                field_label("source"), lambda row: row.source or _("no source")
            ),
            number(_("Leads"), "leads"),
            number(_("Being worked on"), "open"),
            number(_("Converted"), "converted"),
            number(_("Discarded"), "discarded"),
            TableColumn[SourceConversion](_("Rate"), lambda row: f"{row.percent}%", align=right),
        )
        listing = Listing[SourceConversion](columns, shapes.conversion, shapes.CONVERSION_KEYS)
        output.rows(rows, listing, nothing=_("No leads yet; crm lead add enters one."))


lead_work.add_to(app)
lead_conversions.add_to(app)
lead_rules.add_to(app)
record_files.add_to(app, Subject.LEADS)
