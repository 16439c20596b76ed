"""Quotes as people use them: drafted, sent in versions, answered, called void."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from crm_tui.db.queries import customers, opportunities, pools, quote_lists, quotes
from crm_tui.db.queries.hidden_texts import shown, shown_one
from crm_tui.db.unit_of_work import Database, Unit, operation
from crm_tui.domain.events import Changed, QuoteDeleted, QuoteRestored
from crm_tui.domain.field_changes import conflicts, merged
from crm_tui.domain.identifiers import CustomerId, OpportunityId, QuoteId
from crm_tui.domain.list_figures import MoneyTotal
from crm_tui.domain.pools import FactKind
from crm_tui.domain.quotes.differences import QuoteDifference, differences
from crm_tui.domain.quotes.records import (
    Quote,
    QuoteFields,
    QuoteLineFields,
    QuoteRow,
    QuoteStatus,
    full_number,
)
from crm_tui.domain.quotes.requests import QuoteRequest
from crm_tui.domain.quotes.rules import (
    why_not_change,
    why_not_decide,
    why_not_delete,
    why_not_send,
    why_not_version,
    why_not_void,
)
from crm_tui.domain.record_lists import RecordRequest
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import ConflictError
from crm_tui.services import access, protection
from crm_tui.services.approvals import gates
from crm_tui.services.approvals.asked import with_approval
from crm_tui.services.checks import checked_reason
from crm_tui.services.queries import understood
from crm_tui.services.quotes.checking import CheckedQuote, checked_quote, refuse_foreign_opportunity
from crm_tui.services.quotes.writing import (
    CAUSE,
    Place,
    blank,
    bring_back,
    draft,
    next_number,
    other_versions,
    refuse,
    rewrite,
    send_quote,
    set_status,
    take_out,
    told,
    with_costs,
)
from crm_tui.services.record_windows import RecordWindow, money_of
from crm_tui.services.references import one_of
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class QuoteWritten:
    """A quote as written, and the last protected day of its customer that now holds."""

    quote_id: QuoteId
    changed: Changed
    last_day: int


@dataclass(frozen=True, slots=True)
class Quotes:
    """Quotes as people use them; each keeps its owner when the customer changes hands."""

    database: Database

    def list(self, actor: Actor, request: QuoteRequest, *, limit: int = 200) -> list[QuoteRow]:
        """Return the quotes asked for, of visible customers, the newest first."""
        with self.database.reading(actor) as view:
            if request.customer_id is not None:
                customers.record(view, request.customer_id)
            asked = understood(view, request.asked)
            return shown(view, quote_lists.quotes(view, request, asked, limit))

    def window(
        self, actor: Actor, request: RecordRequest, before: RecordWindow[QuoteRow] | None = None
    ) -> RecordWindow[QuoteRow]:
        """Return a list of quotes as a window over it."""
        return RecordWindow(self.database, actor, quote_lists.LISTED, request, before)

    def sums(
        self, actor: Actor, request: RecordRequest, ids: Sequence[int] = ()
    ) -> Sequence[MoneyTotal]:
        """Return what a list comes to by currency, or what some of its quotes do.

        Of the versions of a quote only the latest counts.
        """
        return money_of(self.database, actor, quote_lists.LISTED, request, ids)

    def quote(self, actor: Actor, quote_id: QuoteId) -> Quote:
        """Return a quote whole; raise NotFoundError when there is none to be seen."""
        with self.database.reading(actor) as view:
            return shown_one(view, with_approval(view, quotes.quote(view, quote_id)))

    def find(self, actor: Actor, reference: str) -> QuoteId:
        """Return the quote that a number means: BJ-202611-0001, with -V2 for a version of it."""
        with self.database.reading(actor) as view:
            found = quotes.quotes_called(view, reference.strip())
            named = [(each.id, f"{full_number(each)} {each.customer}") for each in found]
            return one_of("quote", reference, named)

    def versions(self, actor: Actor, quote_id: QuoteId) -> Sequence[QuoteRow]:
        """Return every version of a quote, the first one first."""
        with self.database.reading(actor) as view:
            first_id = quotes.quote(view, quote_id).first_id
            return shown(view, quotes.versions(view, first_id))

    def compare(self, actor: Actor, before: QuoteId, after: QuoteId) -> QuoteDifference:
        """Return what differs between two quotes: versions of one, or any two."""
        with self.database.reading(actor) as view:
            return differences(*shown(view, (quotes.quote(view, each) for each in (before, after))))

    def blank(
        self,
        actor: Actor,
        customer_id: CustomerId,
        opportunity_id: OpportunityId | None = None,
    ) -> QuoteFields:
        """Return what a new quote for a customer begins with; for an opportunity also its name."""
        with self.database.reading(actor) as view:
            fields = blank(view, customers.raw(view, customer_id))
            if opportunity_id is None:
                return fields
            row = shown_one(view, opportunities.opportunity(view, opportunity_id))
            return replace(fields, opportunity_id=opportunity_id, title=row.name)

    @operation(Permission.EDIT_QUOTE)
    def add(
        self,
        actor: Actor,
        customer_id: CustomerId,
        fields: QuoteFields,
        lines: Sequence[QuoteLineFields] = (),
    ) -> QuoteWritten:
        """Draft a quote under the next number of the office.

        Raises FieldError for what cannot be stored, RefusedError where others change the customer.
        """
        with self.database.writing(actor) as unit:
            customer = access.editable(unit, customer_id)
            checked = checked_quote(unit, customer, fields, lines)
            refuse_foreign_opportunity(unit, customer_id, checked.fields.opportunity_id)
            number = next_number(unit, checked.fields.quote_day)
            quote_id = draft(unit, customer_id, checked, Place(number))
            return _written(unit, customer_id, quote_id)

    @operation(Permission.EDIT_QUOTE)
    def edit(
        self,
        actor: Actor,
        quote_id: QuoteId,
        changes: Mapping[str, object],
        *,
        lines: Sequence[QuoteLineFields] | None = None,
        seen: Quote | None = None,
    ) -> Changed:
        """Change fields of a draft, or put other lines in the place of its own.

        `seen` is what the form showed: what both sides changed is a conflict, the lines as a whole.
        """
        with self.database.writing(actor) as unit:
            old = with_costs(unit, quotes.quote(unit, quote_id))
            customer = access.editable(unit, old.row.customer_id)
            refuse(why_not_change(old.row))
            _refuse_conflicts(old, seen, changes, lines)
            basis = old.fields if seen is None else seen.fields
            is_same = lines is None or (seen is not None and _bare(lines) == _bare_of(seen))
            wanted = [each.fields for each in old.lines] if lines is None or is_same else lines
            checked = checked_quote(
                unit, customer, merged(old.fields, basis, changes), wanted, old.lines
            )
            if checked.fields.opportunity_id != old.fields.opportunity_id:
                refuse_foreign_opportunity(unit, old.row.customer_id, checked.fields.opportunity_id)
            rewrite(unit, old, checked)
        return unit.changed

    @operation(Permission.EDIT_QUOTE)
    def send(self, actor: Actor, quote_id: QuoteId) -> QuoteWritten:
        """Call a draft sent: from now on it stays as it is, and its customer was quoted to."""
        with self.database.writing(actor) as unit:
            quote = quotes.quote(unit, quote_id)
            customer = access.editable(unit, quote.row.customer_id)
            refuse(why_not_send(quote, other_versions(unit, quote), today=unit.today))
            gates.pass_quote(unit, quote)
            send_quote(unit, customer, quote, unit.today, unit.now)
            return _written(unit, quote.row.customer_id, quote_id)

    @operation(Permission.EDIT_QUOTE)
    def accept(self, actor: Actor, quote_id: QuoteId) -> Changed:
        """Write down that the customer takes this version; no other can be settled on then."""
        return self._decide(actor, quote_id, QuoteStatus.ACCEPTED, "")

    @operation(Permission.EDIT_QUOTE)
    def refuse(self, actor: Actor, quote_id: QuoteId, reason: str) -> Changed:
        """Write down that the customer does not take this version, and why."""
        return self._decide(actor, quote_id, QuoteStatus.REFUSED, checked_reason(reason))

    def _decide(self, actor: Actor, quote_id: QuoteId, status: QuoteStatus, reason: str) -> Changed:
        with self.database.writing(actor) as unit:
            quote = quotes.quote(unit, quote_id)
            access.editable(unit, quote.row.customer_id)
            accepts = status is QuoteStatus.ACCEPTED
            refuse(why_not_decide(quote.row, other_versions(unit, quote), accepts=accepts))
            set_status(unit, quote, status, {"decided_day": unit.today, "reason": reason})
        return unit.changed

    @operation(Permission.EDIT_QUOTE)
    def void(self, actor: Actor, quote_id: QuoteId, reason: str) -> QuoteWritten:
        """Call a quote that was sent void, with a reason: it counts for nothing from today on."""
        reason = checked_reason(reason)
        with self.database.writing(actor) as unit:
            quote = quotes.quote(unit, quote_id)
            access.editable(unit, quote.row.customer_id)
            refuse(why_not_void(quote.row))
            set_status(unit, quote, QuoteStatus.VOID, {"decided_day": unit.today, "reason": reason})
            pools.void_fact(unit, (FactKind.QUOTE,), quote_id)
            protection.refresh(unit, quote.row.customer_id, cause=CAUSE)
            return _written(unit, quote.row.customer_id, quote_id)

    @operation(Permission.EDIT_QUOTE)
    def new_version(self, actor: Actor, quote_id: QuoteId) -> QuoteWritten:
        """Make a draft with the contents of a quote that was sent; that one stays as it is."""
        with self.database.writing(actor) as unit:
            quote = quotes.quote(unit, quote_id)
            customer_id = quote.row.customer_id
            access.editable(unit, customer_id)
            refuse(why_not_version(quote.row, other_versions(unit, quote)))
            lasts = quote.fields.valid_until_day - quote.fields.quote_day
            fields = replace(quote.fields, quote_day=unit.today, valid_until_day=unit.today + lasts)
            kept = [quotes.line_from(row) for row in quotes.stored_lines(unit, quote_id)]
            again = CheckedQuote(fields, tuple(kept), quote.price)
            version_no = quotes.last_version_no(unit, quote.first_id) + 1
            place = Place(quote.row.number, version_no, quote.first_id)
            new_id = draft(unit, customer_id, again, place, full_number(quote.row))
            return _written(unit, customer_id, new_id)

    @operation(Permission.EDIT_QUOTE)
    def delete(self, actor: Actor, quote_id: QuoteId) -> Changed:
        """Take a quote out of all lists; its number is not given again."""
        with self.database.writing(actor) as unit:
            quote = quotes.quote(unit, quote_id)
            customer_id = quote.row.customer_id
            access.editable(unit, customer_id)
            refuse(why_not_delete(quote.row))
            said = told(quote)
            take_out(unit, quote)
            unit.record(QuoteDeleted(customer_id=customer_id, record_id=quote_id, before=said))
        return unit.changed

    @operation(Permission.EDIT_QUOTE)
    def restore(self, actor: Actor, quote_id: QuoteId) -> Changed:
        """Bring a deleted quote back as it was."""
        with self.database.writing(actor) as unit:
            quote = quotes.quote(unit, quote_id, deleted=True)
            access.editable(unit, quote.row.customer_id)
            bring_back(unit, quote)
            unit.record(
                QuoteRestored(
                    customer_id=quote.row.customer_id, record_id=quote_id, after=told(quote)
                )
            )
        return unit.changed


def _refuse_conflicts(
    old: Quote,
    seen: Quote | None,
    changes: Mapping[str, object],
    lines: Sequence[QuoteLineFields] | None,
) -> None:
    if seen is None:
        return
    both: dict[str, tuple[object, object]] = {
        name: (each.theirs, each.mine)
        for name, each in conflicts(old.fields, seen.fields, changes).items()
    }
    theirs, was, ours = _bare_of(old), _bare_of(seen), _bare(lines or ())
    if lines is not None and theirs != was and ours not in (was, theirs):
        both["lines"] = (len(theirs), len(ours))
    if both:
        raise ConflictError("quote", old.row.id, both)


def _bare(lines: Sequence[QuoteLineFields]) -> list[QuoteLineFields]:
    """Return lines without what they cost, which not everybody is told."""
    return [replace(each, cost_minor=None) for each in lines]


def _bare_of(quote: Quote) -> list[QuoteLineFields]:
    return _bare([each.fields for each in quote.lines])


def _written(unit: Unit, customer_id: CustomerId, quote_id: QuoteId) -> QuoteWritten:
    last_day = customers.stored(unit, customer_id).last_day
    return QuoteWritten(quote_id, unit.changed, last_day)
