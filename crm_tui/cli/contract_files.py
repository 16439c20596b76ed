"""`crm contract export`, `page` and `file`: a contract on paper, and the files kept with it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, Limit, command, group
from crm_tui.cli.contract_verbs import ContractArgument, find_contract
from crm_tui.cli.files import attached, listing
from crm_tui.cli.own_pages import Overwrite, page_of
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.i18n import N_, _
from crm_tui.presentation.contract_pages import contract_page

if TYPE_CHECKING:
    from crm_tui.domain.events import Changed


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of contracts."""
    command(app, "export", _("Write a contract as a page to print (.html)."))(export)
    command(app, "page", _("Write the page that contracts are printed on, or take another."))(
        page_of(_write_page, _take_page, N_("Contracts are printed on this page now."))
    )
    files = group(_("The files of a contract; crm file saves, opens and removes them."))
    command(files, "add", _("Keep files with a contract; their bytes are copied."))(add)
    command(files, "list", _("List the files of a contract."))(list_files)
    app.add_typer(files, name="file")


def export(
    context: typer.Context,
    contract: ContractArgument,
    *,
    file: Annotated[
        Path, typer.Option("-o", "--output", metavar="FILE", help=_("Where to: .html."))
    ],
    overwrite: Overwrite = False,
    as_json: AsJson = False,
) -> None:
    """Write a contract into a file and say which."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        found = session.crm.contract_files.export(
            session.actor,
            find_contract(session, contract),
            file,
            contract_page,
            overwrite=overwrite,
        )
        said = _("{number} is in {file}.").format(number=found.row.number, file=file)
        shape = {"file": str(file), "id": found.row.id, "number": found.row.number}
        output.record(shape, [said])


def add(
    context: typer.Context,
    contract: ContractArgument,
    paths: Annotated[list[Path], typer.Argument(metavar="PATH...", help=_("The files."))],
    *,
    as_json: AsJson = False,
) -> None:
    """Attach files and answer with how many."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        contract_id = find_contract(session, contract)
        row = session.crm.contracts.contract(session.actor, contract_id).row
        changed = session.crm.attachments.attach(
            session.actor, row.customer_id, paths, contract_id=contract_id
        )
        shape = {"batch": changed.batch_id, "contract_id": contract_id, "files": len(paths)}
        output.record(shape, [attached(len(paths))])


def list_files(
    context: typer.Context,
    contract: ContractArgument,
    limit: Limit = 200,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List files, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        contract_id = find_contract(session, contract)
        row = session.crm.contracts.contract(session.actor, contract_id).row
        rows = session.crm.attachments.list(
            session.actor, row.customer_id, contract_id=contract_id, limit=limit
        )
        nothing = _("No files are kept here; crm contract file add keeps one.")
        output.rows(rows, listing(session), nothing=nothing)


def _write_page(session: Session, file: Path, overwrite: bool) -> None:
    session.crm.contract_files.page(session.actor, file, overwrite=overwrite)


def _take_page(session: Session, text: str | None) -> Changed:
    return session.crm.contract_files.set_page(session.actor, text)
