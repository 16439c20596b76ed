"""`crm greet`: whom to greet for a festival or birthday, and with which words."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.greeting_templates import found_template
from crm_tui.cli.greeting_templates import templates as templates_app
from crm_tui.cli.inputs import UnknownChoiceError, read_choice
from crm_tui.cli.output import Listing, TableColumn, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.festivals import Festival
from crm_tui.domain.greetings import FestivalReminder, Greeting, Occasion, Written, written_for
from crm_tui.domain.text import clean, folded
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import relative_day
from crm_tui.presentation.deliveries import failure_words
from crm_tui.presentation.key_dates import festival_reminder_words
from crm_tui.presentation.shapes import greetings as shapes
from crm_tui.presentation.words import field_label, name_in_sentence, word

app = group(_("Whom to greet for a festival or birthday, with which words."))
app.add_typer(templates_app, name="template")

_BIRTHDAY_WORDS = frozenset({"birthday", "birthdays", "生日"})
_SHORT = {
    "春节": Festival.SPRING_FESTIVAL,
    "元宵": Festival.LANTERN,
    "妇女节": Festival.WOMENS_DAY,
    "五一": Festival.LABOUR_DAY,
    "劳动节": Festival.LABOUR_DAY,
    "端午": Festival.DRAGON_BOAT,
    "教师节": Festival.TEACHERS_DAY,
    "中秋": Festival.MID_AUTUMN,
    "国庆": Festival.NATIONAL_DAY,
    "重阳": Festival.DOUBLE_NINTH,
    "元旦": Festival.NEW_YEAR,
}
"""What festivals are called in short, in whichever language the program speaks."""

OccasionArgument = Annotated[
    str, typer.Argument(metavar="OCCASION", help=_("birthday, or a festival: mid_autumn."))
]
Query = Annotated[
    str, typer.Option("--query", metavar="QUERY", help=_("Only customers that a query finds."))
]
Days = Annotated[
    int, typer.Option("--days", min=0, max=60, help=_("Birthdays of how many days ahead."))
]
Template = Annotated[
    str, typer.Option("--template", metavar="NAME", help=_("Which text: number or name."))
]
Everybody = Annotated[
    bool, typer.Option("--all", help=_("Those greeted already, too."), show_default=False)
]


def read_occasion(text: str) -> Festival | None:
    """Return the festival that is meant, None for birthdays."""
    written = clean(text)
    if folded(written) in _BIRTHDAY_WORDS:
        return None
    if written in _SHORT:
        return _SHORT[written]
    try:
        return read_choice("occasion", written, Festival)
    except UnknownChoiceError as error:
        error.known = ("birthday", *error.known)
        raise


@command(app, "due", _("Say which festivals are near, and how many are not greeted."))
def due(context: typer.Context, *, as_json: AsJson = False, as_csv: AsCsv = False) -> None:
    """List the festivals that remind today."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        today = session.at.today

        def said(each: FestivalReminder) -> str:
            return festival_reminder_words(each.festival, each.day, today, each.ungreeted)

        listing = Listing[FestivalReminder](
            (TableColumn[FestivalReminder](_("What"), said),),
            shapes.reminder,
            shapes.REMINDER_KEYS,
        )
        output.rows(
            session.crm.greetings.reminders(session.actor),
            listing,
            nothing=_("No festival is near; crm greet list also shows one that is far."),
        )


@command(app, "list", _("List whom to greet; with a text, what would be said to each."))
def list_greetings(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    occasion: OccasionArgument,
    *,
    query: Query = "",
    days: Days = 7,
    template: Template = "",
    everybody: Everybody = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List whom to greet for an occasion."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        asked = session.crm.greetings.list(
            session.actor, read_occasion(occasion), query=query, days=days
        )
        rows = [each for each in asked.rows if everybody or not each.is_greeted]
        if template:
            written = _written(session, asked.occasion, rows, template)
            listing = _listing(session, text=True)
            output.rows(
                written,
                listing,
                nothing=_("Nobody is left to greet; --all lists those greeted already."),
            )
        else:
            plain = [Written(each, "", "") for each in rows]
            output.rows(
                plain,
                _listing(session, text=False),
                nothing=_("Nobody is left to greet; --all lists those greeted already."),
            )


def _written(
    session: Session, occasion: Occasion, rows: Sequence[Greeting], template: str
) -> list[Written]:
    fields = found_template(session, template).fields
    name = _("Birthday") if occasion.festival is None else word(occasion.festival)
    me = session.crm.offices.who(session.actor)[0].name
    return [written_for(each, fields, occasion=name, me=me) for each in rows]


def _listing(session: Session, *, text: bool) -> Listing[Written]:
    today = session.at.today
    columns = [
        TableColumn[Written](_("Day"), lambda each: relative_day(each.greeting.occurs_day, today)),
        TableColumn[Written](_("Customer"), lambda each: each.greeting.customer),
        TableColumn[Written](_("Contact"), lambda each: each.greeting.name),
        TableColumn[Written](_("Addressed as"), lambda each: each.greeting.salutation),
        TableColumn[Written](field_label("phone"), lambda each: each.greeting.phone, 1),
        TableColumn[Written](field_label("email"), lambda each: each.greeting.email, 2),
        TableColumn[Written](
            _("Greeted"), lambda each: _("yes") if each.greeting.is_greeted else "", 3
        ),
    ]
    if text:
        columns.append(TableColumn[Written](field_label("template"), lambda each: each.body))
        return Listing[Written](columns, shapes.written, shapes.WRITTEN_KEYS)
    return Listing[Written](columns, lambda each: shapes.greeting(each.greeting), shapes.KEYS)


def _to_greet(
    session: Session, occasion: str, query: str, days: int, template: str
) -> tuple[Occasion, list[Written]]:
    asked = session.crm.greetings.list(
        session.actor, read_occasion(occasion), query=query, days=days
    )
    rows = [each for each in asked.rows if not each.is_greeted]
    return asked.occasion, _written(session, asked.occasion, rows, template)


@command(app, "export", _("Write whom to greet, and the words, into a .csv for the SMS platform."))
def export(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    occasion: OccasionArgument,
    file: Annotated[Path, typer.Argument(metavar="FILE", help=_("Where to; a .csv file."))],
    *,
    template: Template,
    query: Query = "",
    days: Days = 7,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help=_("Replace a file."), show_default=False)
    ] = False,
    done: Annotated[
        bool, typer.Option("--done", help=_("Write them down as greeted."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Export greetings; with --done each is written down as a follow-up."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        of, messages = _to_greet(session, occasion, query, days, template)
        header = [_("Phone"), _("Contact"), _("Customer"), _("Text")]
        count = session.crm.greetings.export(
            session.actor, file, header, messages, overwrite=overwrite
        )
        batch = None
        if done and messages:
            greeted = session.crm.greetings.write_down(session.actor, of, messages)
            batch = greeted.changed.batch_id
        said = ngettext("{count} greeting in {file}.", "{count} greetings in {file}.", count)
        output.record(
            {"batch": batch, "file": str(file), "greetings": count},
            [said.format(count=count, file=file)],
        )


@command(app, "done", _("Write down that all of the list were greeted with a text."))
def done(
    context: typer.Context,
    occasion: OccasionArgument,
    *,
    template: Template,
    query: Query = "",
    days: Days = 7,
    as_json: AsJson = False,
) -> None:
    """Write greetings down, each as a follow-up that does not count."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        of, messages = _to_greet(session, occasion, query, days, template)
        greeted = session.crm.greetings.write_down(session.actor, of, messages)
        shape = {
            "batch": greeted.changed.batch_id,
            "done": greeted.done,
            "left_out": greeted.left_out,
        }
        said = ngettext(
            "{count} greeting written down.", "{count} greetings written down.", greeted.done
        )
        output.record(shape, [said.format(count=greeted.done)])


@command(app, "send", _("Mail a text to all of the list who have an address."))
def send(
    context: typer.Context,
    occasion: OccasionArgument,
    *,
    template: Template,
    query: Query = "",
    days: Days = 7,
    as_json: AsJson = False,
) -> None:
    """Mail greetings; each that left is written down as a follow-up."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        of, messages = _to_greet(session, occasion, query, days, template)
        sent = session.crm.greetings.send(session.actor, of, messages)
        shape = {
            "batch": sent.changed.batch_id,
            "done": sent.done,
            "left_out": sent.left_out,
            "without_address": sent.without_address,
            "failed": len(sent.failures),
        }
        said = ngettext("{count} greeting mailed.", "{count} greetings mailed.", sent.done)
        without = ngettext(
            "{count} has no address.", "{count} have no address.", sent.without_address
        )
        lines = [said.format(count=sent.done)]
        if sent.without_address:
            lines.append(without.format(count=sent.without_address))
        output.record(shape, lines)
        say(
            *(
                _("Not mailed: {name}: {reason}").format(
                    name=name_in_sentence(each.greeting.name or each.greeting.customer),
                    reason=failure_words(each.failure),
                )
                for each in sent.failures
            )
        )
        if sent.failures:
            raise typer.Exit(1)
