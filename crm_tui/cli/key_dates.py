"""`crm date`: birthdays, anniversaries and other days of customers worth a reminder."""

from __future__ import annotations

from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.inputs import read_choice, read_day, read_number, typed_day
from crm_tui.cli.output import Listing, TableColumn
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.task_inputs import read_contact
from crm_tui.domain.identifiers import CustomerId, KeyDateId
from crm_tui.domain.key_dates import (
    Dealing,
    Handling,
    KeyDateFields,
    KeyDateKind,
    KeyDateRow,
    KeyDay,
    Occurrence,
    Repeat,
)
from crm_tui.domain.key_days import key_day_on, parse_key_day
from crm_tui.domain.lead_times import parse_lead_times
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day, relative_day
from crm_tui.presentation.key_dates import (
    key_date_title,
    key_day_words,
    lead_time_words,
    understood_key_day,
)
from crm_tui.presentation.shapes import key_dates as shapes
from crm_tui.presentation.words import field_label, name_in_sentence, word

app = group(_("Birthdays, anniversaries and other days of customers."))

Day = Annotated[
    str,
    typer.Argument(
        metavar="DAY", help=_("05-01, 1990-05-01, lunar 8-15, monthly 15, tomorrow, +1m.")
    ),
]
Number = Annotated[str, typer.Argument(metavar="NUMBER", help=_("Its number in the list."))]
Kind = Annotated[
    str,
    typer.Option("--kind", help=_("birthday, anniversary, renewal, need, holiday or other.")),
]
Lunar = Annotated[
    bool, typer.Option("--lunar", help=_("The day is of the lunar calendar."), show_default=False)
]
RepeatOption = Annotated[
    str, typer.Option("--repeat", help=_("yearly, monthly or once; a need comes once."))
]
Title = Annotated[str, typer.Option("--title", help=_("What it is about."))]
LeadTime = Annotated[
    str, typer.Option("--lead", help=_("How long before it reminds: 30d 7d 0, 1w, 1m."))
]
Note = Annotated[str, typer.Option("--note", help=_("What to think of."))]
On = Annotated[
    str, typer.Option("--on", metavar="DATE", help=_("Which time, if not the one that is due."))
]


@command(app, "add", _("Remember a day of a customer."))
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    day: Day,
    *,
    kind: Kind = "other",
    title: Title = "",
    contact: Annotated[
        str, typer.Option("--contact", metavar="NAME", help=_("Of whom at the customer."))
    ] = "",
    lunar: Lunar = False,
    repeat: RepeatOption = "",
    lead: LeadTime = "",
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Add a key date and answer with when it comes next."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        chosen = read_choice("kind", kind, KeyDateKind)
        fields = KeyDateFields(
            chosen,
            _key_day(session, day, chosen, is_lunar=lunar, repeat=_repeat(repeat, chosen)),
            title,
            read_contact(session, customer_id, contact),
            _lead_times(lead),
            note,
        )
        changed = session.crm.key_dates.add(session.actor, customer_id, fields)
        row = _row(session, customer_id, changed.record_id)
        said = _("Remembered: {customer}, {title}: {day}.").format(
            customer=name_in_sentence(row.customer),
            title=key_date_title(row),
            day=understood_key_day(row.fields, session.at.today),
        )
        output.record({"batch": changed.batch_id, **_shape(session, row)}, [said])


def _repeat(text: str, kind: KeyDateKind) -> Repeat:
    if clean(text):
        return read_choice("repeat", text, Repeat)
    return Repeat.ONCE if kind is KeyDateKind.NEED else Repeat.YEARLY


def _key_day(
    session: Session, text: str, kind: KeyDateKind, *, is_lunar: bool, repeat: Repeat
) -> KeyDay:
    if repeat is Repeat.ONCE:
        return KeyDay(once_day=read_day(session, "key_day", text, prefer="future"))
    written = clean(text)
    found = parse_key_day(written, is_lunar=is_lunar, repeat=repeat)
    day = None if found is not None or written.isdecimal() else typed_day(session, written)
    if day is not None:
        today = session.at.today
        found = key_day_on(day, kind, today=today, is_lunar=is_lunar, repeat=repeat)
    if found is None:
        raise FieldError("key_day", "no_such_day", written[:40])
    return found


def _lead_times(text: str) -> tuple[str, ...] | None:
    if not clean(text):
        return None
    found = parse_lead_times(clean(text))
    if found is None:
        raise FieldError("lead_days", "bad_leads", clean(text)[:40])
    return found


def _row(session: Session, customer_id: CustomerId, number: int | None) -> KeyDateRow:
    rows = session.crm.key_dates.list(session.actor, customer_id)
    return next(row for row in rows if row.id == number)


def _shape(session: Session, row: KeyDateRow) -> dict[str, object]:
    return shapes.key_date(row, session.at.today)


@command(app, "list", _("List the key dates of a customer, or what comes of all you hold."))
def list_dates(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    limit: Limit = 200,
    *,
    days: Annotated[
        int, typer.Option("--days", min=0, max=400, help=_("How many days ahead."))
    ] = 30,
    due: Annotated[
        bool, typer.Option("--due", help=_("Only what reminds now."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List key dates: of a customer all, else those that come, by day."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        if customer is not None:
            rows = session.crm.key_dates.list(session.actor, session.customer(customer))
            output.rows(
                rows[:limit],
                _listing(session),
                nothing=_("No key dates yet; crm date add remembers one."),
            )
            return
        coming = (
            _due(session, limit)
            if due
            else session.crm.key_dates.upcoming(session.actor, days=days, limit=limit)
        )
        output.rows(
            coming,
            _coming_listing(session),
            nothing=_("No key date comes in this time; --days looks further ahead."),
        )


def _due(session: Session, limit: int) -> list[Occurrence]:
    found = session.crm.key_dates.due(session.actor, limit=limit)
    return [Occurrence(each.date, each.occurs_day, None, each.owner_id) for each in found]


def _listing(session: Session) -> Listing[KeyDateRow]:
    def day(row: KeyDateRow) -> str:
        return key_day_words(row.fields.on)

    def lead_times(row: KeyDateRow) -> str:
        return " ".join(map(lead_time_words, row.fields.lead_times or ()))

    return Listing[KeyDateRow](
        (
            TableColumn[KeyDateRow](_("No."), lambda row: str(row.id)),
            TableColumn[KeyDateRow](_("Kind"), lambda row: word(row.fields.kind), 2),
            TableColumn[KeyDateRow](_("What"), key_date_title),
            TableColumn[KeyDateRow](
                field_label("key_day"), lambda row: key_day_words(row.fields.on)
            ),
            TableColumn[KeyDateRow](field_label("lead_days"), lead_times, 1),
            TableColumn[KeyDateRow](field_label("note"), lambda row: row.fields.note, 3),
        ),
        lambda row: _shape(session, row),
        shapes.KEYS,
    )


def _coming_listing(session: Session) -> Listing[Occurrence]:
    today = session.at.today

    def handled(each: Occurrence) -> str:
        return "" if each.handled is None else word(each.handled.handling)

    return Listing[Occurrence](
        (
            TableColumn[Occurrence](_("No."), lambda each: str(each.date.id)),
            TableColumn[Occurrence](_("When"), lambda each: relative_day(each.day, today)),
            TableColumn[Occurrence](_("Customer"), lambda each: each.date.customer),
            TableColumn[Occurrence](_("What"), lambda each: key_date_title(each.date, each.day)),
            TableColumn[Occurrence](
                field_label("key_day"), lambda each: key_day_words(each.date.fields.on), 1
            ),
            TableColumn[Occurrence](_("Status"), handled, 2),
        ),
        lambda each: shapes.coming_date(each.date, each.day, each.handled, today),
        shapes.COMING_KEYS,
    )


@command(app, "edit", _("Change a key date."))
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    number: Number,
    *,
    day: Annotated[str, typer.Option("--day", metavar="DAY", help=_("Another day."))] = "",
    lunar: Lunar = False,
    repeat: RepeatOption = "",
    kind: Kind = "",
    title: Annotated[str | None, typer.Option("--title", help=_("What it is about."))] = None,
    lead: Annotated[
        str | None,
        typer.Option("--lead", help=_("How long before it reminds; empty for that of its kind.")),
    ] = None,
    note: Annotated[str | None, typer.Option("--note", help=_("What to think of."))] = None,
    as_json: AsJson = False,
) -> None:
    """Change what was said of a key date."""
    output = output_of(context, as_json=as_json)
    key_date_id = KeyDateId(read_number("key_date", number))
    with opened(context) as session:
        changes: dict[str, object] = {}
        chosen = read_choice("kind", kind, KeyDateKind) if kind else KeyDateKind.OTHER
        if kind:
            changes["kind"] = chosen
        if day:
            often = _repeat(repeat, chosen)
            changes["on"] = _key_day(session, day, chosen, is_lunar=lunar, repeat=often)
        if title is not None:
            changes["title"] = title
        if lead is not None:
            changes["lead_times"] = _lead_times(lead)
        if note is not None:
            changes["note"] = note
        changed = session.crm.key_dates.edit(session.actor, key_date_id, changes)
        was_changed = bool(changed.kinds)
        sentence = _("Changed: key date {number}.") if was_changed else _("Nothing was changed.")
        output.record(
            {"batch": changed.batch_id if was_changed else None, "id": key_date_id},
            [sentence.format(number=key_date_id)],
        )


@command(app, "delete", _("Remember a day no more."))
def delete(context: typer.Context, number: Number, *, as_json: AsJson = False) -> None:
    """Delete a key date."""
    output = output_of(context, as_json=as_json)
    key_date_id = KeyDateId(read_number("key_date", number))
    with opened(context) as session:
        changed = session.crm.key_dates.delete(session.actor, key_date_id)
        output.record(
            {"batch": changed.batch_id, "id": key_date_id},
            [_("Deleted: key date {number}.").format(number=key_date_id)],
        )


@command(app, "done", _("Say that a key date was dealt with, with a greeting or without."))
def done(
    context: typer.Context,
    number: Number,
    *,
    on: On = "",
    note: Note = "",
    greeting: Annotated[
        str, typer.Option("--greeting", help=_("What was said; it is written down as a follow-up."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Deal with an occurrence of a key date."""
    _handle(context, number, Handling.DONE, on, {"note": note, "greeting": greeting}, as_json)


@command(app, "snooze", _("Put the reminder of a key date off until a day."))
def snooze(
    context: typer.Context,
    number: Number,
    *,
    until: Annotated[str, typer.Option("--until", metavar="DATE", help=_("Until which day."))],
    on: On = "",
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Put an occurrence of a key date off."""
    _handle(context, number, Handling.SNOOZED, on, {"note": note, "until": until}, as_json)


@command(app, "skip", _("Let a key date pass this time."))
def skip(
    context: typer.Context,
    number: Number,
    *,
    on: On = "",
    note: Note = "",
    as_json: AsJson = False,
) -> None:
    """Skip an occurrence of a key date."""
    _handle(context, number, Handling.SKIPPED, on, {"note": note}, as_json)


def _handle(
    context: typer.Context,
    number: str,
    handling: Handling,
    on: str,
    typed: dict[str, str],
    as_json: bool,
) -> None:
    output = output_of(context, as_json=as_json)
    key_date_id = KeyDateId(read_number("key_date", number))
    with opened(context) as session:
        until = typed.get("until", "")
        dealing = Dealing(
            handling,
            read_day(session, "occurs_day", on, prefer="future") if on else None,
            read_day(session, "until_day", until, prefer="future") if until else None,
            typed["note"],
            typed.get("greeting", ""),
        )
        changed = session.crm.key_dates.handle(session.actor, key_date_id, dealing)
        until_day = dealing.until_day
        shape = {
            "batch": changed.batch_id,
            "id": key_date_id,
            "handling": handling.value,
            "until_day": None if until_day is None else iso_day(until_day),
        }
        said = _("Key date {number}: {handling}.").format(
            number=key_date_id, handling=word(handling)
        )
        output.record(shape, [said])
