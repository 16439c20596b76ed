"""The query language in words: what is wrong with a query and where, what each field means."""

from __future__ import annotations

from collections.abc import Iterable

from crm_tui.domain.queries import Query, QueryFault, QueryTrouble, canonical
from crm_tui.domain.queries.choices import CHOICES, code_of, fixed_value
from crm_tui.domain.queries.faults import NAMED
from crm_tui.domain.queries.fields import BY_KEY, SORT, SUBJECTS, FieldKind, QueryField
from crm_tui.errors import QuerySyntaxError
from crm_tui.i18n import _, current_language
from crm_tui.presentation.widths import cell_width, cut, plain
from crm_tui.presentation.words import name_in_sentence

PLACE = "^"
_AROUND = 24
"""How many characters of a long query are shown before the place that is wrong."""


def field_name(field: QueryField) -> str:
    """Return the name of a field in the language in use."""
    return field.name(current_language())


def field_example(field: QueryField) -> str:
    """Return a field with a value, as it may be typed in the language in use."""
    return field.example(current_language())


def description(field: QueryField) -> str:
    """Return what a field means."""
    return _(field.description)


def readable(query: Query, currency: str) -> str:
    """Return a query as people read it in the language in use."""
    return canonical(query, current_language(), currency)


def fault_of(error: QuerySyntaxError) -> QueryFault:
    """Return the fault that an error reports."""
    return QueryFault(
        QueryTrouble(error.reason),
        error.start,
        error.end,
        error.part,
        error.field,
        tuple(error.near),
    )


def fault_sentence(fault: QueryFault) -> str:
    """Return what is wrong with a query, and what may be typed instead."""
    field = BY_KEY.get(fault.field)
    part = name_in_sentence(fault.part)
    if field is None:
        return _fault_of_no_field(fault, part)
    words = {
        QueryTrouble.VALUE_MISSING: _("“{field}”: a value is missing; write {example}."),
        QueryTrouble.UNKNOWN_VALUE: _("“{field}” cannot be “{part}”; it can be {near}."),
        QueryTrouble.UNKNOWN_NAME: _("{field} “{part}” is not known here; there is {near}."),
        QueryTrouble.NOT_COMPARED: _("“{field}” cannot be compared; write {example}."),
        QueryTrouble.NOT_EMPTY: _("“{field}” is never empty; write {example}."),
        QueryTrouble.NOT_A_NUMBER: _("“{field}”: “{part}” is no number; write {example}."),
        QueryTrouble.NOT_AN_AMOUNT: _("“{field}”: “{part}” is no amount; write {example}."),
        QueryTrouble.NOT_A_DAY: _("“{field}”: “{part}” is no day and no time; write {example}."),
        QueryTrouble.UNKNOWN_SORT: _(
            "There is no order by “{part}”; these can be sorted by: {near}."
        ),
        QueryTrouble.NOT_NEGATED: _("“{field}” cannot be negated; write {example}."),
    }[fault.trouble]
    near = _near(fault, field)
    if fault.trouble is QueryTrouble.UNKNOWN_NAME and not near:
        words = _("{field} “{part}” is not known here.")
    return words.format(field=field_name(field), part=part, near=near, example=field_example(field))


def _fault_of_no_field(fault: QueryFault, part: str) -> str:
    if fault.trouble is QueryTrouble.TOO_LONG:
        return _("A query may have {limit} characters at most.").format(limit=part)
    if fault.trouble is QueryTrouble.OPEN_QUOTE:
        words = _("The quote before “{part}” is not closed; write {closing} where it ends.")
        return words.format(part=part, closing="".join(fault.near))
    names = _shown_names(fault.near)
    return _(
        "There is no field “{part}”; there is {near}. To search for it, put it in quotes."
    ).format(part=part, near=_listed(names))


def _near(fault: QueryFault, field: QueryField) -> str:
    if field is SORT:
        return _listed(_shown_names(fault.near))
    if fault.trouble is QueryTrouble.UNKNOWN_VALUE and field.key in CHOICES:
        codes = dict.fromkeys(code_of(field.key, name) for name in fault.near)
        known = (fixed_value(field.key, code) for code in codes if code is not None)
        return _listed([value.name(current_language()) for value in known])
    if field.kind is FieldKind.CUSTOM and fault.trouble is QueryTrouble.UNKNOWN_VALUE:
        # Only what is yes or no has values of a fixed kind among the office's own fields.
        return _listed((_("yes"), _("no")))
    return _listed(fault.near[:NAMED])


def _shown_names(names: Iterable[str]) -> list[str]:
    """Return fields by their names in the language in use, each once."""
    # A name may mean a field of its own in each subject; it is shown alike for all of them.
    found = ([each.field_named(name) for each in SUBJECTS] for name in names)
    fields = (next(filter(None, each), None) for each in found)
    return list(dict.fromkeys(field_name(each) for each in fields if each is not None))


def _listed(words: Iterable[str]) -> str:
    return _(", ").join(name_in_sentence(word) for word in words)


def marked_place(text: str, start: int, end: int, width: int) -> tuple[str, str]:
    """Return a query and, under it, the marks of a place, each in at most `width` cells."""
    begin = max(0, start - _AROUND) if cell_width(text) > width else 0
    before = plain(text[begin:start])
    shown = cut(before + plain(text[start:]), width)
    left = cell_width(before)
    marks = max(1, min(cell_width(text[start:end]), width - left))
    return shown, " " * left + PLACE * marks
