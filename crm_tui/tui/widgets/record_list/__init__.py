"""Our own table: a window over any number of records."""

from crm_tui.tui.widgets.record_list.columns import Cell, Column, Sort
from crm_tui.tui.widgets.record_list.groups import Group, GroupedSource, GroupHeader
from crm_tui.tui.widgets.record_list.marks import Marks
from crm_tui.tui.widgets.record_list.sources import Opening, Record, RecordSource, open_source
from crm_tui.tui.widgets.record_list.widget import RecordList

__all__ = [
    "Cell",
    "Column",
    "Group",
    "GroupHeader",
    "GroupedSource",
    "Marks",
    "Opening",
    "Record",
    "RecordList",
    "RecordSource",
    "Sort",
    "open_source",
]
