"""Targets and results of a month, the rows behind a sum, and reports."""

from crm_tui.i18n import N_
from crm_tui.tui.keys.commands import KeyCommand, row
from crm_tui.tui.keys.scopes import Scope

# fmt: off
COMMANDS: tuple[KeyCommand, ...] = (
    row("targets", "} ｝", "targets", N_("Targets"),
        N_("What everybody is to bring in a month, and what is there of it"),
        Scope.TABS, initials="mbyj"),
    row("report", "` ·", "report", N_("Reports"),
        N_("What was done in a day, week or month, as a text for the group chat"),
        Scope.TABS, Scope.TARGETS, initials="rbzb"),
    row("target.set", "e f4", "set_target", N_("Set target"),
        N_("Set what the person under the cursor is to bring in this month"),
        Scope.TARGETS, initials="szmb", footer=20),
    row("target.kind", "v", "choose_kind", N_("Views"),
        N_("Choose which targets are listed"),
        Scope.TARGETS, initials="st", footer=30),
    row("target.before", "[ 【", "step_month(-1)", N_("Month before"),
        N_("Go to the month before"),
        Scope.TARGETS, initials="syg", footer=35),
    row("target.after", "] 】", "step_month(1)", N_("Month after"),
        N_("Go to the month after"),
        Scope.TARGETS, initials="xyg", footer=36),
    row("target.import", "i", "import_targets", N_("Import"),
        N_("Set targets from a file; rows of a spreadsheet can be pasted onto the list as well"),
        Scope.TARGETS, initials="drmb", footer=60),
    row("target.export", "x", "export_targets", N_("Export"),
        N_("Write the month into a file, which is the form for an import as well"),
        Scope.TARGETS, initials="dcmb", footer=65),
    row("target.basis", "b", "choose_basis", N_("What counts as signed"),
        N_("Contracts, orders or deals: what signed amounts are the sums of"),
        Scope.TARGETS, initials="qykj"),
    row("report.copy", "y f4", "copy_report", N_("Copy"),
        N_("Copy the text"),
        Scope.REPORT, in_palette=False),
    row("report.span", "v f6", "turn_span", N_("Span"),
        N_("Report the week instead of the day, the month instead of the week"),
        Scope.REPORT, in_palette=False),
    row("report.before", "[ 【", "step(-1)", N_("Before"),
        N_("Report the day, week or month before"),
        Scope.REPORT, in_palette=False),
    row("report.after", "] 】", "step(1)", N_("After"),
        N_("Report the day, week or month after, up to today"),
        Scope.REPORT, in_palette=False),
    row("report.export", "x f7", "export_report", N_("Export"),
        N_("Write the numbers into a file, a row for each person"),
        Scope.REPORT, in_palette=False),
)
# fmt: on
