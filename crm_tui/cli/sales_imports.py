"""`crm import leads|opportunities|expenses|payment-plans|bank-receipts`: sold, spent and paid."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from enum import StrEnum
from typing import Annotated

import typer

from crm_tui.cli.commands import UsageProblemError, command, help_hint
from crm_tui.cli.import_options import AddWords, Asked, CarryNames
from crm_tui.cli.import_runs import imported, plan_of
from crm_tui.cli.joined_options import joined
from crm_tui.cli.sessions import opened
from crm_tui.domain.import_choices import ImportKind, MatchAction
from crm_tui.domain.imports.policies import MatchPolicy
from crm_tui.i18n import _

AllowDuplicate = Annotated[
    bool,
    typer.Option(
        "--allow-duplicate", help=_("Enter also what is here already."), show_default=False
    ),
]
_INSISTING = MatchPolicy(MatchAction.NEW, MatchAction.NEW, MatchAction.NEW)


def add_to(app: typer.Typer) -> None:
    """Declare the commands in the group of imports."""
    command(app, "leads", _("Import leads, in one batch."))(leads)
    command(
        app, "opportunities", _("Import opportunities of customers that are here, in one batch.")
    )(opportunities)
    command(
        app, "expenses", _("Import expenses of customers, opportunities and campaigns, in a batch.")
    )(expenses)
    command(app, "payment-plans", _("Import payment plans of orders and contracts, in one batch."))(
        payment_plans
    )
    command(
        app, "bank-receipts", _("Import what came into the bank, to be claimed, in one batch.")
    )(bank_receipts)


@joined(Asked)
def leads(
    asked: Asked,
    *,
    owner: Annotated[
        list[str] | None,
        typer.Option("--owner", metavar="LOGIN", help=_("To this person; to several in turn.")),
    ] = None,
    in_turn: Annotated[
        bool,
        typer.Option(
            "--in-turn",
            help=_("What the file gives to nobody goes by the routes, or lies open."),
            show_default=False,
        ),
    ] = False,
    allow_duplicate: AllowDuplicate = False,
    add_words: AddWords = False,
) -> int:
    """Import leads, your own unless said otherwise, and answer what became of every row."""
    if in_turn and owner:
        raise UsageProblemError(
            _("--in-turn and --owner exclude each other."), help_hint(asked.context.command_path)
        )
    with opened(asked.context) as session:
        people = tuple(session.user(each) for each in owner or ()) or (session.actor.user_id,)
        plan = replace(
            plan_of(ImportKind.LEADS, asked),
            policy=_INSISTING if allow_duplicate else MatchPolicy(),
            owner_ids=() if in_turn else people,
            in_turn=in_turn,
            adds_words=add_words,
        )
        return imported(session, plan, asked)


def _import_of(kind: ImportKind) -> Callable[..., int]:
    """Return the command that imports what belongs to customers, and holds words of lists."""

    @joined(Asked)
    def load(
        asked: Asked,
        *,
        allow_duplicate: AllowDuplicate = False,
        add_words: AddWords = False,
        carry_names: CarryNames = False,
    ) -> int:
        """Import them and answer with the batch and what became of every row."""
        with opened(asked.context) as session:
            plan = replace(
                plan_of(kind, asked),
                policy=_INSISTING if allow_duplicate else MatchPolicy(),
                adds_words=add_words,
                carries_names=carry_names,
            )
            return imported(session, plan, asked)

    return load


opportunities = _import_of(ImportKind.OPPORTUNITIES)
expenses = _import_of(ImportKind.EXPENSES)


class KnownPlan(StrEnum):
    """What is done with planned lines that are here already."""

    SKIP = MatchAction.SKIP.value
    OVERWRITE = MatchAction.OVERWRITE.value


@joined(Asked)
def payment_plans(
    asked: Asked,
    *,
    known: Annotated[
        KnownPlan,
        typer.Option(
            "--known",
            help=_("What is here: leave the row out, or overwrite the line whose No. it has."),
        ),
    ] = KnownPlan.SKIP,
    allow_duplicate: AllowDuplicate = False,
) -> int:
    """Import planned lines and answer with the batch and what became of every row."""
    if allow_duplicate and known is KnownPlan.OVERWRITE:
        raise UsageProblemError(
            _("--known overwrite and --allow-duplicate exclude each other."),
            help_hint(asked.context.command_path),
        )
    action = MatchAction(known.value)
    policy = _INSISTING if allow_duplicate else MatchPolicy(action, action, action)
    with opened(asked.context) as session:
        plan = replace(plan_of(ImportKind.PAYMENT_PLANS, asked), policy=policy)
        return imported(session, plan, asked)


@joined(Asked)
def bank_receipts(asked: Asked, *, allow_duplicate: AllowDuplicate = False) -> int:
    """Import what came into the bank and answer with the batch and what became of every row."""
    policy = _INSISTING if allow_duplicate else MatchPolicy()
    with opened(asked.context) as session:
        plan = replace(plan_of(ImportKind.BANK_RECEIPTS, asked), policy=policy)
        return imported(session, plan, asked)
