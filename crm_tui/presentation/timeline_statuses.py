"""Changes of a customer's status and level in the timeline: from what to what, and why."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from crm_tui.domain.customer_types import TypeRule
from crm_tui.domain.customers import CustomerType
from crm_tui.domain.level_reviews import ProposalStatus
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import coded_word, field_label, name_in_sentence, word

_TONES = {
    CustomerType.LOST.value: Tone.BAD,
    CustomerType.AT_RISK.value: Tone.WARN,
    CustomerType.DEAL.value: Tone.GOOD,
}
_NONE = "—"


def shown_type(facts: Mapping[str, object]) -> ShownEntry:
    """Return which status a customer got, and by which rule or for which reason."""
    before, after = mapping(facts.get("before")), mapping(facts.get("after"))
    change = _change("type", before.get("type"), after.get("type"))
    tone = _TONES.get(str(after.get("type")), Tone.DIM)
    return ShownEntry("±", _("Status changed"), (change, *_why(after)), tone)


def _why(after: Mapping[str, object]) -> Iterator[str]:
    months = after.get("months")
    if after.get("rule") == TypeRule.NO_DEAL.value and isinstance(months, int):
        yield ngettext("no deal for {count} month", "no deal for {count} months", months).format(
            count=months
        )
    if after.get("rule") == TypeRule.DEAL.value:
        yield _("by a new deal")
    said = [name_in_sentence(str(after.get(name) or "")) for name in ("reason", "note")]
    if any(said):
        yield _("Reason: {reason}").format(reason=" · ".join(filter(None, said)))


def shown_level(facts: Mapping[str, object]) -> ShownEntry:
    """Return which level was proposed, with which score, and what was decided."""
    after = mapping(facts.get("after"))
    statuses = {each.value: each for each in ProposalStatus}
    decided, score = statuses.get(str(after.get("status"))), after.get("score")
    parts = [
        _change("level", after.get("from_level"), after.get("to_level")),
        _("score {score}").format(score=score) if isinstance(score, int) else "",
        "" if decided is None else word(decided),
    ]
    return ShownEntry("±", _("Level decided"), (" · ".join(filter(None, parts)),), Tone.DIM)


def _change(name: str, before: object, after: object) -> str:
    return _("{field}: {before} → {after}").format(
        field=field_label(name), before=_said(name, before), after=_said(name, after)
    )


def _said(name: str, value: object) -> str:
    return name_in_sentence(coded_word(name, str(value))) if value else _NONE


def shown_was_lead(after: Mapping[str, object]) -> ShownEntry:
    """Return that the customer was a lead: since when, from where, under which name."""
    since = str(after.get("since") or "")
    told = (
        _("came in on {day}").format(day=since) if since else "",
        name_in_sentence(str(after.get("source") or "")),
        name_in_sentence(str(after.get("name") or "")),
    )
    return ShownEntry("⇢", _("Was a lead"), (" · ".join(filter(None, told)),), Tone.GOOD)
