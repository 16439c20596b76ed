"""Why an opportunity or its pipeline is not to be had so, and what happened to it, in words."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import assert_never

from crm_tui.domain.days import date_of
from crm_tui.domain.opportunities import (
    NotDeletedOpportunity,
    OpportunityClosed,
    OpportunityOpen,
    OpportunityRefusal,
    OpportunityState,
)
from crm_tui.domain.pipelines import (
    DefaultPipeline,
    LastStage,
    PipelineRefusal,
    StageGoesToo,
    StageInUse,
)
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import _, ngettext
from crm_tui.presentation.money import amount
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label, name_in_sentence, word

_TONES = {
    OpportunityState.WON.value: Tone.GOOD,
    OpportunityState.LOST.value: Tone.BAD,
    OpportunityState.VOID.value: Tone.WARN,
}
_MONEY = frozenset({"amount_minor", "reported_minor"})
_UNTOLD = frozenset({"opportunity", "reported_minor", "currency", "people"})


def opportunity_refusal(reason: OpportunityRefusal | PipelineRefusal) -> str:
    """Return why it is refused, and what to do first."""
    match reason:
        case OpportunityClosed(name, state, day):
            return _("“{opportunity}” is {state} since {day}; reopen it first.").format(
                opportunity=name_in_sentence(name),
                state=word(state),
                day=date_of(day).isoformat() if day else "",
            )
        case OpportunityOpen(name):
            return _("“{opportunity}” is open.").format(opportunity=name_in_sentence(name))
        case NotDeletedOpportunity(name):
            return _("“{opportunity}” was not deleted.").format(opportunity=name_in_sentence(name))
        case StageInUse() | LastStage() | DefaultPipeline() | StageGoesToo():
            return pipeline_refusal(reason)
        case _:
            assert_never(reason)


def pipeline_refusal(reason: PipelineRefusal) -> str:
    """Return why a pipeline or a stage stays as it is, and what to do first."""
    match reason:
        case StageInUse(stage, count):
            return ngettext(
                "{count} open opportunity stands in “{stage}”; say where it goes.",
                "{count} open opportunities stand in “{stage}”; say where they go.",
                count,
            ).format(count=count, stage=name_in_sentence(stage))
        case LastStage(pipeline):
            return _("“{pipeline}” has no other stage.").format(pipeline=name_in_sentence(pipeline))
        case DefaultPipeline(pipeline):
            return _("New opportunities begin in “{pipeline}”; let another be the first.").format(
                pipeline=name_in_sentence(pipeline)
            )
        case StageGoesToo(stage):
            return _("“{stage}” goes out of use as well; choose a stage that stays.").format(
                stage=name_in_sentence(stage)
            )
        case _:
            assert_never(reason)


def shown_opportunity(kind: EntryKind, facts: Mapping[str, object]) -> ShownEntry:
    """Return what happened to an opportunity: which, for how much, from where to where, why."""
    before, after = mapping(facts.get("before")), mapping(facts.get("after"))
    titles = {
        EntryKind.OPPORTUNITY_ADDED: _("New opportunity"),
        EntryKind.OPPORTUNITY_EDITED: _("Opportunity edited"),
        EntryKind.OPPORTUNITY_MOVED: _("Opportunity moved"),
        EntryKind.OPPORTUNITY_REOPENED: _("Opportunity reopened"),
        EntryKind.OPPORTUNITY_DELETED: _("Opportunity deleted"),
        EntryKind.OPPORTUNITY_RESTORED: _("Opportunity restored"),
        EntryKind.OPPORTUNITY_ENDED: _ended(after),
    }
    name = after.get("opportunity") or before.get("opportunity")
    heading = (name_in_sentence(str(name or "")), _money(after if after else before))
    lines = [" · ".join(filter(None, heading)), *_changes(kind, before, after)]
    tone = _TONES.get(str(after.get("state")), Tone.ACCENT)
    return ShownEntry("◆", titles[kind], tuple(filter(None, lines)), tone)


def _ended(after: Mapping[str, object]) -> str:
    match after.get("state"):
        case OpportunityState.WON.value:
            return _("Opportunity won")
        case OpportunityState.LOST.value:
            return _("Opportunity lost")
        case _:
            return _("Opportunity void")


def _money(values: Mapping[str, object]) -> str:
    minor, currency = values.get("amount_minor"), values.get("currency")
    return amount(minor, str(currency)) if isinstance(minor, int) and currency else ""


def _changes(
    kind: EntryKind, before: Mapping[str, object], after: Mapping[str, object]
) -> Iterator[str]:
    if kind is EntryKind.OPPORTUNITY_MOVED:
        stages = (name_in_sentence(str(each.get("stage") or "")) for each in (before, after))
        yield " → ".join(stages)
    elif kind is EntryKind.OPPORTUNITY_EDITED:
        for name in before:
            if name not in _UNTOLD and name in after:
                yield _("{field}: {before} → {after}").format(
                    field=field_label(name), before=_said(name, before), after=_said(name, after)
                )
    reason = name_in_sentence(str(after.get("reason") or ""))
    if reason:
        yield _("Reason: {reason}").format(reason=reason)
    review = name_in_sentence(str(after.get("review") or ""))
    if review:
        yield _("Review: {words}").format(words=review)


def _said(name: str, values: Mapping[str, object]) -> str:
    value = values.get(name)
    if value is None or value in ("", []):
        return "—"
    if name in _MONEY:
        return _money(values) or str(value)
    if name.endswith("_day") and isinstance(value, int):
        return date_of(value).isoformat()
    if isinstance(value, list):
        return name_in_sentence(", ".join(map(str, value)))
    return name_in_sentence(str(value))
