"""What to do with whatever has the focus, in a few lines."""

from __future__ import annotations

from collections.abc import Mapping

from textual.widget import Widget
from textual.widgets import Input

from crm_tui.i18n import N_, _
from crm_tui.tui.widgets.checklist_field import ChecklistField
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.entry_field import EntryField
from crm_tui.tui.widgets.fields import FormField, MomentField, MultiLineField
from crm_tui.tui.widgets.preview import Preview
from crm_tui.tui.widgets.query_box import SearchBox
from crm_tui.tui.widgets.record_list import RecordList
from crm_tui.tui.widgets.several_field import SeveralField
from crm_tui.tui.widgets.timeline import Timeline
from crm_tui.tui.widgets.year_calendar import YearCalendar
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class About:
    """What a widget is, and what can be done there."""

    title: str
    lines: tuple[str, ...]


_FIELD = (N_("Tab and enter go on, shift+tab goes back; what is wrong stands below as you leave."),)
_FIELDS: Mapping[type[FormField], tuple[str, ...]] = {  # type: ignore[type-arg]  # of any value
    ChoiceField: (
        N_("Type to narrow the choices, by pinyin initials too; ↓ opens them, enter takes one."),
    ),
    SeveralField: (
        N_("Type to narrow the choices, enter takes one more; backspace takes the last away."),
    ),
    ChecklistField: (N_("↑ ↓ go up and down, space ticks."),),
    MomentField: (
        N_("In free words: tomorrow 3pm, next monday, in 3 days, 11-25, +2w."),
        N_("The line below says what was understood."),
    ),
    MultiLineField: (N_("Several lines: enter begins a new one, tab goes on."),),
    EntryField: (N_("One line says all: enter saves it, shift+enter goes on in a line below."),),
}
_ENTER_IS_ITS_OWN = (MultiLineField, EntryField)
"""Fields from which enter does not go on."""
_ON_LISTS: Mapping[str, str] = {
    "on_record_list_sort_requested": N_("A click on a heading sorts."),
    "on_record_list_search_typed": N_("Chinese typed here starts a search."),
}
"""What is told of a list where its screen hears it."""
_WIDGETS: Mapping[type[Widget], tuple[str, tuple[str, ...]]] = {
    RecordList: (
        N_("A list"),
        (N_("↑ ↓ or j k go up and down, PgUp PgDn turn pages, g and G go to both ends."),),
    ),
    Timeline: (
        N_("The timeline"),
        (N_("↑ ↓ go from entry to entry, enter shows one whole."),),
    ),
    YearCalendar: (
        N_("The calendar"),
        (N_("Arrows go from day to day, PgUp PgDn by months; space begins a range."),),
    ),
    Preview: (N_("Facts"), (N_("↑ ↓ PgUp PgDn scroll."),)),
    SearchBox: (
        N_("The search line"),
        (
            N_("Words search: names, pinyin, initials, contacts, phones."),
            N_("Terms filter: level:A owner:me due:<3d last:>30d amount:>=100000 -industry:x."),
            N_("Fields and values are proposed; tab takes one, ↑ ↓ choose, esc closes them."),
        ),
    ),
    Input: (
        N_("A line to type into"),
        (N_("Enter keeps it, esc leaves; ctrl+u empties it; ← → ctrl+← ctrl+→ move."),),
    ),
}


def help_about(focused: Widget | None) -> About | None:
    """Return what to say about the widget that has the focus, or None."""
    if focused is None:
        return None
    above = [node for node in focused.ancestors_with_self if isinstance(node, Widget)]
    field = next((node for node in above if isinstance(node, FormField)), None)
    if field is not None:
        going_on = () if isinstance(field, _ENTER_IS_ITS_OWN) else _FIELD
        return About(field.label, _lines((*_of_field(field), *going_on)))
    for node in above:
        for kind, (title, lines) in _WIDGETS.items():
            if isinstance(node, kind):
                return About(_(title), _lines((*lines, *_heard_of(node))))
    return None


def _heard_of(node: Widget) -> tuple[str, ...]:
    """Return what the screen makes of a list beyond what every list does."""
    if not isinstance(node, RecordList):
        return ()
    return tuple(told for handler, told in _ON_LISTS.items() if hasattr(node.screen, handler))


def _of_field(field: FormField) -> tuple[str, ...]:  # type: ignore[type-arg]  # of any value
    return next((told for kind, told in _FIELDS.items() if isinstance(field, kind)), ())


def _lines(msgids: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(_(each) for each in msgids)
