"""What is done with a contract: signed, terminated, called void, deleted; and the settings."""

from __future__ import annotations

from functools import partial
from typing import Annotated

import typer

from crm_tui.cli.commands import AsJson, command
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.output import Output
from crm_tui.cli.paper_settings import answer_settings
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.contracts.papers import SETTINGS
from crm_tui.domain.identifiers import ContractId
from crm_tui.domain.text import clean
from crm_tui.i18n import _
from crm_tui.presentation.contracts import status_word
from crm_tui.presentation.dates import days_left
from crm_tui.presentation.money import amount
from crm_tui.presentation.shapes import contracts as shapes
from crm_tui.presentation.words import name_in_sentence
from crm_tui.services.contracts import ContractWritten

ContractArgument = Annotated[str, typer.Argument(metavar="CONTRACT", help=_("Its number or id."))]
Reason = Annotated[str, typer.Option("--reason", help=_("Why."))]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of contracts."""
    command(app, "sign", _("Write down that both sides signed; from then on it stays as it is."))(
        sign
    )
    command(app, "terminate", _("End a signed contract before its last day, with a reason."))(
        terminate
    )
    command(app, "void", _("Call a signed contract void, with a reason."))(void)
    command(app, "delete", _("Take a draft or void contract out of all lists."))(delete)
    command(app, "restore", _("Bring a deleted contract back."))(restore)
    command(
        app, "settings", _("Show or change how contracts are numbered and what signing means.")
    )(settings)


def find_contract(session: Session, reference: str) -> ContractId:
    """Return the contract that a number or an id means."""
    return session.crm.contracts.find(session.actor, clean(reference))


def answer(
    session: Session, output: Output, contract_id: ContractId, batch_id: int | None, *more: str
) -> None:
    """Write a contract as it is now."""
    contract = session.crm.contracts.contract(session.actor, contract_id)
    said = _("{number} {customer}: {total}, {status}.").format(
        number=contract.row.number,
        customer=name_in_sentence(contract.row.customer),
        total=amount(contract.row.amount_minor, contract.row.currency),
        status=status_word(contract.row.status),
    )
    shape = {"batch": batch_id, **shapes.whole(contract, session.logins())}
    output.record(shape, [said, *more])


def _answer_written(session: Session, output: Output, done: ContractWritten) -> None:
    left = _("Until the pool takes the customer back: {left}.").format(
        left=days_left(done.last_day, session.at.today)
    )
    answer(session, output, done.contract_id, done.changed.batch_id, left)


def sign(
    context: typer.Context,
    contract: ContractArgument,
    *,
    day: Annotated[
        str, typer.Option("--day", metavar="DATE", help=_("When it was signed, if not today."))
    ] = "",
    as_json: AsJson = False,
) -> None:
    """Sign a contract and answer with it, and with the last day that now holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contract_id = find_contract(session, contract)
        sign_day = read_day(session, "sign_day", day) if day else None
        done = session.crm.contracts.sign(session.actor, contract_id, day=sign_day)
        _answer_written(session, output, done)


def terminate(
    context: typer.Context, contract: ContractArgument, *, reason: Reason, as_json: AsJson = False
) -> None:
    """Terminate a contract and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contract_id = find_contract(session, contract)
        done = session.crm.contracts.terminate(session.actor, contract_id, reason)
        _answer_written(session, output, done)


def void(
    context: typer.Context, contract: ContractArgument, *, reason: Reason, as_json: AsJson = False
) -> None:
    """Void a contract: it stays in the list and counts for nothing."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contract_id = find_contract(session, contract)
        done = session.crm.contracts.void(session.actor, contract_id, reason)
        _answer_written(session, output, done)


def delete(context: typer.Context, contract: ContractArgument, *, as_json: AsJson = False) -> None:
    """Delete a contract; crm contract restore brings it back."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contract_id = find_contract(session, contract)
        row = session.crm.contracts.contract(session.actor, contract_id).row
        changed = session.crm.contracts.delete(session.actor, contract_id)
        said = _("Deleted: {number}. crm contract restore {id} brings it back.").format(
            number=row.number, id=contract_id
        )
        shape = {"batch": changed.batch_id, **shapes.row(row, session.logins())}
        output.record(shape, [said])


def restore(
    context: typer.Context,
    number: Annotated[str, typer.Argument(metavar="ID", help=_("Its id, as delete told it."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Restore a contract and answer with it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contract_id = ContractId(read_number("contract", number))
        changed = session.crm.contracts.restore(session.actor, contract_id)
        answer(session, output, contract_id, changed.batch_id)


def settings(
    context: typer.Context,
    changes: Annotated[
        list[str] | None,
        typer.Argument(metavar="SETTING=VALUE", help=_("Such as signed-is-deal=yes.")),
    ] = None,
    *,
    as_json: AsJson = False,
) -> None:
    """Change what was named and answer with all of it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        actor = session.actor
        answer_settings(
            output,
            SETTINGS,
            changes,
            partial(session.crm.contracts.settings, actor),
            partial(session.crm.contracts.change_settings, actor),
        )
