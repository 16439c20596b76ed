"""What was sold and quoted to a customer, as entries of its timeline."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from crm_tui.domain.days import date_of
from crm_tui.domain.quotes.records import QuoteStatus
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import N_, _
from crm_tui.presentation.money import amount
from crm_tui.presentation.opportunity_reasons import shown_opportunity
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import name_in_sentence

DealKind = Literal[EntryKind.DEAL_RECORDED, EntryKind.DEAL_VOIDED, EntryKind.DEAL_MARKED]
QuoteKind = Literal[
    EntryKind.QUOTE_ADDED,
    EntryKind.QUOTE_EDITED,
    EntryKind.QUOTE_STATUS_SET,
    EntryKind.QUOTE_DELETED,
    EntryKind.QUOTE_RESTORED,
]
OpportunityEntry = Literal[
    EntryKind.OPPORTUNITY_ADDED,
    EntryKind.OPPORTUNITY_EDITED,
    EntryKind.OPPORTUNITY_MOVED,
    EntryKind.OPPORTUNITY_ENDED,
    EntryKind.OPPORTUNITY_REOPENED,
    EntryKind.OPPORTUNITY_DELETED,
    EntryKind.OPPORTUNITY_RESTORED,
]
SaleKind = DealKind | QuoteKind | OpportunityEntry
_ICON = "≡"
_TITLES: Mapping[QuoteKind, tuple[str, Tone]] = {
    EntryKind.QUOTE_ADDED: (N_("Quote drafted"), Tone.DIM),
    EntryKind.QUOTE_EDITED: (N_("Quote edited"), Tone.DIM),
    EntryKind.QUOTE_STATUS_SET: (N_("Quote changed"), Tone.NORMAL),
    EntryKind.QUOTE_DELETED: (N_("Quote deleted"), Tone.WARN),
    EntryKind.QUOTE_RESTORED: (N_("Quote restored"), Tone.DIM),
}
_BY_STATUS: Mapping[str, tuple[str, Tone]] = {
    QuoteStatus.SENT.value: (N_("Quote sent"), Tone.ACCENT),
    QuoteStatus.ACCEPTED.value: (N_("Quote accepted"), Tone.GOOD),
    QuoteStatus.REFUSED.value: (N_("Quote refused"), Tone.WARN),
    QuoteStatus.VOID.value: (N_("Quote voided"), Tone.WARN),
}


def shown_sale(kind: SaleKind, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry about a deal, a quote or an opportunity."""
    match kind:
        case EntryKind.DEAL_RECORDED | EntryKind.DEAL_VOIDED | EntryKind.DEAL_MARKED:
            return _deal(kind, facts)
        case (
            EntryKind.QUOTE_ADDED
            | EntryKind.QUOTE_EDITED
            | EntryKind.QUOTE_STATUS_SET
            | EntryKind.QUOTE_DELETED
            | EntryKind.QUOTE_RESTORED
        ):
            return _quote(kind, facts)
        case _:
            return shown_opportunity(kind, facts)


def _quote(kind: QuoteKind, facts: Mapping[str, object]) -> ShownEntry:
    after = {**mapping(facts.get("before")), **mapping(facts.get("after"))}
    title, tone = _TITLES[kind]
    if kind is EntryKind.QUOTE_STATUS_SET:
        title, tone = _BY_STATUS.get(str(after.get("status")), (title, tone))
    minor = after.get("total_minor")
    parts = [
        str(after.get("number") or ""),
        name_in_sentence(str(after.get("title") or "")),
        amount(minor, str(after.get("currency") or "CNY")) if isinstance(minor, int) else "",
    ]
    lines = [" · ".join(filter(None, parts))]
    if kind is EntryKind.QUOTE_STATUS_SET and (reason := after.get("reason")):
        lines.append(_("Reason: {reason}").format(reason=name_in_sentence(str(reason))))
    if version_of := after.get("version_of"):
        lines.append(_("new version of {number}").format(number=version_of))
    return ShownEntry(_ICON, _(title), tuple(filter(None, lines)), tone)


def _deal(kind: DealKind, facts: Mapping[str, object]) -> ShownEntry:
    after = mapping(facts.get("after"))
    reason = name_in_sentence(str(after.get("reason") or ""))
    said = (_("Reason: {reason}").format(reason=reason),) if reason else ()
    if kind is EntryKind.DEAL_MARKED:
        title = _("Set as won") if after.get("by_hand") else _("Set as not won")
        return ShownEntry("¥", title, said, Tone.ACCENT)
    minor, day = after.get("amount_minor"), after.get("day")
    parts = [
        amount(minor, str(after.get("currency") or "")) if isinstance(minor, int) else "",
        date_of(day).isoformat() if isinstance(day, int) else "",
        name_in_sentence(str(after.get("owner") or "")),
        name_in_sentence(str(after.get("note") or "")),
    ]
    what = " · ".join(filter(None, parts))
    if kind is EntryKind.DEAL_VOIDED:
        return ShownEntry("¥", _("Deal voided"), (what, *said), Tone.WARN)
    return ShownEntry("¥", _("Deal recorded"), (what,), Tone.GOOD)
