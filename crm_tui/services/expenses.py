"""费用: entered, changed, taken out; what they come to, and what is left of the income."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import customers, dictionaries, expenses, opportunities, profits, users
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.queries.payments import dated
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.events import (
    Changed,
    ExpenseAdded,
    ExpenseDeleted,
    ExpenseEdited,
    ExpenseRestored,
)
from crm_tui.domain.expenses import (
    ExpenseFields,
    ExpenseGrouping,
    ExpenseOfOtherCustomer,
    ExpenseOfOthers,
    ExpenseRequest,
    ExpenseRow,
    ExpenseSum,
    Profit,
    expense_fault,
)
from crm_tui.domain.field_changes import conflicts, differing, merged
from crm_tui.domain.identifiers import CustomerId, ExpenseId, UserId
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError, FieldError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.services import access
from crm_tui.services.checks import checked_text
from crm_tui.services.currencies import checked_currency, reported
from crm_tui.values import dataclass

_CAMPAIGN_LIMIT = 200
_NOTE_LIMIT = 2000


@dataclass(frozen=True, slots=True)
class Expenses:
    """Expenses as people use them; one of a customer belongs to whoever may change that.

    Who may not see what others spent sees what they spent or entered themselves, and sums of that.
    """

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def list(
        self, actor: Actor, request: ExpenseRequest, *, limit: int = 200
    ) -> Sequence[ExpenseRow]:
        """Return the expenses asked for that one may see, the latest first."""
        with self.database.reading(actor) as view:
            return shown(view, expenses.expenses(view, request, limit))

    def expense(self, actor: Actor, expense_id: ExpenseId) -> ExpenseRow:
        """Return an expense."""
        with self.database.reading(actor) as view:
            return shown_one(view, expenses.expense(view, expense_id))

    def whole(self, actor: Actor, request: ExpenseRequest) -> ExpenseSum:
        """Return what the expenses asked for come to together."""
        with self.database.reading(actor) as view:
            return expenses.whole(view, request)

    def sums(
        self, actor: Actor, request: ExpenseRequest, by: ExpenseGrouping, *, limit: int = 200
    ) -> Sequence[ExpenseSum]:
        """Return what the expenses asked for come to by one of their facts, the most first."""
        with self.database.reading(actor) as view:
            return expenses.sums(view, request, by, limit)

    def profit(self, actor: Actor, request: ExpenseRequest) -> Profit:
        """Return what is left of what a customer, an opportunity or a campaign's leads brought in.

        Raises NotPermittedError for whom it does not concern what products cost, or others spent.
        """
        with self.database.reading(actor) as view:
            for needed in (Permission.VIEW_COST, Permission.VIEW_EXPENSE):
                if not view.person.may(needed):
                    raise NotPermittedError(needed.value)
            found = profits.income(view, _meant(view, request))
            spent = expenses.whole(view, request)
        return Profit(
            income_minor=found.minor,
            cost_minor=found.cost_minor,
            expenses_minor=spent.amount_minor,
            unknown_costs=found.unknown_costs,
            unrated=found.unrated,
        )

    # --- changing --------------------------------------------------------------------------------

    @operation(Permission.EDIT_EXPENSE)
    def add(self, actor: Actor, entered: ExpenseFields) -> Changed:
        """Enter an expense of a customer, one of its opportunities, or a campaign.

        Raises FieldError for what cannot be stored, RefusedError where others change the customer.
        """
        with self.database.writing(actor) as unit:
            enter_expense(unit, entered)
        return unit.changed

    @operation(Permission.EDIT_EXPENSE)
    def edit(
        self,
        actor: Actor,
        expense_id: ExpenseId,
        changes: Mapping[str, object],
        *,
        seen: ExpenseFields | None = None,
    ) -> Changed:
        """Change fields of an expense; whose customer it is stays.

        `seen` is what the form showed: what both sides changed is a conflict.
        """
        with self.database.writing(actor) as unit:
            old = _changeable(unit, expense_id)
            if "customer_id" in changes:
                raise FieldError("customer_id", "unknown")
            basis = old.fields if seen is None else seen
            both = conflicts(old.fields, basis, changes)
            if both:
                said = {name: (each.theirs, each.mine) for name, each in both.items()}
                raise ConflictError("expense", expense_id, said)
            new = checked_expense(unit, merged(old.fields, basis, changes), old.fields)
            values = differing(old.fields, new)
            if values:
                before = {name: getattr(old.fields, name) for name in values}
                if values.keys() & {"amount_minor", "currency", "day"}:
                    before["reported_minor"] = old.reported_minor
                    values["reported_minor"] = reported(
                        unit, new.amount_minor, new.currency, new.day
                    )
                expenses.update_expense(unit, expense_id, values)
                unit.record(
                    ExpenseEdited(
                        customer_id=new.customer_id,
                        record_id=expense_id,
                        before=before,
                        after={**_told(expenses.expense(unit, expense_id)), **values},
                    )
                )
        return unit.changed

    @operation(Permission.EDIT_EXPENSE)
    def delete(self, actor: Actor, expense_id: ExpenseId) -> Changed:
        """Take an expense out of all lists and sums; it can be restored."""
        with self.database.writing(actor) as unit:
            row = _changeable(unit, expense_id)
            expenses.update_expense(unit, expense_id, {"deleted_at": unit.now})
            unit.record(
                ExpenseDeleted(
                    customer_id=row.fields.customer_id, record_id=expense_id, before=_told(row)
                )
            )
        return unit.changed

    @operation(Permission.EDIT_EXPENSE)
    def restore(self, actor: Actor, expense_id: ExpenseId) -> Changed:
        """Bring a deleted expense back as it was."""
        with self.database.writing(actor) as unit:
            row = _changeable(unit, expense_id, deleted=True)
            expenses.update_expense(unit, expense_id, {"deleted_at": None})
            unit.record(
                ExpenseRestored(
                    customer_id=row.fields.customer_id, record_id=expense_id, after=_told(row)
                )
            )
        return unit.changed


def enter_expense(unit: Unit, entered: ExpenseFields) -> ExpenseId:
    """Store an expense and tell of it; raise for what cannot be stored."""
    checked = checked_expense(unit, entered)
    if checked.customer_id is not None:
        access.editable(unit, checked.customer_id)
    minor = reported(unit, checked.amount_minor, checked.currency, checked.day)
    expense_id = expenses.add_expense(unit, checked, minor)
    told = _told(expenses.expense(unit, expense_id))
    unit.record(ExpenseAdded(customer_id=checked.customer_id, record_id=expense_id, after=told))
    return expense_id


def _meant(view: View, request: ExpenseRequest) -> dated.Meant:
    if request.opportunity_id is not None:
        opportunities.opportunity(view, request.opportunity_id)
        return profits.of_opportunity(view, request.opportunity_id)
    if request.customer_id is not None:
        customers.record(view, request.customer_id)
        return dated.of_customer(request.customer_id)
    if request.campaign:
        return profits.of_campaign(view, request.campaign)
    raise FieldError("expense_for", "required")


def _changeable(unit: Unit, expense_id: ExpenseId, *, deleted: bool = False) -> ExpenseRow:
    """Return an expense that this person may change; of a campaign alone, one they may see."""
    row = expenses.expense(unit, expense_id, deleted=deleted)
    if row.fields.customer_id is not None:
        access.editable(unit, row.fields.customer_id)
    return row


def checked_expense(
    view: View, entered: ExpenseFields, old: ExpenseFields | None = None
) -> ExpenseFields:
    """Return what was entered, cleaned and whole; raise for the first that cannot be stored."""
    cleaned = replace(
        entered,
        campaign=checked_text("campaign", entered.campaign, limit=_CAMPAIGN_LIMIT),
        note=checked_text("note", entered.note, limit=_NOTE_LIMIT, multiline=True),
        currency=checked_currency(view, entered.currency),
        customer_id=_customer_of(view, entered, old),
        person_id=_spender(view, entered.person_id, old),
    )
    if fault := expense_fault(cleaned, view.today):
        raise FieldError(*fault)
    if old is None or old.kind_id != cleaned.kind_id:
        _refuse_kind(view, cleaned.kind_id)
    return cleaned


def _customer_of(
    view: View, entered: ExpenseFields, old: ExpenseFields | None
) -> CustomerId | None:
    """Return whose expense it is: the customer that was named, else the opportunity's."""
    if entered.opportunity_id is None:
        return entered.customer_id
    if old is not None and old.opportunity_id == entered.opportunity_id:
        return old.customer_id
    found = opportunities.opportunity(view, entered.opportunity_id)
    if found.is_deleted:
        raise NotFoundError("opportunity", str(found.id))
    is_other = old is not None or entered.customer_id is not None
    if is_other and found.customer_id != entered.customer_id:
        raise RefusedError(ExpenseOfOtherCustomer(found.name))
    return found.customer_id


def _spender(view: View, wanted: UserId | None, old: ExpenseFields | None) -> UserId:
    """Return who spent it: oneself, or somebody whom one manages."""
    me = view.person.user_id
    person_id = wanted or me
    if person_id == me or (old is not None and old.person_id == person_id):
        return person_id
    if not users.is_active(view.connection, person_id):
        raise NotFoundError("user", str(person_id))
    if not (view.person.is_admin or users.manages(view.connection, me, person_id)):
        raise RefusedError(ExpenseOfOthers(users.name_of(view.connection, person_id)))
    return person_id


def _refuse_kind(view: View, kind_id: int) -> None:
    known = dictionaries.items(view.connection, DictionaryKind.EXPENSE_KIND)
    if all(each.id != kind_id or not each.enabled for each in known):
        raise FieldError("expense_kind", "unknown", str(kind_id))


def _told(row: ExpenseRow) -> dict[str, object]:
    """Return what every event of an expense says of it, so that it can be told later."""
    return {
        "kind": row.kind,
        "amount_minor": row.fields.amount_minor,
        "currency": row.fields.currency,
        "day": row.fields.day,
        "campaign": row.fields.campaign,
        "opportunity": row.opportunity,
    }
