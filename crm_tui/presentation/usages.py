"""What customers use, in words: how much of what, our part of it, who delivers the rest."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from crm_tui.domain.timelines import EntryKind
from crm_tui.domain.usages import UsagePer, UsageRow
from crm_tui.i18n import N_, _
from crm_tui.presentation.products import quantity_words, share_text
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence, word

UsageEntry = Literal[
    EntryKind.USAGE_ADDED,
    EntryKind.USAGE_EDITED,
    EntryKind.USAGE_DELETED,
    EntryKind.USAGE_RESTORED,
]
_TITLES: Mapping[UsageEntry, tuple[str, Tone]] = {
    EntryKind.USAGE_ADDED: (N_("Usage entered"), Tone.NORMAL),
    EntryKind.USAGE_EDITED: (N_("Usage edited"), Tone.DIM),
    EntryKind.USAGE_DELETED: (N_("Usage deleted"), Tone.WARN),
    EntryKind.USAGE_RESTORED: (N_("Usage restored"), Tone.DIM),
}


def use_words(quantity_milli: int, unit: str, per: UsagePer) -> str:
    """Return a quantity with its unit and span: 500盒/月."""
    return f"{quantity_words(quantity_milli, unit)}/{word(per)}"


def usage_words(row: UsageRow) -> str:
    """Return what a customer uses of something, in one line."""
    fields = row.fields
    said = [
        name_in_sentence(row.product),
        use_words(fields.quantity_milli, fields.unit, fields.per),
        _("ours {share}").format(share=share_text(row.share)),
    ]
    if row.gap_milli:
        gap = quantity_words(row.gap_milli, fields.unit)
        said.append(_("gap {quantity}").format(quantity=gap))
    if fields.competitor:
        said.append(name_in_sentence(fields.competitor))
    return " · ".join(said)


def shown_usage(kind: UsageEntry, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry of the timeline about what a customer uses."""
    told = {**mapping(facts.get("before")), **mapping(facts.get("after"))}
    title, tone = _TITLES[kind]
    milli = told.get("quantity_milli")
    said = [name_in_sentence(str(told.get("called") or ""))]
    if isinstance(milli, int):
        per = UsagePer(told.get("per", UsagePer.MONTH.value))
        said.append(use_words(milli, str(told.get("unit") or ""), per))
    return ShownEntry("◔", _(title), (" · ".join(filter(None, said)),), tone)
