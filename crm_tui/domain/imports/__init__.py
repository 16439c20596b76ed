"""What a customer sheet means: its header, its rows, their faults and repetitions.

found = split_header(sheet.rows)            # None: no header
header, rows = found
parser, watch = CustomerRowParser(header, context), DuplicateWatch(header)
for row in rows:
    parsed = parser.parse(row)              # ParsedRow | RefusedRow
    faults = watch.faults_of(parsed)        # of a ParsedRow
"""

from crm_tui.domain.imports.cells import Cell, SheetRow, column_letter, is_blank
from crm_tui.domain.imports.columns import Column, HeaderColumn
from crm_tui.domain.imports.duplicates import DuplicateWatch
from crm_tui.domain.imports.faults import FaultCode, RowFault
from crm_tui.domain.imports.headers import HeaderMatch, find_header, split_header
from crm_tui.domain.imports.rows import (
    CustomerRowParser,
    DatedNote,
    ImportContext,
    ParsedRow,
    RefusedRow,
    parse_customer_row,
)

__all__ = [
    "Cell",
    "Column",
    "CustomerRowParser",
    "DatedNote",
    "DuplicateWatch",
    "FaultCode",
    "HeaderColumn",
    "HeaderMatch",
    "ImportContext",
    "ParsedRow",
    "RefusedRow",
    "RowFault",
    "SheetRow",
    "column_letter",
    "find_header",
    "is_blank",
    "parse_customer_row",
    "split_header",
]
