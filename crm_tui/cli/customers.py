"""`crm customer`: enter, list, show and edit customers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli import (
    bulk_edits,
    groups,
    losses,
    merging,
    movements,
    purges,
    standings,
    suspects,
    timelines,
)
from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.customer_options import (
    CUSTOMER_OPTIONS,
    FIRST_CONTACT_OPTIONS,
    FieldOption,
    OwnValues,
    contact_fields,
    own_values,
    read_fields,
    with_options,
)
from crm_tui.cli.list_requests import ALL_VIEW, asked_list
from crm_tui.cli.listings import customer_listing
from crm_tui.cli.output import labelled, say
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.cli.views import Columns
from crm_tui.domain.custom_fields import FieldHolder, by_holder, key_of
from crm_tui.domain.customers import (
    RULE_FIELDS,
    CustomerFields,
    CustomerKind,
    CustomerRecord,
    CustomerRow,
    CustomerType,
    NewCustomer,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.text import mask_phone
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.columns import BY_KEY, CustomerColumn
from crm_tui.presentation.custom_fields import own_shapes, own_words
from crm_tui.presentation.dates import day_heading, days_left, iso_day
from crm_tui.presentation.payments import money_lines
from crm_tui.presentation.relabelling import relabelling_sentence
from crm_tui.presentation.shapes.companies import former
from crm_tui.presentation.shapes.payments import money as money_shape
from crm_tui.presentation.timeline import shown_entry
from crm_tui.presentation.words import (
    field_label,
    name_in_sentence,
    optional_word,
    word,
)

if TYPE_CHECKING:
    from crm_tui.domain.payments.totals import CustomerMoney
    from crm_tui.services.customers import Created, CustomerDetail

app = group(_("Enter, list, show and edit customers."))

_SHOWN_TIMELINE = 20

_ADD_OPTIONS: tuple[FieldOption, ...] = (*CUSTOMER_OPTIONS, *FIRST_CONTACT_OPTIONS)


@command(app, "add", _("Enter a customer with its first contact; it is yours unless in a pool."))
@with_options(_ADD_OPTIONS)
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    name: Annotated[str, typer.Argument(metavar="NAME", help=_("The customer's name."))],
    *,
    contact: Annotated[
        str | None, typer.Option("--contact", metavar="NAME", help=_("The first contact."))
    ] = None,
    pool: Annotated[
        str | None, typer.Option("--pool", help=_("Put it into this pool instead."))
    ] = None,
    allow_duplicate: Annotated[
        bool,
        typer.Option(
            "--allow-duplicate",
            help=_("Enter it although one with this name or phone exists."),
            show_default=False,
        ),
    ] = False,
    own: OwnValues = None,
    as_json: AsJson = False,
    **typed: object,
) -> None:
    """Enter a customer and answer with its number and whose it is."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        values = read_fields(session, CUSTOMER_OPTIONS, typed)
        values["custom"] = own_values(session, FieldHolder.CUSTOMER, own)
        fields = CustomerFields(name=name, **{"first_contact_day": session.at.today} | values)  # type: ignore[arg-type]  # read above
        known = read_fields(session, FIRST_CONTACT_OPTIONS, typed)
        person = None
        if contact is not None or known:
            is_individual = fields.kind is CustomerKind.INDIVIDUAL
            person = contact_fields(contact or (name if is_individual else ""), known)
        created = session.crm.customers.add(
            session.actor,
            NewCustomer(fields, person),
            pool_id=None if pool is None else session.pool(pool),
            allow_duplicate=allow_duplicate,
        )
        record = session.crm.customers.record(session.actor, created.customer_id)
        shape = {
            "batch": created.changed.batch_id,
            **session.shapes().customer(record.row),
            "over_limit": created.over_limit,
        }
        output.record(shape, _created_lines(session, created, record))


def _created_lines(session: Session, created: Created, record: CustomerRecord) -> Iterator[str]:
    row = record.row
    yield _("Entered: {number} {customer}.").format(
        number=row.id, customer=name_in_sentence(row.name)
    )
    if created.over_limit:
        yield _(
            "You hold as many customers as you may, so it is in the pool “{pool}”, kept for you."
        ).format(pool=name_in_sentence(row.pool))
    elif row.owner_id is None:
        yield _("It is in the pool “{pool}”.").format(pool=name_in_sentence(row.pool))
    else:
        yield _("It is yours; days left: {left}.").format(
            left=days_left(row.last_day, session.at.today)
        )


@command(app, "list", _("List customers, all that you may see or one view."))
def list_customers(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="QUERY",
            help=_("Words, and terms such as level:A owner:me due:<3d; crm query lists them."),
        ),
    ] = None,
    view: Annotated[
        str, typer.Option("--view", metavar="VIEW", help=_("A view by its name, number or key."))
    ] = ALL_VIEW,
    pool: Annotated[str | None, typer.Option("--pool", help=_("Only of this pool."))] = None,
    sort: Annotated[
        str | None, typer.Option("--sort", help=_("Sort by this column; -column turns it round."))
    ] = None,
    limit: Limit = 50,
    *,
    columns: Columns = None,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List customers in the order asked for."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        request, shown = asked_list(
            session, query, view=view, pool=pool, sort=sort, columns=columns
        )
        page = session.crm.customers.page(session.actor, request, limit)
        output.rows(
            _extended(session, page.rows, shown),
            customer_listing(session, shown),
            nothing=_("No customer fits; fewer conditions find more."),
        )
        if page.total > len(page.rows):
            say(
                _("{shown} of {total} customers; --limit shows more.").format(
                    shown=len(page.rows), total=f"{page.total}{'' if page.is_exact else '+'}"
                )
            )


def _extended(
    session: Session, rows: Sequence[CustomerRow], columns: Sequence[CustomerColumn]
) -> Sequence[CustomerRow]:
    """Return the rows with what some columns show that others do not need."""
    if not any(each.is_extra for each in columns):
        return rows
    found = session.crm.figures.extras(session.actor, [row.id for row in rows])
    return [replace(row, extras=found.get(row.id)) for row in rows]


@command(app, "show", _("Show a customer with contacts, reminders and what happened."))
def show(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Show a customer whole."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        detail = session.crm.customers.detail(session.actor, session.customer(customer))
        money = session.crm.receivables.money(session.actor, detail.record.row.id)
        shapes, (own, of_contacts) = session.shapes(), by_holder(detail.own)
        follow_ups = [entry.follow_up for entry in detail.timeline if entry.follow_up is not None]
        shape = {
            **shapes.customer_detail(detail.record),
            "custom": own_shapes(own, detail.record.fields.custom, session.currency),
            "people": [
                {
                    **shapes.contact(row, detail.companies.elsewhere.get(row.id, ())),
                    "custom": own_shapes(of_contacts, row.fields.custom, session.currency),
                }
                for row in detail.contacts
            ],
            "former_people": list(map(former, detail.companies.former)),
            "tasks": [shapes.task(row) for row in detail.tasks],
            "follow_ups": [shapes.follow_up(row) for row in follow_ups],
            "timeline": [shapes.timeline_entry(entry) for entry in detail.timeline],
            "money": money_shape(money, session.currency),
        }
        output.record(shape, _detail_lines(session, detail, money))


def _detail_lines(session: Session, detail: CustomerDetail, money: CustomerMoney) -> Iterator[str]:
    row = detail.record.row
    yield f"{row.id}  {row.name}"
    facts = [word(row.type), optional_word(row.level), row.stage, row.industry, row.city]
    yield "  " + " · ".join(filter(None, facts))
    for key in ("owner", "pool", "last_day", "last_follow_up_at", "next_contact_at"):
        yield f"  {labelled(BY_KEY[key].label, BY_KEY[key].text(row, session.at))}"
    yield f"  {labelled(_('Complete'), f'{row.completeness}%')}"
    if row.type is CustomerType.LOST:
        why = " · ".join(filter(None, (detail.record.loss_reason, detail.record.loss_note)))
        yield f"  {labelled(field_label('loss_reason'), why)}"
    yield from (f"  {labelled(*each)}" for each in money_lines(money, session.currency))
    for field in by_holder(detail.own)[0]:
        value = detail.record.fields.custom.get(field.code)
        if said_own := own_words(field, value, session.currency):
            yield f"  {labelled(field.name, said_own)}"
    for contact in detail.contacts:
        said = [contact.fields.title, optional_word(contact.fields.decision_role)]
        said += [mask_phone(phone.number) for phone in contact.fields.phones]
        who = " · ".join(filter(None, [contact.fields.name, *said]))
        yield f"  {labelled(field_label('contact_name'), who)}"
    for task in detail.tasks:
        yield f"  □ {task.id} {task.title}"
    yield from _timeline_lines(session, detail)


def _timeline_lines(session: Session, detail: CustomerDetail) -> Iterator[str]:
    from crm_tui.domain.days import day_of  # noqa: PLC0415

    for entry in detail.timeline[:_SHOWN_TIMELINE]:
        shown = shown_entry(entry, now=session.now, zone=session.zone, currency=session.currency)
        day = day_heading(day_of(entry.at, session.zone), session.at.today)
        yield f"{day}  {shown.icon} {shown.title}  {entry.author}"
        yield from (f"    {line}" for line in shown.lines)
    hidden = len(detail.timeline) - _SHOWN_TIMELINE
    if hidden > 0:
        yield ngettext("{count} more entry.", "{count} more entries.", hidden).format(count=hidden)


@command(app, "edit", _("Change fields of a customer; an empty text clears a field."))
@with_options(CUSTOMER_OPTIONS)
def edit(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    *,
    name: Annotated[
        str | None, typer.Option("--name", metavar="TEXT", help=_("The customer's name."))
    ] = None,
    allow_duplicate: Annotated[
        bool,
        typer.Option(
            "--allow-duplicate",
            help=_("Rename it although another customer has that name."),
            show_default=False,
        ),
    ] = False,
    own: OwnValues = None,
    as_json: AsJson = False,
    **typed: object,
) -> None:
    """Change what was given and answer with the customer as it is now."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        customer_id = session.customer(customer)
        changes = read_fields(session, CUSTOMER_OPTIONS, typed)
        own_changes = own_values(session, FieldHolder.CUSTOMER, own)
        changes |= {key_of(code): value for code, value in own_changes.items()}
        if name is not None:
            changes["name"] = name
        foretold = session.crm.customers.relabelling(session.actor, customer_id, changes)
        changed = session.crm.customers.edit(
            session.actor, customer_id, changes, allow_duplicate=allow_duplicate
        )
        record = session.crm.customers.record(session.actor, customer_id)
        is_changed = bool(changed.kinds)
        shape = {
            "batch": changed.batch_id if is_changed else None,
            **session.shapes().customer(record.row),
            "last_day_before": iso_day(foretold.before_day if foretold else record.row.last_day),
        }
        sentence = _("Saved: {customer}.") if is_changed else _("Nothing to change: {customer}.")
        output.record(shape, [sentence.format(customer=name_in_sentence(record.row.name))])
        if foretold is not None:
            say(relabelling_sentence(foretold, session.at.today))
        if is_changed and RULE_FIELDS & changes.keys():
            _say_offer(session, customer_id)


def _say_offer(session: Session, customer_id: CustomerId) -> None:
    """Tell that by its new fields a customer belongs to another pool; it is not moved."""
    offer = session.crm.pool_settings.offer_for(session.actor, customer_id)
    if offer is not None:
        say(
            _("By its fields it belongs to the pool “{pool}” now; crm pool move moves it.").format(
                pool=name_in_sentence(offer.to_pool)
            )
        )


bulk_edits.add_to(app)
timelines.add_to(app)
groups.add_to(app)
standings.add_to(app)
purges.add_to(app)
suspects.add_to(app)
merging.add_to(app)
losses.add_to(app)
movements.add_transfer_to(app)
