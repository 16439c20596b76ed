"""What is typed of an opportunity after options, read."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated, Any

import typer

from crm_tui.cli.inputs import UnknownChoiceError, read_choice, read_day, read_word
from crm_tui.cli.sessions import Session
from crm_tui.domain.contacts import Attitude, DecisionRole
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import (
    ContactId,
    CustomerId,
    OpportunityId,
    PipelineId,
    StageId,
    written_id,
)
from crm_tui.domain.money import AmountFault, parse_amount
from crm_tui.domain.opportunities import DecisionPerson, OpportunityKind
from crm_tui.domain.text import clean, folded
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.errors import AMOUNT_REASON

_TEXTS = ("currency", "next_step", "note")
NONE = "none"
"""What takes a value away."""

Amount = Annotated[
    str | None, typer.Option("--amount", metavar="AMOUNT", help=_("How much: 12000, 320k."))
]
Currency = Annotated[
    str | None, typer.Option("--currency", metavar="CODE", help=_("If not the office's: USD."))
]
Expected = Annotated[
    str | None, typer.Option("--expected", metavar="DATE", help=_("When it may be won, or none."))
]
Kind = Annotated[
    str | None, typer.Option("--type", metavar="TYPE", help=_("new, upsell, cross_sell, renewal."))
]
Source = Annotated[str | None, typer.Option("--source", help=_("Where it came from."))]
Competitor = Annotated[
    list[str] | None, typer.Option("--competitor", help=_("A competitor; may be repeated."))
]
People = Annotated[
    list[str] | None,
    typer.Option(
        "--decides",
        metavar="CONTACT:ROLE:ATTITUDE",
        help=_("Who decides, such as Zhang Min:decider:supportive; may be repeated."),
    ),
]
Next = Annotated[str | None, typer.Option("--next", help=_("The next step."))]
NextDay = Annotated[
    str | None, typer.Option("--next-day", metavar="DATE", help=_("Its day, or none."))
]
Note = Annotated[str | None, typer.Option("--note", help=_("What else is to be known."))]
FirstStage = Annotated[
    str, typer.Option("--stage", help=_("The stage it begins in, if not the first."))
]
PipelineName = Annotated[
    str, typer.Option("--pipeline", help=_("Its pipeline, if not the usual one."))
]
OfOpportunity = Annotated[
    str | None,
    typer.Option(
        "--opportunity", metavar="OPPORTUNITY", help=_("Only what belongs to this opportunity.")
    ),
]


def find_opportunity(session: Session, reference: str) -> OpportunityId:
    """Return the opportunity that a number or an unambiguous name means."""
    return session.crm.opportunities.find(session.actor, clean(reference))


def opportunity_or_none(session: Session, text: str | None) -> OpportunityId | None:
    """Return the opportunity that was typed; None for `none`, or where nothing was."""
    written = clean(text or "")
    return None if written.lower() in {"", NONE} else find_opportunity(session, written)


def entered_values(
    session: Session, customer_id: CustomerId, of_currency: str, **typed: Any
) -> dict[str, Any]:
    """Return the fields that were typed, by their names; those that were not are left out."""
    values = {name: typed[name] for name in _TEXTS if typed[name] is not None}
    if typed["amount_text"] is not None:
        values["amount_minor"] = _amount(typed["amount_text"], of_currency)
    for option, name in (("expected", "expected_day"), ("next_day", "next_day")):
        if typed[option] is not None:
            is_none = clean(typed[option]).lower() == NONE
            day = None if is_none else read_day(session, name, typed[option], prefer="future")
            values[name] = day
    return values | _chosen_values(session, customer_id, typed)


def _chosen_values(
    session: Session, customer_id: CustomerId, typed: Mapping[str, Any]
) -> dict[str, Any]:
    values: dict[str, Any] = {}
    if typed["kind"] is not None:
        values["kind"] = read_choice("kind", typed["kind"], OpportunityKind)
    if typed["source"] is not None:
        values["source_id"] = read_word(
            session, DictionaryKind.SOURCE, "source_id", typed["source"]
        )
    if typed["competitor"] is not None:
        values["competitors"] = tuple(filter(None, map(clean, typed["competitor"])))
    if typed["person"] is not None:
        people = (_person(session, customer_id, each) for each in typed["person"] if each)
        values["people"] = tuple(people)
    return values


def _amount(text: str, currency: str) -> int:
    found = parse_amount(clean(text), currency.upper())
    if isinstance(found, AmountFault):
        raise FieldError("amount", AMOUNT_REASON + found.trouble.value, found.part)
    return found


def _person(session: Session, customer_id: CustomerId, text: str) -> DecisionPerson:
    name, role, attitude = (*(clean(part) for part in text.split(":", 2)), "", "")[:3]
    return DecisionPerson(
        _contact(session, customer_id, name),
        read_choice("decision_role", role, DecisionRole) if role else None,
        read_choice("attitude", attitude, Attitude) if attitude else None,
    )


def _contact(session: Session, customer_id: CustomerId, name: str) -> ContactId:
    found = session.crm.customers.detail(session.actor, customer_id).contacts
    number = written_id(name)
    for each in found:
        if each.id == number or folded(each.fields.name) == folded(name):
            return each.id
    known = tuple(each.fields.name for each in found)
    raise UnknownChoiceError("people", "unknown", name, known=known)


def stage_id_of(
    session: Session, pipeline: str, stage: str
) -> tuple[PipelineId | None, StageId | None]:
    """Return the pipeline and the stage that names mean; None for what was not named."""
    if not (pipeline or stage):
        return None, None
    known = session.crm.pipelines.list(session.actor)
    if pipeline:
        wanted = folded(clean(pipeline))
        chosen = [each for each in known if wanted in {folded(each.name), str(each.id)}]
        if not chosen:
            names = tuple(each.name for each in known)
            raise UnknownChoiceError("pipeline", "unknown", pipeline, known=names)
        known = chosen
    if not stage:
        return known[0].id, None
    typed = folded(clean(stage))
    for each in known:
        for one in each.stages:
            if typed in {folded(one.name), str(one.id)}:
                return each.id, one.id
    stages = tuple(one.name for each in known for one in each.stages)
    raise UnknownChoiceError("stage", "unknown", stage, known=stages)
