"""Do one thing to several opportunities: first what it would do, then an answer for each."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from crm_tui.db.queries import customers, opportunities
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.domain.identifiers import CustomerId, OpportunityId, StageId
from crm_tui.domain.opportunities import OpportunityRow, why_not_change
from crm_tui.errors import CrmError, NotFoundError, RefusedError
from crm_tui.services import access
from crm_tui.services.outcomes import Outcomes
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class OpportunityOutcome:
    """What became of one opportunity of a batch: done, or the error that refused it."""

    opportunity_id: OpportunityId
    opportunity: str
    error: CrmError | None = None


OpportunityBatch = Outcomes[OpportunityOutcome]
"""The results of a batch, one per opportunity, in the order asked."""


@dataclass(frozen=True, slots=True)
class Foretold:
    """What would become of some opportunities: which change, what they come to, which may not."""

    changing: tuple[OpportunityRow, ...]
    unchanged: int
    """How many stand in that stage already."""
    refused: tuple[OpportunityOutcome, ...]

    @property
    def reported_minor(self) -> int:
        """What those that change come to, in the office's currency."""
        return sum(each.reported_minor for each in self.changing)

    @property
    def customer_ids(self) -> tuple[CustomerId, ...]:
        """The customers of those that change, each once."""
        return tuple(dict.fromkeys(each.customer_id for each in self.changing))


def foretold(
    view: View, opportunity_ids: Sequence[OpportunityId], stage_id: StageId | None
) -> Foretold:
    """Look which opportunities would be moved into a stage, or without one would end."""
    changing: list[OpportunityRow] = []
    refused: list[OpportunityOutcome] = []
    unchanged = 0
    for each in dict.fromkeys(opportunity_ids):
        name = ""
        try:
            row = shown_one(view, opportunities.opportunity(view, each))
            name = row.name
            _refuse(view, row)
        except (RefusedError, NotFoundError) as error:
            refused.append(OpportunityOutcome(each, name, error))
            continue
        if row.stage_id == stage_id:
            unchanged += 1
        else:
            changing.append(row)
    return Foretold(tuple(changing), unchanged, tuple(refused))


def _refuse(view: View, row: OpportunityRow) -> None:
    if row.is_deleted:
        raise NotFoundError("opportunity", str(row.id))
    access.refuse_edit(view, customers.raw(view, row.customer_id))
    refusal = why_not_change(row)
    if refusal is not None:
        raise RefusedError(refusal)


def each_opportunity(
    unit: Unit, opportunity_ids: Sequence[OpportunityId], act: Callable[[OpportunityId], None]
) -> tuple[OpportunityOutcome, ...]:
    """Do it to each opportunity once; a refusal lets the others go on.

    Their customers are locked in the order of their ids, as everywhere.
    """
    asked = list(dict.fromkeys(opportunity_ids))
    known = {row.id: row for row in shown(unit, opportunities.LISTED.rows(unit, asked))}
    in_turn = sorted(
        asked, key=lambda each: (known[each].customer_id if each in known else 0, each)
    )
    outcomes = {each: _attempt(unit, each, known.get(each), act) for each in in_turn}
    return tuple(outcomes[each] for each in asked)


def _attempt(
    unit: Unit,
    opportunity_id: OpportunityId,
    row: OpportunityRow | None,
    act: Callable[[OpportunityId], None],
) -> OpportunityOutcome:
    name = "" if row is None else row.name
    try:
        with unit.trying():
            act(opportunity_id)
    except (RefusedError, NotFoundError) as error:
        return OpportunityOutcome(opportunity_id, name, error)
    return OpportunityOutcome(opportunity_id, name)
