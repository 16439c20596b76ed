"""`crm opportunity bulk-edit`: change all that a query finds, after a look at what would change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated, Any

import typer

from crm_tui.cli.commands import AsJson, UsageProblemError, command, help_hint
from crm_tui.cli.exits import ExitCode, batch_exit_code
from crm_tui.cli.list_requests import ALL_VIEW
from crm_tui.cli.opportunity_options import stage_id_of
from crm_tui.cli.outcomes import undo_line
from crm_tui.cli.output import Form, say
from crm_tui.cli.record_requests import asked_records
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.identifiers import OpportunityId, StageId
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.text import clean
from crm_tui.domain.views import ListTab
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation.json_shapes import Shape, refused_shape
from crm_tui.values import dataclass

if TYPE_CHECKING:  # their imports are slow
    from crm_tui.services.opportunities.many import Foretold
    from crm_tui.services.outcomes import Outcomes


@dataclass(frozen=True, slots=True)
class _Change:
    """What is to become of the opportunities: the stage they come into, and how it is done."""

    stage_id: StageId | None
    act: Callable[[Foretold], Outcomes[Any]]
    told: Callable[[int], str]
    changed: Callable[[Foretold, Outcomes[Any]], list[int]]
    """Returns which opportunities were changed."""


def add_to(app: typer.Typer) -> None:
    """Declare the command in the group of opportunities."""
    help_text = _("Change every opportunity that a query finds; first only say what would change.")
    command(app, "bulk-edit", help_text)(bulk_edit)


def bulk_edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    query: Annotated[
        list[str] | None,
        typer.Argument(metavar="QUERY", help=_("Which ones, as in crm opportunity list.")),
    ] = None,
    *,
    view: Annotated[
        str, typer.Option("--view", metavar="VIEW", help=_("A view by its name, number or key."))
    ] = ALL_VIEW,
    stage: Annotated[
        str, typer.Option("--stage", metavar="STAGE", help=_("Bring them into this stage."))
    ] = "",
    pipeline: Annotated[str, typer.Option("--pipeline", help=_("The stage's pipeline."))] = "",
    lose: Annotated[
        str, typer.Option("--lose", metavar="REASON", help=_("Give them up as lost, for a reason."))
    ] = "",
    void: Annotated[
        str, typer.Option("--void", metavar="REASON", help=_("They never were any: the reason."))
    ] = "",
    to: Annotated[
        str,
        typer.Option(
            "--to",
            metavar="LOGIN",
            help=_("Pass their customers on, with all open opportunities of those."),
        ),
    ] = "",
    yes: Annotated[
        bool, typer.Option("--yes", help=_("Do it, as one batch."), show_default=False)
    ] = False,
    as_json: AsJson = False,
) -> int:
    """Say what would change, or with --yes change it; a refusal lets the others go on."""
    output = output_of(context, as_json=as_json)
    if sum(map(bool, (stage, lose, void, to))) != 1:
        raise UsageProblemError(
            _("Name one change: --stage, --lose, --void or --to."), help_hint(context.command_path)
        )
    with opened(context) as session:
        change = _change(session, stage=stage, pipeline=pipeline, lose=lose, void=void, to=to)
        request = asked_records(session, ListTab.OPPORTUNITIES, query, view=view)
        ids = session.crm.opportunities.window(session.actor, request).ids()
        found = session.crm.opportunities.foretell(
            session.actor, [OpportunityId(each) for each in ids], change.stage_id
        )
        outcome = change.act(found) if yes and found.changing else None
        shape = _shape(session, found, outcome, change)
        output.record(shape, _lines(session, found, outcome, change))
        if output.form is Form.TABLE and not yes:
            say(_("Nothing was changed; --yes changes it."))
    if not yes:
        return ExitCode.DONE
    errors = [each.error for each in found.refused if each.error is not None]
    return batch_exit_code([*errors, *_errors(outcome)])


def _change(
    session: Session, *, stage: str, pipeline: str, lose: str, void: str, to: str
) -> _Change:
    from crm_tui.presentation.opportunity_batches import (  # noqa: PLC0415
        given_up_words,
        moved_words,
        passed_words,
    )
    from crm_tui.services.opportunities.ending import Ending  # noqa: PLC0415

    crm, actor = session.crm, session.actor
    if stage:
        _pipeline, found = stage_id_of(session, pipeline, stage)
        stage_id = found or StageId(0)
        return _Change(
            stage_id,
            _each(lambda ids: crm.opportunities.move_all(actor, ids, stage_id)),
            moved_words,
            _done,
        )
    if to:
        receiver = session.user(to)

        def pass_on(found: Foretold) -> Outcomes[Any]:
            return _chunks(
                lambda ids: crm.movements.transfer(actor, ids, receiver),
                found.customer_ids,
            )

        return _Change(None, pass_on, lambda count: passed_words(count, clean(to)), _passed)
    state = OpportunityState.LOST if lose else OpportunityState.VOID
    ending = Ending(lose or void)
    return _Change(
        None,
        _each(lambda ids: crm.opportunities.give_up(actor, ids, state, ending)),
        given_up_words,
        _done,
    )


def _done(_found: Foretold, outcome: Outcomes[Any]) -> list[int]:
    return [int(each.opportunity_id) for each in outcome.done]


def _passed(found: Foretold, outcome: Outcomes[Any]) -> list[int]:
    customers = {each.customer_id for each in outcome.done}
    return [int(each.id) for each in found.changing if each.customer_id in customers]


def _each(
    act: Callable[[Sequence[OpportunityId]], Outcomes[Any]],
) -> Callable[[Foretold], Outcomes[Any]]:
    return lambda found: _chunks(act, [each.id for each in found.changing])


def _chunks(act: Callable[[Sequence[Any]], Outcomes[Any]], ids: Sequence[int]) -> Outcomes[Any]:
    from crm_tui.services.outcomes import in_chunks  # noqa: PLC0415

    return in_chunks(act, ids, lambda _done, _total: True)


def _errors(outcome: Outcomes[Any] | None) -> list[CrmError]:
    return [] if outcome is None else [each.error for each in outcome.refused]


def _shape(
    session: Session, found: Foretold, outcome: Outcomes[Any] | None, change: _Change
) -> Shape:
    from crm_tui.presentation.money import plain_amount  # noqa: PLC0415

    refused = [(each, each.error) for each in found.refused if each.error is not None]
    changed = [] if outcome is None else change.changed(found, outcome)
    return {
        "batch": outcome.changed.batch_id if outcome is not None and changed else None,
        "changed": changed,
        "would_change": len(found.changing),
        "unchanged": found.unchanged,
        "amount": plain_amount(found.reported_minor, session.currency),
        "currency": session.currency,
        "customers": [int(each) for each in found.customer_ids],
        "refused": [
            refused_shape(each.opportunity_id, each.opportunity, error) for each, error in refused
        ],
    }


def _lines(
    session: Session, found: Foretold, outcome: Outcomes[Any] | None, change: _Change
) -> list[str]:
    from crm_tui.presentation.bulk_edits import refusal_lines  # noqa: PLC0415
    from crm_tui.presentation.opportunity_batches import foretold_lines  # noqa: PLC0415

    refusals = [each.error for each in found.refused]
    if outcome is None:
        return [*foretold_lines(found.changing, found.unchanged, refusals, session.currency)]
    batch_id = outcome.changed.batch_id if outcome.done else None
    return [
        change.told(len(outcome.done)),
        *undo_line(batch_id),
        *refusal_lines([*refusals, *_errors(outcome)]),
    ]
