"""`crm level`: the levels a review proposes, decided on in a batch, and how levels changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_limit
from crm_tui.cli.outcomes import answer_batch
from crm_tui.cli.output import Listing, TableColumn, labelled
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.level_reviews import LevelChange, ProposalRow
from crm_tui.errors import FieldError
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.level_reviews import contribution_words
from crm_tui.presentation.shapes import levels as shapes
from crm_tui.presentation.words import optional_word, word

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.outcomes import BatchOutcome

app = group(_("The levels of customers, reviewed each month."))
_NO_LEVEL = "—"
Numbers = Annotated[
    list[str] | None, typer.Argument(metavar="PROPOSAL", help=_("Numbers of `crm level list`."))
]
All = Annotated[bool, typer.Option("--all", help=_("All that are listed."), show_default=False)]


@command(app, "review", _("Work out the levels anew and propose what differs."))
def review(
    context: typer.Context,
    *,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help=_("Only say what would be proposed."))
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Review the customers somebody holds."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        if dry_run:
            report = session.crm.level_reviews.preview(session.actor)
        else:
            report = session.crm.level_reviews.review(session.actor)
        lines = [
            labelled(
                each[1],
                f"{optional_word(each[2]) or _NO_LEVEL} → {word(each[3])} ({each[4].total})",
            )
            for each in report.shown
        ]
        count = report.proposed
        would = ngettext(
            "It would propose {count} level.", "It would propose {count} levels.", count
        )
        did = ngettext("Proposed {count} level.", "Proposed {count} levels.", count)
        lines.append((would if dry_run else did).format(count=count))
        output.record(shapes.review(report), lines)


@command(app, "list", _("List the levels to decide on, or all proposed for a customer."))
def proposals(
    context: typer.Context,
    customer: Annotated[
        str | None, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))
    ] = None,
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List proposals."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        customer_id = None if customer is None else session.customer(customer)
        rows = session.crm.level_reviews.proposals(session.actor, customer_id)
        columns = [
            TableColumn[ProposalRow](_("Number"), lambda row: str(row.id)),
            TableColumn[ProposalRow](_("Customer"), lambda row: row.customer),
            TableColumn[ProposalRow](
                _("Now"), lambda row: optional_word(row.current_level) or _NO_LEVEL
            ),
            TableColumn[ProposalRow](_("Proposed"), lambda row: word(row.to_level)),
            TableColumn[ProposalRow](_("Score"), lambda row: str(row.score.total)),
            TableColumn[ProposalRow](_("Contribution"), contribution_words, 1),
            TableColumn[ProposalRow](_("Owner"), lambda row: row.owner, 1),
            TableColumn[ProposalRow](_("Decided"), lambda row: word(row.status), 2),
        ]
        zone = session.at.zone
        listing = Listing[ProposalRow](
            columns, lambda row: shapes.proposal(row, zone), shapes.PROPOSAL_KEYS
        )
        output.rows(
            rows,
            listing,
            nothing=_("No level is to be decided on; crm level review works them out anew."),
        )


@command(app, "accept", _("Give customers the levels proposed."))
def accept(
    context: typer.Context, numbers: Numbers = None, *, every: All = False, as_json: AsJson = False
) -> int:
    """Accept proposals."""

    def act(session: Session, ids: Sequence[int]) -> BatchOutcome:
        return session.crm.level_reviews.accept(session.actor, ids)

    return _decide(context, (numbers, every, as_json), act, _accepted)


@command(app, "refuse", _("Leave customers the levels they have."))
def refuse(
    context: typer.Context, numbers: Numbers = None, *, every: All = False, as_json: AsJson = False
) -> int:
    """Refuse proposals."""

    def act(session: Session, ids: Sequence[int]) -> BatchOutcome:
        return session.crm.level_reviews.refuse(session.actor, ids)

    return _decide(context, (numbers, every, as_json), act, _refused)


@command(app, "history", _("How the level of a customer changed."))
def history(
    context: typer.Context,
    customer: Annotated[str, typer.Argument(metavar="CUSTOMER", help=_("Number or name."))],
    *,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the changes, the newest first."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        rows = session.crm.level_reviews.history(session.actor, session.customer(customer))
        at = session.at
        columns = [
            TableColumn[LevelChange](
                _("When"), lambda row: happened_moment(row.at, at.now, at.zone)
            ),
            TableColumn[LevelChange](_("Who"), lambda row: row.person),
            TableColumn[LevelChange](_("Level"), _change),
            TableColumn[LevelChange](
                _("Score"), lambda row: "" if row.score is None else str(row.score), 1
            ),
        ]
        listing = Listing[LevelChange](
            columns, lambda row: shapes.change(row, at.zone), shapes.CHANGE_KEYS
        )
        output.rows(rows, listing, nothing=_("Its level never changed."))


def _change(row: LevelChange) -> str:
    old = optional_word(row.from_level) or _NO_LEVEL
    return f"{old} → {optional_word(row.to_level) or _NO_LEVEL}"


def _decide(
    context: typer.Context,
    asked: tuple[Sequence[str] | None, bool, bool],
    act: Callable[[Session, Sequence[int]], BatchOutcome],
    sentence: Callable[[int], str],
) -> int:
    numbers, every, as_json = asked
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        ids = [read_limit("number", each) or 0 for each in numbers or ()]
        if every:
            ids = [row.id for row in session.crm.level_reviews.proposals(session.actor)]
        if not ids and not every:
            raise FieldError("number", "required")
        return answer_batch(session, output, act(session, ids), sentence)


def _accepted(count: int) -> str:
    return ngettext("{count} has the new level.", "{count} have their new levels.", count)


def _refused(count: int) -> str:
    return ngettext("{count} keeps its level.", "{count} keep their levels.", count)
