"""An import of quotes: the versions of one number together, sent and answered as by hand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Any

from crm_tui.db.queries import quotes
from crm_tui.db.unit_of_work import Unit
from crm_tui.domain.events import QuoteAdded
from crm_tui.domain.identifiers import CustomerId, OpportunityId, QuoteId
from crm_tui.domain.imports import (
    Column,
    HeaderMatch,
    ImportContext,
    ParsedPaperRow,
    QuoteRowParser,
    RefusedRow,
)
from crm_tui.domain.imports.outcomes import ImportLine, NotStored, RefusedLine
from crm_tui.domain.imports.quote_rows import ParsedQuote, number_and_version, quote_of
from crm_tui.domain.quotes.papers import KIND
from crm_tui.domain.quotes.records import (
    Quote,
    QuoteFields,
    QuoteRow,
    QuoteStatus,
    full_number,
    status_on,
)
from crm_tui.domain.quotes.rules import (
    QuoteSuperseded,
    why_not_change,
    why_not_decide,
    why_not_send,
    why_not_version,
    why_not_void,
)
from crm_tui.domain.users import Permission
from crm_tui.services import access
from crm_tui.services.approvals import gates
from crm_tui.services.checks import checked_reason
from crm_tui.services.imports.goods import Goods, Group, customer_named, told
from crm_tui.services.imports.naming import Named, named_in, opportunity_called
from crm_tui.services.imports.papers import PaperImport, PaperWriter
from crm_tui.services.imports.refusing import REFUSALS, RowError
from crm_tui.services.imports.storing import morning_of
from crm_tui.services.quotes.checking import CheckedQuote, checked_quote
from crm_tui.services.quotes.writing import (
    Place,
    blank,
    draft,
    other_versions,
    refuse,
    rewrite,
    send_quote,
    set_status,
    settings_of,
    with_costs,
)

_SAID = ("title", "quote_day", "valid_until_day", "currency", "includes_tax", "terms", "note")
_NAMED = {"title": "quote_title", "discount_kind": "discount", "discount_value": "discount"}
"""What a column of a quote is called, where that is not its name."""


class QuoteImport(PaperImport[ParsedPaperRow]):
    """One import on its way."""

    event = QuoteAdded
    needs = Permission.EDIT_QUOTE

    def parser(self, header: HeaderMatch, context: ImportContext) -> QuoteRowParser:
        """Return what reads the rows."""
        return QuoteRowParser(header, context)

    def writer(self, unit: Unit, header: HeaderMatch) -> PaperWriter[ParsedQuote]:
        """Return what writes the quotes that rows make together."""
        return _Quotes(self, unit, header)

    def known_by(self, row: ParsedPaperRow) -> tuple[str, str]:
        """Return the number that all versions of a row's quote share, and its customer."""
        return number_and_version(row.number)[0], customer_named(row)


class _Quotes(PaperWriter[ParsedQuote]):
    """Writes the quotes that rows make together: all versions of a number, or none of them."""

    kind = KIND
    number_column = Column.QUOTE_NUMBER

    def __init__(self, of: QuoteImport, unit: Unit, header: HeaderMatch) -> None:
        super().__init__(of, unit, header)
        self._goods = Goods(unit, header, self.number_column)
        self._entered: dict[str, QuoteId] = {}
        """Which version was written, to be answered when all of its number were sent."""

    def number_pattern(self) -> str:
        """Return how the office numbers its quotes."""
        return settings_of(self.unit).number_pattern

    def version_of(self, paper: ParsedQuote) -> int:
        """Return which version of its number a quote is."""
        return paper.version_no

    def called(self, paper: ParsedQuote) -> str:
        """Return the number of a quote with its version, from the second one on."""
        return paper.full_number

    def lines(self, groups: Sequence[Group]) -> Iterator[ImportLine]:
        """Yield what became of the rows of some quotes, quote by quote."""
        made = [self._versions(group) for group in groups]
        whole = [each for versions in made for _, each in versions if isinstance(each, ParsedQuote)]
        named = named_in(self.unit, self.header, whole)
        self._goods.learn_contacts(named.editable)
        for group, versions in zip(groups, made, strict=True):
            yield from self._written(group, versions, named)

    def _versions(self, group: Group) -> list[tuple[Group, ParsedQuote | RefusedRow]]:
        """Return the rows of each version of a quote with what they say, the first one first."""
        rows_of: dict[str, list[ParsedPaperRow]] = {}
        for row in group:
            rows_of.setdefault(row.number, []).append(row)
        ordered = sorted(rows_of.items(), key=lambda item: number_and_version(item[0])[1])
        return [(rows, quote_of(self.header, rows)) for _, rows in ordered]

    def _written(
        self, group: Group, versions: list[tuple[Group, ParsedQuote | RefusedRow]], named: Named
    ) -> Iterator[ImportLine]:
        faults = [fault for _, each in versions if isinstance(each, RefusedRow)
                  for fault in each.faults]  # fmt: skip
        if faults:
            yield from self._goods.refused(group, faults)
            return
        said = [(rows, each) for rows, each in versions if isinstance(each, ParsedQuote)]
        found = self._all_or_none([each for _, each in said], named)
        if isinstance(found, RefusedLine):
            yield from self._goods.refused(group, found.refusals)
            return
        for (rows, _), line in zip(said, found, strict=True):
            yield from told(self._goods, rows, line)

    def _all_or_none(
        self, versions: Sequence[ParsedQuote], named: Named
    ) -> list[ImportLine] | RefusedLine:
        """Return what became of the versions of a number; what is refused leaves no trace."""
        current, written, counted = versions[0], self.written, dict(self.counted)
        try:
            with self.unit.trying():
                found = []
                for current in versions:
                    found.append(self.put(current, named))
                for current in versions:
                    self._answer(current)
                return found
        except REFUSALS as error:
            self.written, self.counted, self._entered = written, counted, {}
            return RefusedLine(current.line, self.refusals(current, error))

    # --- one version -----------------------------------------------------------------------------

    def enter(self, customer_id: CustomerId, paper: ParsedQuote) -> int:
        """Draft a quote, or a version of one that is here, and send it where its rows say so."""
        customer = access.editable(self.unit, customer_id)
        family = quotes.family_of(self.unit, paper.number)
        if family is not None and family.customer_id != customer_id:
            raise RowError(self.not_stored(paper, NotStored.NUMBER_OF_OTHERS))
        earlier = [] if family is None else quotes.versions(self.unit, family.first_id)
        self._refuse_version(paper, earlier)
        fields = self._fields(paper, customer, blank(self.unit, customer))
        checked = self._checked(paper, customer, fields)
        first_id = None if family is None else family.first_id
        place = Place(paper.number, paper.version_no, first_id)
        version_of = full_number(earlier[-1]) if earlier else ""
        quote_id = draft(self.unit, customer_id, checked, place, version_of)
        self._send(paper, customer, quote_id)
        return quote_id

    def _refuse_version(self, paper: ParsedQuote, others: Sequence[QuoteRow]) -> None:
        """Raise where there may be no such version beside those that are here."""
        if not others:
            return
        *before, last = others
        if paper.version_no > last.version_no:
            refuse(why_not_version(last, before))
        elif paper.status is QuoteStatus.DRAFT:
            refuse(QuoteSuperseded(paper.full_number, full_number(last)))

    def overwrite(
        self, record_id: int, customer_id: CustomerId, paper: ParsedQuote
    ) -> tuple[str, ...]:
        """Put what rows say in the place of a draft, and send it where they say so."""
        customer = access.editable(self.unit, customer_id)
        old = with_costs(self.unit, self._stored(QuoteId(record_id)))
        refuse(why_not_change(old.row))
        fields = self._fields(paper, customer, old.fields)
        changed = rewrite(self.unit, old, self._checked(paper, customer, fields, old))
        names = tuple(dict.fromkeys(_NAMED.get(name, name) for name in changed))
        self._send(paper, customer, old.row.id)
        return names if paper.status is QuoteStatus.DRAFT else (*names, "status")

    def _fields(self, paper: ParsedQuote, customer: Any, basis: QuoteFields) -> QuoteFields:
        """Return what the rows say, and of what they leave open what stood there before."""
        said: dict[str, Any] = {
            name: getattr(paper, name) for name in _SAID if getattr(paper, name) not in {None, ""}
        }
        if "quote_day" in said and "valid_until_day" not in said:
            lasts = basis.valid_until_day - basis.quote_day
            said["valid_until_day"] = said["quote_day"] + lasts
        said["discount"] = paper.discount
        if paper.owner is not None:
            said["owner_id"] = self.people.get(paper.owner)
        if paper.contact:
            said["contact_id"] = self._goods.contact(paper, customer.id)
        if paper.opportunity:
            said["opportunity_id"] = self._opportunity(paper, CustomerId(customer.id))
        return replace(basis, **said)

    def _opportunity(self, paper: ParsedQuote, customer_id: CustomerId) -> OpportunityId:
        found = opportunity_called(self.unit, customer_id, paper.opportunity)
        if found is None:
            raise RowError(
                self.not_stored(
                    paper, NotStored.NO_OPPORTUNITY, Column.OPPORTUNITY, paper.opportunity
                )
            )
        return found

    def _checked(
        self, paper: ParsedQuote, customer: Any, fields: QuoteFields, old: Quote | None = None
    ) -> CheckedQuote:
        """Return the contents priced; raise where a line comes to another amount than it says."""
        made = self._goods.lines(
            paper, fields.title, fields.currency, includes_tax=fields.includes_tax
        )
        kept = () if old is None else old.lines
        checked = checked_quote(self.unit, customer, fields, [each.sale for each in made], kept)
        self._goods.refuse_other_amounts(paper, checked.lines, checked.fields.currency)
        return checked

    # --- how far it came -------------------------------------------------------------------------

    def _send(self, paper: ParsedQuote, customer: Any, quote_id: QuoteId) -> None:
        """Send a draft on the day that its rows say, unless they say that it is one."""
        if paper.status is QuoteStatus.DRAFT:
            return
        self._entered[paper.full_number] = quote_id
        quote = self._stored(quote_id)
        day = paper.sent_day
        if day is None:
            day = min(quote.row.quote_day, self.unit.today)
        refuse(why_not_send(quote, other_versions(self.unit, quote), today=day))
        at = min(morning_of(self.unit, day), self.unit.now)
        if paper.status is QuoteStatus.VOID:
            # It counts for nothing and never will: nobody was quoted to.
            set_status(self.unit, quote, QuoteStatus.SENT, {"sent_at": at, "sent_day": day})
            return
        gates.pass_quote(self.unit, quote)
        send_quote(self.unit, customer, quote, day, at)

    def _answer(self, paper: ParsedQuote) -> None:
        """Write down what became of a version that was sent, on the day that its rows say."""
        quote_id = self._entered.pop(paper.full_number, None)
        if quote_id is None or paper.status is QuoteStatus.SENT:
            return
        quote = self._stored(quote_id)
        day = paper.closed_day
        if day is None:
            day = min(quote.row.valid_until_day, self.unit.today)
        # Whether it was valid is asked of that day, not of today.
        status = status_on(QuoteStatus.SENT, quote.row.valid_until_day, day)
        row = replace(quote.row, status=status)
        reason = ""
        if paper.status is QuoteStatus.VOID:
            refuse(why_not_void(row))
        else:
            accepts = paper.status is QuoteStatus.ACCEPTED
            refuse(why_not_decide(row, other_versions(self.unit, quote), accepts=accepts))
        if paper.status is not QuoteStatus.ACCEPTED:
            reason = checked_reason(paper.reason)
        set_status(self.unit, quote, paper.status, {"decided_day": day, "reason": reason})

    def _stored(self, quote_id: QuoteId) -> Quote:
        return quotes.quote(self.unit, quote_id)
