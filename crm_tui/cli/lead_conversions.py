"""`crm lead convert`: make a customer, a contact and if wanted an opportunity of a lead."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.commands import AsJson, UsageProblemError, command, help_hint
from crm_tui.cli.lead_work import LeadArgument, lead_of
from crm_tui.cli.opportunity_options import (
    Amount,
    Currency,
    Expected,
    FirstStage,
    Kind,
    Next,
    NextDay,
    PipelineName,
    entered_values,
    stage_id_of,
)
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.opportunities import OpportunityFields
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence

if TYPE_CHECKING:
    from crm_tui.services.leads.service import ConvertedLead
    from crm_tui.services.opportunities.writing import NewOpportunity

OpportunityName = Annotated[
    str | None,
    typer.Option("--opportunity", metavar="NAME", help=_("Enter an opportunity with it as well.")),
]


def convert(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    lead: LeadArgument,
    *,
    to: Annotated[
        str | None,
        typer.Option("--to", metavar="CUSTOMER", help=_("A customer that is there already.")),
    ] = None,
    opportunity: OpportunityName = None,
    amount_text: Amount = None,
    currency: Currency = None,
    expected: Expected = None,
    kind: Kind = None,
    next_step: Next = None,
    next_day: NextDay = None,
    stage: FirstStage = "",
    pipeline: PipelineName = "",
    allow_duplicate: Annotated[
        bool,
        typer.Option(
            "--allow-duplicate",
            help=_("Enter the customer although one with this name or phone exists."),
            show_default=False,
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Make a customer with a contact of a lead, its history carried along."""
    output = output_of(context, as_json=as_json)
    typed = {"amount_text": amount_text, "currency": currency, "expected": expected}
    typed |= {"kind": kind, "next_step": next_step, "next_day": next_day}
    if opportunity is None and any((*typed.values(), stage, pipeline)):
        raise UsageProblemError(
            _("Name the opportunity: --opportunity NAME."), help_hint(context.command_path)
        )
    with opened(context) as session:
        lead_id = lead_of(session, lead)
        customer_id = None if to is None else session.customer(to)
        found = session.crm.leads.convert(
            session.actor,
            lead_id,
            to=customer_id,
            allow_duplicate=allow_duplicate,
            opportunity=_read(session, opportunity, typed, (pipeline, stage)),
        )
        rows = session.crm.customers.rows(session.actor, [found.customer_id])
        shape = {
            "batch": found.changed.batch_id,
            "lead_id": lead_id,
            "customer_id": found.customer_id,
            "customer": rows[0].name if rows else None,
            "new": found.is_new,
            "over_limit": found.over_limit,
            "opportunity_id": found.opportunity_id,
        }
        lines = _lines(found, name_in_sentence(rows[0].name) if rows else "", opportunity)
        output.record(shape, [*lines, *undo_line(found.changed.batch_id)])


def _read(
    session: Session, name: str | None, typed: dict[str, Any], place: tuple[str, str]
) -> NewOpportunity | None:
    from crm_tui.services.opportunities.writing import NewOpportunity  # noqa: PLC0415 - SQL loads

    if name is None:
        return None
    currency = clean(typed["currency"] or "") or session.currency
    unasked = dict.fromkeys(("source", "competitor", "person", "note"))
    values = entered_values(session, CustomerId(0), currency, **typed, **unasked)
    fields = OpportunityFields(name=name, **values)
    return NewOpportunity(fields, *stage_id_of(session, *place))


def _lines(found: ConvertedLead, customer: str, opportunity: str | None) -> list[str]:
    said = _("The lead is customer {number} now: {customer}.")
    if not found.is_new:
        said = _("The lead went over to the customer {number} {customer}.")
    lines = [said.format(number=found.customer_id, customer=customer)]
    if found.opportunity_id is not None:
        lines.append(
            _("Opportunity {number}: {name}.").format(
                number=found.opportunity_id, name=name_in_sentence(opportunity or "")
            )
        )
    if found.over_limit:
        lines.append(_("Its owner holds as many as they may; it is kept for them in the pool."))
    return lines


def add_to(app: typer.Typer) -> None:
    """Add this command to `crm lead`."""
    command(app, "convert", _("Make a customer of a lead, or attach it to one."))(convert)
