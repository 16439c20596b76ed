"""What the owners of sample customers have to do besides talking to them."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.samples import sentences
from crm_tui.domain.samples.dice import Dice
from crm_tui.domain.samples.moments import Moments
from crm_tui.domain.samples.values import Member, SampleTask
from crm_tui.domain.tasks import TaskKind

_WITH_TASK = 0.3
_DONE = 0.3


class Errands:
    """Makes tasks and reminders around today."""

    def __init__(self, dice: Dice, moments: Moments) -> None:
        self._dice = dice
        self._moments = moments

    def tasks(
        self, owner: Member, name: str, contacts: Sequence[ContactFields]
    ) -> tuple[SampleTask, ...]:
        """Return the owner's tasks for a customer: mostly none, now and then one."""
        dice, today = self._dice, self._moments.today
        if not dice.chance(_WITH_TASK):
            return ()
        is_task = dice.chance(0.6)
        is_done = dice.chance(_DONE)
        due_day = today - dice.between(1, 20) if is_done else today + dice.between(-1, 9)
        who = contacts[0].name if contacts else name
        title = dice.one_of(sentences.TASKS if is_task else sentences.REMINDERS)
        due_at = self._moments.at(due_day, 30 * dice.between(18, 35))
        written_day = min(due_day, today) - dice.between(1, 6)
        return (
            SampleTask(
                kind=TaskKind.TASK if is_task else TaskKind.REMINDER,
                assignee_id=owner.user_id,
                title=title.format(name=name, who=who),
                due_at=due_at,
                created_at=self._moments.at(written_day, dice.between(540, 1080)),
                done_at=due_at if is_done else None,
            ),
        )
