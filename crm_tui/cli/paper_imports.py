"""`crm import orders|contracts|quotes|usages`: what is known again, by number or by product."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from crm_tui.cli.commands import command
from crm_tui.cli.import_options import Asked, CarryNames
from crm_tui.cli.import_runs import imported, plan_of
from crm_tui.cli.joined_options import joined
from crm_tui.cli.sessions import opened
from crm_tui.domain.import_choices import ImportKind, MatchAction
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.i18n import _


class Known(StrEnum):
    """What is done with what is here already: the `NUMBERED_ACTIONS`."""

    SKIP = MatchAction.SKIP.value
    OVERWRITE = MatchAction.OVERWRITE.value
    REPORT = MatchAction.REPORT.value


KnownOption = Annotated[
    Known,
    typer.Option(
        "--known",
        help=_("A number that is here: leave the row out, overwrite a draft, or refuse it."),
    ),
]


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of imports."""
    command(app, "orders", _("Import orders with their goods, in one batch."))(orders)
    command(app, "contracts", _("Import contracts, in one batch."))(contracts)
    command(app, "quotes", _("Import quotes with their lines and versions, in one batch."))(quotes)
    command(app, "usages", _("Import what customers use of products, in one batch."))(usages)


def _import_of(kind: ImportKind) -> Callable[..., int]:
    """Return the command that imports papers of a kind."""

    @joined(Asked)
    def load(asked: Asked, *, known: KnownOption = Known.SKIP) -> int:
        """Import papers and answer with the batch and what became of every row."""
        action = MatchAction(known.value)
        with opened(asked.context) as session:
            plan = plan_of(kind, asked)
            plan = replace(plan, policy=MatchPolicy(action, action, action))
            return imported(session, plan, asked)

    return load


orders = _import_of(ImportKind.ORDERS)
contracts = _import_of(ImportKind.CONTRACTS)
quotes = _import_of(ImportKind.QUOTES)


@joined(Asked)
def usages(
    asked: Asked,
    *,
    known: Annotated[
        Known,
        typer.Option(
            "--known",
            help=_("What is here: leave the row out, overwrite what is kept, or refuse it."),
        ),
    ] = Known.SKIP,
    carry_names: CarryNames = False,
) -> int:
    """Import what customers use and answer with the batch and what became of every row."""
    action = MatchAction(known.value)
    with opened(asked.context) as session:
        plan = replace(
            plan_of(ImportKind.USAGES, asked),
            policy=MatchPolicy(action, action, action),
            carries_names=carry_names,
        )
        return imported(session, plan, asked)
