"""The one-line follow-up: 张敏 电话 积极 预算已批，要分期方案 明天10点 发方案 #报价."""

from crm_tui.domain.entries.occasions import Occasion
from crm_tui.domain.entries.pastes import MOST_LINES, PastedEntry, begins_with, split_paste
from crm_tui.domain.entries.reading import read_entry
from crm_tui.domain.entries.values import (
    Doubt,
    DoubtKind,
    Entry,
    Known,
    Span,
    SpanKind,
)

__all__ = [
    "MOST_LINES",
    "Doubt",
    "DoubtKind",
    "Entry",
    "Known",
    "Occasion",
    "PastedEntry",
    "Span",
    "SpanKind",
    "begins_with",
    "read_entry",
    "split_paste",
]
