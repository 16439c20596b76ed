"""Where an import begins: which file, of what; or rows that were pasted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.plans import ImportPlan, PastedRows
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.screens.form_choices import enum_choices
from crm_tui.tui.screens.importing.columns import ImportColumnsScreen
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.path_field import PathField, typed_path

if TYPE_CHECKING:  # the services are slow to import
    from crm_tui.services.imports import ImportProposal


def begin_import(
    host: ScreenCommands[Any],
    pasted: PastedRows | None = None,
    kind: ImportKind = ImportKind.CUSTOMERS,
) -> None:
    """Ask for a file and what its rows are, then show how it would be read."""
    if pasted is None:
        _ask(host, kind)
    else:
        _look(host, ImportPlan(pasted, kind), host.operations.show_error)


def _ask(host: ScreenCommands[Any], kind: ImportKind, typed: str = "") -> None:
    dialog = FormDialog(
        _("Import"),
        lambda: _fields(kind, typed),
        _("Look into it"),
        lines=(
            _(".xlsx .xls .xlsb .ods .csv .tsv .json .vcf: nothing is stored before you said so."),
        ),
    )

    def chosen(values: Values | None) -> None:
        if values is None:
            return

        def ask_again(error: CrmError) -> None:
            host.operations.show_error(error)
            _ask(host, values["kind"], values["path"])

        path: Path = typed_path(values["path"])
        _look(host, ImportPlan(path, values["kind"]), ask_again)

    host.app.push_screen(dialog, chosen)


def _fields(kind: ImportKind, typed: str) -> Sequence[FormField[Any]]:
    return (
        PathField(_("File"), typed, placeholder=_("type a path, or drop the file here"), id="path"),
        ChoiceField(
            _("Its rows are"),
            enum_choices(ImportKind),
            kind,
            required=True,
            id="kind",
        ),
    )


def _look(host: ScreenCommands[Any], plan: ImportPlan, failed: Callable[[CrmError], None]) -> None:
    session = host.session

    def show(found: ImportProposal) -> None:
        host.app.push_screen(ImportColumnsScreen(session, found))

    host.operations.ask(
        lambda: session.crm.imports.propose(session.actor, replace(plan)),
        show,
        key="import proposal",
        failed=failed,
        opens=True,
    )
