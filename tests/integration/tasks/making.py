"""What the tests of tasks do: make one, list them."""

from __future__ import annotations

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.domain.identifiers import TaskId
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.tasks import TaskDraft, TaskRequest
from crm_tui.domain.users import Actor
from crm_tui.errors import RefusedError
from tests import make

WEEKLY = Recurrence(RecurrenceUnit.WEEK)


def draft(title: str = "发方案", *, days: float = 1, **values: object) -> TaskDraft:
    return TaskDraft(title, make.NOW + days * make.DAY, **values)  # type: ignore[arg-type]  # by name


def made(crm: Crm, actor: Actor, task: TaskDraft | None = None) -> TaskId:
    record_id = crm.tasks.make(actor, task or draft()).record_id
    assert record_id is not None
    return TaskId(record_id)


def titles(crm: Crm, actor: Actor, request: TaskRequest | None = None) -> list[str]:
    return [row.title for row in crm.tasks.find(actor, request or TaskRequest())]


def refusal(error: pytest.ExceptionInfo[RefusedError]) -> object:
    return error.value.refusal
