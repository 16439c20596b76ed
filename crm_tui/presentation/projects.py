"""Project files in words: shares, registrations and their clashes, the plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Literal

from crm_tui.domain.decimals import decimal_text
from crm_tui.domain.projects import (
    DONE,
    PROJECT_FIELDS,
    Project,
    ProjectRefusal,
    RegistrationClash,
    Step,
)
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import _
from crm_tui.presentation.dates import iso_day
from crm_tui.presentation.money import amount
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label, name_in_sentence

ProjectEntry = Literal[EntryKind.PROJECT_EDITED]


def shown_project(kind: ProjectEntry, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry of the timeline about a project file: which of its fields changed."""
    after = mapping(facts.get("after"))
    labels = [field_label(name) for name in PROJECT_FIELDS if name in after]
    said = (name_in_sentence(str(after.get("opportunity") or "")), _(", ").join(labels))
    title = _("Project file edited") if labels else _("Days of the project kept")
    return ShownEntry("◇", title, tuple(filter(None, said)), Tone.DIM)


def project_refusal(reason: ProjectRefusal) -> str:
    """Return why it is refused, and what to do instead."""
    return _(
        "“{opportunity}” has ended; its shares are changed by who may void deals, or reopen it."
    ).format(opportunity=name_in_sentence(reason.opportunity))


def project_lines(project: Project, currency: str) -> Iterator[tuple[str, str]]:
    """Yield what a project file says, field by field; what is empty is left out."""
    fields = project.fields
    said = (
        (field_label("shares"), share_words(project)),
        (field_label("end_customer_id"), _customer(project.end_customer, fields.end_customer_id)),
        (field_label("agent_id"), _customer(project.agent, fields.agent_id)),
        (_("Registered"), registered_words(project)),
        (field_label("investment"), _money(fields.investment_minor, currency)),
        (field_label("cost_budget"), _money(fields.cost_budget_minor, currency)),
        (field_label("bid_day"), _day(fields.bid_day)),
        (field_label("departments"), fields.departments),
        (field_label("team"), fields.team),
    )
    yield from ((label, words) for label, words in said if words)


def share_words(project: Project) -> str:
    """Return who has which part: 李娜 60%, 王伟 40%."""
    return _(", ").join(
        f"{name_in_sentence(project.people.get(each.user_id, '?'))} "
        f"{decimal_text(each.percent, 2)}%"
        for each in project.fields.shares
    )


def registered_words(project: Project) -> str:
    """Return for what and from when to when it is registered."""
    until, since = project.fields.registered_until, project.registered_day
    if until is None or since is None:
        return ""
    span = _("{first} to {last}").format(first=iso_day(since), last=iso_day(until))
    return " · ".join(filter(None, (name_in_sentence(project.fields.registered_for), span)))


def clash_sentences(clashes: Sequence[RegistrationClash]) -> Iterator[str]:
    """Yield who else has registered the same, as far as that may be seen."""
    for each in clashes:
        since, until = iso_day(each.since_day), iso_day(each.until_day)
        if not each.opportunity:
            yield _("A colleague has registered the same from {since} until {until}.").format(
                since=since, until=until
            )
            continue
        who = each.owner or _("nobody now")
        yield _(
            "“{opportunity}” ({owner}) is registered for it from {since} until {until}."
        ).format(
            opportunity=name_in_sentence(each.opportunity),
            owner=name_in_sentence(who),
            since=since,
            until=until,
        )


def step_words(step: Step, today: int) -> str:
    """Return a step of a plan with its day, and whether it is done or past its day."""
    mark = DONE if step.is_done else "!" if step.day < today else "·"
    return f"{mark} {iso_day(step.day)} {name_in_sentence(step.name)}"


def _customer(name: str, customer_id: int | None) -> str:
    if customer_id is None:
        return ""
    return name_in_sentence(name) if name else _("a customer that you may not see")


def _money(minor: int | None, currency: str) -> str:
    return "" if minor is None else amount(minor, currency)


def _day(day: int | None) -> str:
    return "" if day is None else iso_day(day) or ""
