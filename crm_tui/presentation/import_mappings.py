"""What the columns of a file are taken for, in words: which field, how sure, and why."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.domain.custom_fields import FieldHolder
from crm_tui.domain.exports import CONTACT_PREFIX
from crm_tui.domain.imports import (
    Column,
    HeaderColumn,
    MappingReason,
    ProposedColumn,
    SkipReason,
    Sureness,
    UnknownMapping,
)
from crm_tui.domain.text import printable
from crm_tui.i18n import N_, _
from crm_tui.presentation.export_words import heading
from crm_tui.presentation.words import FIELDS, field_label, name_in_sentence

_FIELDS: Mapping[Column, str] = {
    Column.NAME: N_("Customer"),
    Column.REGION: N_("Region in one cell"),
    Column.PARENT: N_("Parent company"),
    Column.FIRST_CONTACT_ON: N_("First contact"),
    Column.CONTACT_LAST_NAME: N_("Family name"),
    Column.CONTACT_FIRST_NAME: N_("Given name"),
    Column.OWNER: N_("Owner"),
    Column.POOL: N_("Pool"),
    Column.CLAIMED_SINCE: N_("Held since"),
    Column.LAST_FOLLOW_UP: N_("Last follow-up"),
    Column.NEXT_CONTACT: N_("Next contact"),
    Column.AUTHOR: N_("Author"),
    Column.EXPECTED_ON: N_("Expected"),
    Column.OPPORTUNITY_STAGE: N_("Opportunity stage"),
    Column.BUSINESS_TYPE: N_("Business type"),
    Column.NEXT_STEP_ON: N_("Day of the next step"),
    Column.PIPELINE: N_("Pipeline"),
    Column.OPPORTUNITY_STATE: N_("State of the opportunity"),
    Column.RECEIVED_ON: N_("Received on"),
    Column.RECEIVED: N_("Money that came"),
    Column.PAID_OUT: N_("Money that went"),
    Column.DIRECTION: N_("Came or went"),
}
_NAMES = {
    Column.INDUSTRY: "industry_id",
    Column.SOURCE: "source_id",
    Column.STAGE: "stage_id",
    Column.BUDGET: "budget_minor",
    Column.CONTACT_NAME: "contact_name",
}
_SURENESS: Mapping[Sureness, str] = {
    Sureness.SAID: N_("as you said"),
    Sureness.SURE: N_("sure"),
    Sureness.LIKELY: N_("likely"),
    Sureness.GUESSED: N_("guessed"),
    Sureness.UNKNOWN: N_("not read"),
}
_REASONS: Mapping[MappingReason, str] = {
    MappingReason.GIVEN: N_("named by you"),
    MappingReason.SAVED: N_("as with an earlier file of this kind"),
    MappingReason.NOT_READ: N_("left out by you"),
    MappingReason.OWN_FIELD: N_("a field of your office"),
    MappingReason.LABEL: N_("by its header"),
    MappingReason.SIMILAR_LABEL: N_("its header resembles one that is known"),
    MappingReason.VALUES: N_("by what its cells look like"),
    MappingReason.REPEATED: N_("another column holds the same"),
    MappingReason.VALUES_DISAGREE: N_("its cells hold something else than its header says"),
    MappingReason.NOTHING_KNOWN: N_("nothing is known of it"),
}
_SKIPPED: Mapping[SkipReason, str] = {
    SkipReason.HEADER_AGAIN: N_("the header again"),
    SkipReason.TOTAL: N_("a sum"),
    SkipReason.FOOTER: N_("a footer"),
}


def column_word(column: HeaderColumn) -> str:
    """Return what a column holds, 联系人2 手机 for the phone of the second contact."""
    if column.custom is not None:
        word = printable(column.custom.name)
        is_own = column.custom.holder is FieldHolder.CUSTOMER
    elif column.column is None:
        return ""
    else:
        word, is_own = _word(column.column), not column.is_of_contact
    if is_own:
        return word
    if column.person > 1:
        return _("Contact {number}: {field}").format(number=column.person, field=word)
    return word


def _word(column: Column) -> str:
    if column in _FIELDS:
        return _(_FIELDS[column])
    name = _NAMES.get(column, column.value)
    if name not in FIELDS:
        name = name.removeprefix(CONTACT_PREFIX)
    return field_label(name) if name in FIELDS else heading(column.value)


def sureness_word(sureness: Sureness) -> str:
    """Return how sure it is what a column holds."""
    return _(_SURENESS[sureness])


def mapping_reason(reason: MappingReason) -> str:
    """Return why a column is taken for what it is."""
    return _(_REASONS[reason])


def proposed_sentence(proposed: ProposedColumn) -> str:
    """Return a column with what it holds and why in one line: C 电话 → Phone (by its header)."""
    column = proposed.column
    place = f"{column.letter} {printable(column.label)}"
    field = column_word(column) if proposed.field else sureness_word(Sureness.UNKNOWN)
    return _("{place} → {field} ({reason})").format(
        place=place, field=field, reason=mapping_reason(proposed.reason)
    )


def skip_word(reason: SkipReason) -> str:
    """Return why a row was passed over."""
    return _(_SKIPPED[reason])


def unknown_mapping_sentence(fault: UnknownMapping) -> str:
    """Return what a mapping names that there is not, and the nearest that there is."""
    if fault.is_field:
        field = name_in_sentence(fault.field)
        said = _("There is no field “{field}” to map to.").format(field=field)
    else:
        column = name_in_sentence(fault.column)
        said = _("The file has no column “{column}”.").format(column=column)
    if not fault.known:
        return said
    known = _(", ").join(map(name_in_sentence, fault.known))
    nearest = _("The nearest: {known}.").format(known=known)
    return f"{said} {nearest}"
