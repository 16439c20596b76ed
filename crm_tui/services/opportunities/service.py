"""商机: enter, edit, move, win, lose, void, reopen, delete and restore; lists and sums."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crm_tui.db.queries import contracts, customers, opportunities, orders, pipelines, quote_lists
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.contracts.records import ContractRow
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.days import day_of
from crm_tui.domain.events import (
    Changed,
    OpportunityDeleted,
    OpportunityEdited,
    OpportunityRestored,
)
from crm_tui.domain.identifiers import CustomerId, OpportunityId, PipelineId, StageId, written_id
from crm_tui.domain.opportunities import (
    NOTHING,
    Board,
    BoardColumn,
    Concern,
    CustomerTotals,
    ForecastCell,
    NotDeletedOpportunity,
    OpportunityDetail,
    OpportunityFields,
    OpportunityRow,
    OpportunityState,
    OpportunitySums,
    changed_values,
    concerns,
    conflicts,
    in_stage,
    why_not_change,
    with_changes,
)
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.quotes.records import QuoteRow
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import (
    AmbiguousReferenceError,
    ConflictError,
    FieldError,
    NotFoundError,
    RefusedError,
)
from crm_tui.services import access
from crm_tui.services.currencies import reported
from crm_tui.services.opportunities.ending import Ending, end, reopen
from crm_tui.services.opportunities.large import tell_if_large
from crm_tui.services.opportunities.many import (
    Foretold,
    OpportunityBatch,
    each_opportunity,
    foretold,
)
from crm_tui.services.opportunities.moving import bring, move, place_in_use
from crm_tui.services.opportunities.writing import (
    NewOpportunity,
    changeable,
    checked,
    count_anew,
    enter_opportunity,
    kept_values,
    place_of,
    refuse_strangers,
    told,
)
from crm_tui.services.projects.days import keep_days
from crm_tui.services.queries import circumstances, understood
from crm_tui.services.record_windows import RecordWindow
from crm_tui.values import dataclass

_CANDIDATES = 10
_PAPERS = 50


@dataclass(frozen=True, slots=True)
class OpportunityWritten:
    """An opportunity as written, and the last protected day of its customer that now holds."""

    opportunity_id: OpportunityId
    changed: Changed
    last_day: int


@dataclass(frozen=True, slots=True)
class Opportunities:
    """Opportunities as people use them; an open one is whose its customer is."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def window(
        self,
        actor: Actor,
        request: RecordRequest,
        before: RecordWindow[OpportunityRow] | None = None,
    ) -> RecordWindow[OpportunityRow]:
        """Return a list of opportunities as a window over it."""
        return RecordWindow(self.database, actor, opportunities.LISTED, request, before)

    def sums(
        self, actor: Actor, request: RecordRequest, ids: Sequence[int] = ()
    ) -> OpportunitySums:
        """Return what a list comes to, or what some of its opportunities do."""
        with self.database.reading(actor) as view:
            if ids:
                return opportunities.sums_of_ids(view, ids)
            return opportunities.sums_of(view, understood(view, request))

    def board(
        self, actor: Actor, request: RecordRequest, pipeline_id: PipelineId | None = None
    ) -> Board:
        """Return the open opportunities of a list by stage, of the default pipeline unless named.

        The sums of all columns come of one statement; each column is a list of its own.
        """
        with self.database.reading(actor) as view:
            asked = understood(view, request)
            pipeline, _stage = place_of(view, pipeline_id, None)
            sums = opportunities.stage_sums(view, asked, pipeline.stages)
            at = circumstances(view)
        return Board(
            pipeline,
            tuple(
                BoardColumn(each, sums.get(each.id, NOTHING), in_stage(asked, each.id, at))
                for each in pipeline.stages
            ),
        )

    def forecast(self, actor: Actor, request: RecordRequest) -> Sequence[ForecastCell]:
        """Return what a list comes to by month and person: sums of the rows behind each."""
        with self.database.reading(actor) as view:
            return opportunities.forecast(view, understood(view, request))

    def find(self, actor: Actor, reference: str) -> OpportunityId:
        """Return the opportunity that a number or an unambiguous name means."""
        with self.database.reading(actor) as view:
            number = written_id(reference)
            if number is not None:
                return opportunities.opportunity(view, OpportunityId(number)).id
            found = opportunities.find_opportunities(view, reference, _CANDIDATES)
        exact = [each for each in found if each.name == reference] or found
        if not exact:
            raise NotFoundError("opportunity", reference)
        if len(exact) > 1:
            candidates = [(int(each.id), f"{each.name} · {each.customer}") for each in exact]
            raise AmbiguousReferenceError("opportunity", reference, candidates)
        return exact[0].id

    def detail(self, actor: Actor, opportunity_id: OpportunityId) -> OpportunityDetail:
        """Return an opportunity: its stages so far, who decides, the papers that belong to it."""
        with self.database.reading(actor) as view:
            row = opportunities.opportunity(view, opportunity_id)
            names = opportunities.contact_names(
                view, [each.contact_id for each in row.fields.people]
            )
            people = tuple((each, names.get(each.contact_id, "")) for each in row.fields.people)
            stays = opportunities.stays(view, opportunity_id)
            papers = _papers(view, row.customer_id, row.id)
            detail = OpportunityDetail(row, stays, people, _criteria(view, row), *papers)
            return shown_one(view, detail)

    def concerns(self, actor: Actor, row: OpportunityRow) -> frozenset[Concern]:
        """Return what asks for attention on an opportunity today."""
        with self.database.reading(actor) as view:
            stage_day = day_of(row.stage_since, view.office.zone)
            return concerns(row, today=view.today, stage_day=stage_day)

    def of_customer(self, actor: Actor, customer_id: CustomerId) -> list[OpportunityRow]:
        """Return the opportunities of a customer, open ones first."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            return shown(view, opportunities.of_customer(view, customer_id))

    def totals(self, actor: Actor, customer_id: CustomerId) -> CustomerTotals:
        """Return 商机总额 of a customer: all but void ones, and the open part."""
        with self.database.reading(actor) as view:
            customers.record(view, customer_id)
            return opportunities.totals(view, customer_id)

    def list(self, actor: Actor, request: RecordRequest, *, limit: int) -> Sequence[OpportunityRow]:
        """Return the first opportunities of a list."""
        found = RecordWindow(self.database, actor, opportunities.LISTED, request)
        return found.open(limit).rows[:limit]

    # --- several at once -------------------------------------------------------------------------

    def foretell(
        self,
        actor: Actor,
        opportunity_ids: Sequence[OpportunityId],
        stage_id: StageId | None = None,
    ) -> Foretold:
        """Return which would be moved into a stage, or without one would end; change nothing."""
        with self.database.reading(actor) as view:
            return foretold(view, opportunity_ids, stage_id)

    @operation(Permission.EDIT_CUSTOMER)
    def move_all(
        self, actor: Actor, opportunity_ids: Sequence[OpportunityId], stage_id: StageId
    ) -> OpportunityBatch:
        """Bring open opportunities into a stage; a refusal lets the others go on."""
        with self.database.writing(actor) as unit:
            place_of(unit, None, stage_id)
            results = each_opportunity(
                unit, opportunity_ids, lambda each: move(unit, each, stage_id)
            )
        return OpportunityBatch(unit.changed, results)

    @operation(Permission.EDIT_CUSTOMER)
    def give_up(
        self,
        actor: Actor,
        opportunity_ids: Sequence[OpportunityId],
        state: OpportunityState,
        ending: Ending,
    ) -> OpportunityBatch:
        """Let open opportunities end as lost or void, for one reason.

        A refusal lets the others go on. Raises FieldError without a reason, and for won ones:
        each of those is an amount of its own.
        """
        if state not in {OpportunityState.LOST, OpportunityState.VOID}:
            raise FieldError("state", "not_one_of", state.value)
        with self.database.writing(actor) as unit:
            results = each_opportunity(
                unit, opportunity_ids, lambda each: end(unit, each, state, ending)
            )
        return OpportunityBatch(unit.changed, results)

    # --- changing --------------------------------------------------------------------------------

    @operation(Permission.EDIT_CUSTOMER)
    def add(
        self,
        actor: Actor,
        customer_id: CustomerId,
        entered: OpportunityFields,
        *,
        pipeline_id: PipelineId | None = None,
        stage_id: StageId | None = None,
    ) -> OpportunityWritten:
        """Enter an opportunity in a stage, else in the first one of a pipeline.

        Raises FieldError for what cannot be stored, RefusedError where others change the customer.
        """
        with self.database.writing(actor) as unit:
            access.editable(unit, customer_id)
            new = NewOpportunity(entered, pipeline_id, stage_id)
            opportunity_id, last_day = enter_opportunity(unit, customer_id, new)
        return OpportunityWritten(opportunity_id, unit.changed, last_day)

    @operation(Permission.EDIT_CUSTOMER)
    def edit(
        self,
        actor: Actor,
        opportunity_id: OpportunityId,
        changes: Mapping[str, object],
        *,
        seen: OpportunityFields | None = None,
    ) -> Changed:
        """Change fields of an open opportunity.

        `seen` is how it stood on the screen: a field that somebody else changed since to another
        value raises ConflictError with theirs and mine, and nothing is written.
        """
        with self.database.writing(actor) as unit:
            row, _customer = changeable(unit, opportunity_id)
            _refuse(why_not_change(row))
            try:
                new = checked(unit, with_changes(row.fields, changes))
            except KeyError as error:
                raise FieldError(str(error.args[0]), "unknown") from error
            if seen is not None:
                wished = with_changes(seen, {name: getattr(new, name) for name in changes})
                both = conflicts(seen, row.fields, wished)
                if both:
                    raise ConflictError("opportunity", opportunity_id, both)
            refuse_strangers(unit, row.customer_id, new, row.fields)
            found = changed_values(row.fields, new)
            if found:
                _store(unit, row, new, found)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def move(
        self,
        actor: Actor,
        opportunity_id: OpportunityId,
        stage_id: StageId,
        *,
        seen: StageId | None = None,
    ) -> Changed:
        """Bring an open opportunity into another stage, of another pipeline too.

        `seen` is the stage in which it stood on the screen; where somebody else moved it since,
        ConflictError names both stages.
        """
        with self.database.writing(actor) as unit:
            move(unit, opportunity_id, stage_id, seen)
        return unit.changed

    @operation(Permission.RECORD_DEAL)
    def win(self, actor: Actor, opportunity_id: OpportunityId, ending: Ending) -> Changed:
        """Win an open opportunity; where the office says so it records a deal of its amount."""
        with self.database.writing(actor) as unit:
            end(unit, opportunity_id, OpportunityState.WON, ending)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def lose(self, actor: Actor, opportunity_id: OpportunityId, ending: Ending) -> Changed:
        """Give an open opportunity up as lost, with a reason."""
        with self.database.writing(actor) as unit:
            end(unit, opportunity_id, OpportunityState.LOST, ending)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def void(self, actor: Actor, opportunity_id: OpportunityId, ending: Ending) -> Changed:
        """Say with a reason that an open opportunity never was one: it counts for nothing."""
        with self.database.writing(actor) as unit:
            end(unit, opportunity_id, OpportunityState.VOID, ending)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def reopen(self, actor: Actor, opportunity_id: OpportunityId) -> Changed:
        """Open an opportunity again that had ended; the deal that it made is void."""
        with self.database.writing(actor) as unit:
            reopen(unit, opportunity_id)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def delete(self, actor: Actor, opportunity_id: OpportunityId) -> Changed:
        """Delete an opportunity that has made no deal; it can be restored."""
        with self.database.writing(actor) as unit:
            row, _customer = changeable(unit, opportunity_id)
            if row.state is OpportunityState.WON:
                _refuse(why_not_change(row))
            opportunities.update_opportunity(unit, opportunity_id, {"deleted_at": unit.now})
            count_anew(unit, opportunity_id)
            unit.record(
                OpportunityDeleted(
                    customer_id=row.customer_id, record_id=opportunity_id, before=told(row)
                )
            )
            keep_days(unit, opportunity_id)
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def restore(self, actor: Actor, opportunity_id: OpportunityId) -> Changed:
        """Bring a deleted opportunity back as it was, but in a stage that is in use."""
        with self.database.writing(actor) as unit:
            row = opportunities.opportunity(unit, opportunity_id)
            access.editable(unit, row.customer_id)
            if not row.is_deleted:
                raise RefusedError(NotDeletedOpportunity(row.name))
            pipeline, stage = place_in_use(unit, row)
            if row.is_open and stage.id != row.stage_id:
                bring(unit, row, pipeline, stage)
            opportunities.update_opportunity(unit, opportunity_id, {"deleted_at": None})
            count_anew(unit, opportunity_id)
            unit.record(
                OpportunityRestored(
                    customer_id=row.customer_id, record_id=opportunity_id, after=told(row)
                )
            )
            keep_days(unit, opportunity_id)
        return unit.changed


def _papers(
    view: View, customer_id: CustomerId, of: OpportunityId
) -> tuple[tuple[QuoteRow, ...], tuple[OrderRow, ...], tuple[ContractRow, ...]]:
    quoted = QuoteRequest(customer_id=customer_id, opportunity_id=of)
    ordered = OrderRequest(customer_id=customer_id, opportunity_id=of)
    signed = ContractRequest(customer_id=customer_id, opportunity_id=of)
    return (
        tuple(quote_lists.quotes(view, quoted, quoted.asked, _PAPERS)),
        tuple(orders.orders(view, ordered, _PAPERS)),
        tuple(contracts.contracts(view, signed, _PAPERS)),
    )


def _criteria(view: View, row: OpportunityRow) -> str:
    for pipeline in pipelines.pipelines(view):
        stage = pipeline.stage(row.stage_id)
        if stage is not None:
            return stage.fields.exit_criteria
    return ""


def _refuse(refusal: object | None) -> None:
    if refusal is not None:
        raise RefusedError(refusal)


def _store(
    unit: Unit,
    row: OpportunityRow,
    new: OpportunityFields,
    found: Mapping[str, tuple[object, object]],
) -> None:
    columns: dict[str, Any] = opportunities.column_values(new)
    values = {name: columns[name] for name in found}
    before: dict[str, object] = {name: pair[0] for name, pair in found.items()}
    after: dict[str, object] = {name: pair[1] for name, pair in found.items()}
    if found.keys() & {"amount_minor", "currency"}:
        values["reported_minor"] = reported(unit, new.amount_minor, new.currency)
        before |= {"reported_minor": row.reported_minor, "currency": row.fields.currency}
        after |= {"reported_minor": values["reported_minor"], "currency": new.currency}
    opportunities.update_opportunity(unit, row.id, values)
    unit.record(
        OpportunityEdited(
            customer_id=row.customer_id,
            record_id=row.id,
            before=kept_values(before),
            after={"opportunity": new.name, **kept_values(after)},
        )
    )
    if "reported_minor" in values:
        tell_if_large(unit, row.id)
