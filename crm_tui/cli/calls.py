"""`crm call`: the customer that a number belongs to, for whatever takes the office's calls."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Annotated

import typer

from crm_tui.cli.app import has_terminal
from crm_tui.cli.commands import AsJson, command, single
from crm_tui.cli.output import Form
from crm_tui.cli.sessions import Session, invocation_of, opened, output_of
from crm_tui.domain.calls import Caller
from crm_tui.domain.text import clean, phone_key
from crm_tui.errors import FieldError, NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.errors import sentence
from crm_tui.presentation.json_shapes import Shape
from crm_tui.presentation.words import name_in_sentence

app = single()


class UnknownCallerError(NotFoundError):
    """No customer has the number, as far as this person may see."""


@sentence.register
def _unknown_caller(error: UnknownCallerError) -> str:
    return _(
        "No customer that you may see has the number {number}; enter one with: crm customer add"
        " NAME --contact WHO --phone {number}"
    ).format(number=name_in_sentence(error.reference))


@command(app, "call", _("Open the customer that a number belongs to."))
def call(
    context: typer.Context,
    number: Annotated[
        str, typer.Argument(metavar="NUMBER", help=_("As it is shown or written: +86, spaces."))
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Open the screens at the customer; print it without a terminal, or where several fit."""
    output = output_of(context, as_json=as_json)
    typed = clean(number)
    if not phone_key(typed):
        raise FieldError("phone", "bad_phone", typed[:40])
    with opened(context) as session:
        found = session.crm.finding.callers(session.actor, typed)
        if not found:
            raise UnknownCallerError("phone", typed[:40])
        opens = len(found) == 1 and output.form is Form.TABLE and has_terminal()
        if not opens:
            shapes = [_shape(session, each) for each in found]
            output.record({"number": typed, "found": shapes}, _lines(found))
    if opens:
        invocation = invocation_of(context)
        settings = replace(invocation.settings, opens_customer=found[0].customer.id)
        raise typer.Exit(invocation.open_screens(settings))


def _shape(session: Session, caller: Caller) -> Shape:
    contact = caller.contact
    return {
        **session.shapes().customer(caller.customer),
        "contact_id": None if contact is None else contact.id,
        "contact": None if contact is None else contact.fields.name,
    }


def _lines(found: Sequence[Caller]) -> list[str]:
    lines = []
    for each in found:
        person = "" if each.contact is None else name_in_sentence(each.contact.fields.name)
        title = "" if each.contact is None else name_in_sentence(each.contact.fields.title)
        row = each.customer
        whose = name_in_sentence(row.owner) if row.owner else name_in_sentence(row.pool)
        parts = [str(row.id), name_in_sentence(row.name), f"{person} {title}".strip(), whose]
        lines.append(" · ".join(filter(None, parts)))
    return lines
