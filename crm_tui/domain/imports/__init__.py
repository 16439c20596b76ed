"""What a sheet means: its header, what its columns hold, its rows and their faults.

table = read_table(sheet.rows, context, kind)   # None: no header
for row in table.rows:
    parsed = parser.parse(row)                  # ParsedRow or ParsedFollowUp | RefusedRow

`table.proposal` says what each column was taken for and why; `given={"公司": "name"}` and `saved`
say otherwise. The parser is a `CustomerRowParser` for customers and contacts, a
`FollowUpRowParser`, `LeadRowParser` and so on for the other kinds, each made of `table.header`.
"""

from crm_tui.domain.import_choices import ImportKind
from crm_tui.domain.imports.bank_receipt_rows import BankReceiptRowParser
from crm_tui.domain.imports.cells import Cell, SheetRow, column_letter, is_blank
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.contract_rows import ContractRowParser, ParsedContract
from crm_tui.domain.imports.cost_rows import (
    ExpenseRowParser,
    ParsedExpense,
    ParsedUsage,
    UsageRowParser,
)
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.follow_up_rows import FollowUpRowParser
from crm_tui.domain.imports.headers import HeaderMatch, find_header, split_header
from crm_tui.domain.imports.lead_rows import LeadRowParser
from crm_tui.domain.imports.mappings import Mapped, UnknownMapping, field_names, mapping_faults
from crm_tui.domain.imports.opportunity_rows import OpportunityRowParser
from crm_tui.domain.imports.order_rows import OrderRowParser
from crm_tui.domain.imports.paper_rows import ParsedPaperRow
from crm_tui.domain.imports.parsed import (
    DatedNote,
    ImportContext,
    ParsedBankReceipt,
    ParsedFollowUp,
    ParsedLead,
    ParsedOpportunity,
    ParsedRow,
    RefusedRow,
)
from crm_tui.domain.imports.payment_plan_rows import ParsedPaymentPlan, PaymentPlanRowParser
from crm_tui.domain.imports.proposals import (
    MappingProposal,
    MappingReason,
    ProposedColumn,
    Sureness,
)
from crm_tui.domain.imports.quote_rows import QuoteRowParser
from crm_tui.domain.imports.rows import CustomerRowParser, fields_filled, parse_customer_row
from crm_tui.domain.imports.skips import SkippedLine, SkipReason
from crm_tui.domain.imports.tables import NO_HEADER, Table, read_table

__all__ = [
    "NO_HEADER",
    "BankReceiptRowParser",
    "Cell",
    "Column",
    "ContractRowParser",
    "CustomerRowParser",
    "DatedNote",
    "ExpenseRowParser",
    "FaultCode",
    "FollowUpRowParser",
    "HeaderColumn",
    "HeaderMatch",
    "ImportContext",
    "ImportKind",
    "LeadRowParser",
    "Mapped",
    "MappingProposal",
    "MappingReason",
    "OpportunityRowParser",
    "OrderRowParser",
    "ParsedBankReceipt",
    "ParsedContract",
    "ParsedExpense",
    "ParsedFollowUp",
    "ParsedLead",
    "ParsedOpportunity",
    "ParsedPaperRow",
    "ParsedPaymentPlan",
    "ParsedRow",
    "ParsedUsage",
    "PaymentPlanRowParser",
    "ProposedColumn",
    "QuoteRowParser",
    "RefusedRow",
    "RowFault",
    "SheetRow",
    "SkipReason",
    "SkippedLine",
    "Sureness",
    "Table",
    "UnknownMapping",
    "UsageRowParser",
    "column_letter",
    "field_names",
    "fields_filled",
    "find_header",
    "is_blank",
    "mapping_faults",
    "parse_customer_row",
    "read_table",
    "split_header",
]
