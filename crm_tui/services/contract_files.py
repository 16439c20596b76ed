"""A contract as a page to be printed and signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crm_tui.db.queries import contracts, orders, papers, quotes
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.contracts.pages import ContractSource
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.events import DataExported
from crm_tui.domain.identifiers import ContractId
from crm_tui.domain.quotes.pages import PaperPage
from crm_tui.domain.quotes.papers import KIND, QuoteSettings, from_json
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.formats.paper_pages import contract_page, write_paper_page
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.values import dataclass

Say = Callable[[Contract, ContractSource | None, QuoteSettings, str], PaperPage]
"""Says a contract in the texts that are printed, with who issues it and the office's name."""
_PAGES = frozenset({".html", ".htm"})


@dataclass(frozen=True, slots=True)
class ContractFiles:
    """Files of contracts as people use them."""

    database: Database

    @operation(Permission.EXPORT)
    def export(
        self,
        actor: Actor,
        contract_id: ContractId,
        path: Path,
        say: Say,
        *,
        overwrite: bool = False,
    ) -> Contract:
        """Write a contract as .html with the lines it was made from, record who took it, return it.

        Raises FieldError for another kind of file.
        """
        refuse_own_files(path, self.database.location, self.database.files_folder)
        if path.suffix.lower() not in _PAGES:
            raise FieldError("format", "not_one_of", path.suffix or path.name)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            contract = contracts.contract(view, contract_id)
            settings = from_json(papers.paper(view, KIND).settings)
            page = say(contract, _source(view, contract), settings, view.office.name)
        write_paper_page(path, page, contract_page(), overwrite=overwrite)
        with self.database.writing(actor) as unit:
            unit.record(
                DataExported(
                    after={
                        "subject": "contract",
                        "number": contract.row.number,
                        "format": "html",
                        "file": path.name,
                        "rows": 1,
                    },
                )
            )
        return contract


def _source(view: View, contract: Contract) -> ContractSource | None:
    """Return the order that a contract was made from, or else its quote."""
    fields = contract.fields
    if fields.order_id is not None:
        order = orders.order(view, fields.order_id)
        return ContractSource(
            number=order.row.number,
            lines=tuple(QuoteLine(each.fields.sale, each.price) for each in order.lines),
            price=order.price,
            includes_tax=order.fields.includes_tax,
            terms=order.fields.terms,
        )
    if fields.quote_id is None:
        return None
    quote = quotes.quote(view, fields.quote_id)
    return ContractSource(
        number=quote.full_number,
        lines=quote.lines,
        price=quote.price,
        includes_tax=quote.fields.includes_tax,
        terms=quote.fields.terms,
    )
