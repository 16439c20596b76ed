"""A contract as a page to be printed and signed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crm_tui.db.queries import contracts, orders, quotes
from crm_tui.db.queries.hidden_texts import shown_one
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.contracts.pages import ContractSource
from crm_tui.domain.contracts.papers import KIND as CONTRACTS
from crm_tui.domain.contracts.records import Contract
from crm_tui.domain.events import Changed, ContractSettingsChanged, DataExported
from crm_tui.domain.identifiers import ContractId
from crm_tui.domain.quotes.pages import PaperPage
from crm_tui.domain.quotes.papers import SETTINGS, QuoteSettings
from crm_tui.domain.quotes.records import QuoteLine
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotPermittedError
from crm_tui.formats.paper_pages import contract_page, contract_page_fault, write_paper_page
from crm_tui.formats.workbooks import whole_file
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.own_pages import page_of, refuse_page, set_page
from crm_tui.services.paper_settings import stored_settings
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
            contract = shown_one(view, contracts.contract(view, contract_id))
            settings = stored_settings(view, SETTINGS)
            page = say(contract, _source(view, contract), settings, view.office.name)
            template = page_of(view, CONTRACTS, contract_page)
        write_paper_page(path, page, template, overwrite=overwrite)
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

    def page(self, actor: Actor, path: Path, *, overwrite: bool = False) -> None:
        """Write the page that contracts are printed on, to be changed and given back."""
        with self.database.reading(actor) as view:
            text = page_of(view, CONTRACTS, contract_page)
        with whole_file(path, overwrite=overwrite) as file:
            file.write(text.encode())

    @operation(Permission.MANAGE_OFFICE)
    def set_page(self, actor: Actor, text: str | None) -> Changed:
        """Let contracts be printed on a page of the office's own, or on the usual one again.

        Raises FieldError for a text that is none: one that asks for what there is not, say.
        """
        refuse_page(text, contract_page_fault)
        with self.database.writing(actor) as unit:
            set_page(unit, CONTRACTS, text, ContractSettingsChanged)
        return unit.changed


def _source(view: View, contract: Contract) -> ContractSource | None:
    """Return the order that a contract was made from, or else its quote."""
    fields = contract.fields
    if fields.order_id is not None:
        order = shown_one(view, orders.order(view, fields.order_id))
        return ContractSource(
            number=order.row.number,
            lines=tuple(QuoteLine(each.fields.sale, each.price) for each in order.lines),
            price=order.price,
            includes_tax=order.fields.includes_tax,
            terms=order.fields.terms,
        )
    if fields.quote_id is None:
        return None
    quote = shown_one(view, quotes.quote(view, fields.quote_id))
    return ContractSource(
        number=quote.full_number,
        lines=quote.lines,
        price=quote.price,
        includes_tax=quote.fields.includes_tax,
        terms=quote.fields.terms,
    )
