"""What was done for a customer, day by day, as entries of its timeline: tasks, days, files."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Literal
from zoneinfo import ZoneInfo

from crm_tui.domain.days import date_of
from crm_tui.domain.tasks import TaskKind
from crm_tui.domain.timelines import EntryKind
from crm_tui.i18n import N_, _
from crm_tui.presentation.dates import relative_moment
from crm_tui.presentation.sizes import file_size
from crm_tui.presentation.timeline_entries import ShownEntry, mapping
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import coded_word, name_in_sentence

WorkKind = Literal[
    EntryKind.TASK_ADDED,
    EntryKind.TASK_DONE,
    EntryKind.TASK_EDITED,
    EntryKind.TASK_PROGRESSED,
    EntryKind.TASK_REOPENED,
    EntryKind.TASK_DELETED,
    EntryKind.TASK_ESCALATED,
    EntryKind.KEY_DATE_ADDED,
    EntryKind.KEY_DATE_EDITED,
    EntryKind.KEY_DATE_DELETED,
    EntryKind.KEY_DATE_HANDLED,
    EntryKind.FILE_ATTACHED,
    EntryKind.FILE_REMOVED,
]
_TITLES: Mapping[WorkKind, tuple[str, str, Tone]] = {
    EntryKind.TASK_ADDED: ("□", N_("Reminder set"), Tone.DIM),
    EntryKind.TASK_DONE: ("☑", N_("Reminder done"), Tone.DIM),
    EntryKind.TASK_EDITED: ("±", N_("Task changed"), Tone.DIM),
    EntryKind.TASK_PROGRESSED: ("▸", N_("Worked on a task"), Tone.NORMAL),
    EntryKind.TASK_REOPENED: ("□", N_("Task open again"), Tone.WARN),
    EntryKind.TASK_DELETED: ("×", N_("Task deleted"), Tone.DIM),
    EntryKind.TASK_ESCALATED: ("!", N_("Overdue task reported to the manager"), Tone.BAD),
    EntryKind.KEY_DATE_ADDED: ("◇", N_("Key date added"), Tone.DIM),
    EntryKind.KEY_DATE_EDITED: ("±", N_("Key date changed"), Tone.DIM),
    EntryKind.KEY_DATE_DELETED: ("×", N_("Key date deleted"), Tone.DIM),
    EntryKind.KEY_DATE_HANDLED: ("◆", N_("Key date handled"), Tone.NORMAL),
    EntryKind.FILE_ATTACHED: ("▤", N_("File attached"), Tone.NORMAL),
    EntryKind.FILE_REMOVED: ("×", N_("File removed"), Tone.DIM),
}
_OF_TASKS: Mapping[EntryKind, str] = {
    EntryKind.TASK_ADDED: N_("New task"),
    EntryKind.TASK_DONE: N_("Task done"),
}
_HANDLED: Mapping[str, str] = {
    "done": N_("Key date handled"),
    "snoozed": N_("Key date put off"),
    "skipped": N_("Key date skipped"),
}


def shown_work(kind: WorkKind, facts: Mapping[str, object]) -> ShownEntry:
    """Return an entry about a task, a day to remember or a file."""
    icon, title, tone = _TITLES[kind]
    after = mapping(facts.get("after"))
    words = _(title)
    if kind is EntryKind.KEY_DATE_HANDLED:
        words = _(_HANDLED.get(str(after.get("handling")), title))
    elif kind is EntryKind.TASK_DONE and after.get("skipped"):
        words = _("Task left out once")
    elif kind in _OF_TASKS and after.get("kind") == TaskKind.TASK.value:
        words = _(_OF_TASKS[kind])
    elif kind is EntryKind.TASK_PROGRESSED and after.get("is_problem"):
        words, tone = _("Problem met with a task"), Tone.WARN
    named = str(
        after.get("title") or after.get("name") or mapping(facts.get("before")).get("title") or ""
    )
    lines = [name_in_sentence(named), *_said(after)]
    return ShownEntry(icon, words, tuple(line for line in lines if line), tone)


def shown_plan(facts: Mapping[str, object], now: datetime, zone: ZoneInfo) -> ShownEntry:
    """Return an entry that says for when the next contact was planned, or that it was cleared."""
    after = mapping(facts.get("after"))
    at = after.get("next_contact_at")
    if not isinstance(at, str):
        return ShownEntry("→", _("Next contact cleared"), (), Tone.DIM)
    when = relative_moment(datetime.fromisoformat(at), now, zone)
    note = name_in_sentence(str(after.get("next_contact_note") or ""))
    return ShownEntry("→", _("Next contact planned"), (f"{when} {note}".rstrip(),), Tone.DIM)


def _said(after: Mapping[str, object]) -> list[str]:
    lines: list[str] = []
    if outcome := after.get("outcome"):
        lines.append(_("Review: {outcome}").format(outcome=coded_word("outcome", str(outcome))))
    for name in ("content", "review", "note", "loss_reason"):
        value = after.get(name)
        if isinstance(value, str) and value:
            lines += value.splitlines()
    until = after.get("until_day")
    if isinstance(until, int) and until > 0:
        lines.append(_("until {day}").format(day=date_of(until).isoformat()))
    size = after.get("size_bytes")
    if isinstance(size, int):
        lines.append(file_size(size))
    return lines
