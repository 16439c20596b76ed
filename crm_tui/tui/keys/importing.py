"""Importing a file: its columns, a dry run, what became of its rows."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("import", "ctrl+r", "import_file", N_("Import"),
        N_("Read the rows of a file, after a dry run"),
        Scope.CUSTOMERS, Scope.POOL, Scope.LEADS, Scope.OPPORTUNITIES,
        Scope.ORDERS, Scope.CONTRACTS, Scope.QUOTES, Scope.CUSTOMER_QUOTES, Scope.PAYMENTS,
        Scope.COSTS, initials="dr"),
    row("import.next", "f2 ctrl+s", "go_on", N_("Go on"),
        N_("To the dry run, and from there to the import"),
        Scope.IMPORTING, initials="xyb", footer=10),
    row("import.sheet", "s", "choose_sheet", N_("Sheet"),
        N_("Read another sheet of the file"),
        Scope.IMPORTING, initials="gzb", footer=50),
    row("import.header", "m", "choose_header", N_("Header line"),
        N_("Say on which line the header stands"),
        Scope.IMPORTING, initials="btx", footer=51),
    row("import.encoding", "c", "choose_encoding", N_("Encoding"),
        N_("Read a text file in another encoding"),
        Scope.IMPORTING, initials="bm", footer=52),
    row("import.result", "w", "write_result", N_("Write results"),
        N_("Write what became of every row into a file, faulty cells coloured"),
        Scope.IMPORTING, initials="jgwj", footer=20),
)
# fmt: on
