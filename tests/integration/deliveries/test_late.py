"""Late reminders arrive once too, whatever the clock does meanwhile."""

from __future__ import annotations

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.deliveries import OLDEST_DAYS, DeliveryStatus
from crm_tui.domain.users import Actor
from tests import make
from tests.integration.deliveries.sending import HOUR, channel, remind, send, wecom
from tests.mailboxes import Hook, hook


def test_a_machine_that_was_off_delivers_late_ones_once_and_marks_them(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    clock.advance(3 * make.DAY)
    send(crm, lina)
    send(crm, lina)
    (text,) = robot.texts
    assert "[late] To do: 回访" in text
    assert [row.is_late for row in crm.deliveries.log(lina)] == [True]


def test_a_clock_set_back_delivers_none_twice(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    make.customer(crm, lina)
    clock.advance(24 * make.DAY)
    send(crm, lina)
    send(crm, lina, digest=True)
    assert len(robot.posted) == 2
    clock.set_wall(clock.now() - 3 * HOUR)
    assert send(crm, lina).is_clock_back
    send(crm, lina, digest=True)
    clock.set_wall(clock.now() + 4 * HOUR)
    send(crm, lina)
    send(crm, lina, digest=True)
    assert len(robot.posted) == 2


def test_what_a_wrong_clock_put_off_for_years_is_not_waited_for(
    crm: Crm, clock: FakeClock, lina: Actor
) -> None:
    with hook() as robot:
        robot.status = 500
        channel(crm, lina, wecom(robot))
        remind(crm, lina, "回访", make.NOW + HOUR)
        clock.set_wall(make.NOW + 3650 * make.DAY)
        crm.tasks.add(lina, "今天的", make.NOW + 3650 * make.DAY)
        send(crm, lina)
        assert crm.deliveries.log(lina, statuses=[DeliveryStatus.FAILED])
        robot.status = 200
        clock.set_wall(make.NOW + 2 * HOUR)
        send(crm, lina)
        assert any("今天的" in text for text in robot.texts)


def test_setting_up_a_channel_does_not_bring_years_of_overdue_work(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    for number in range(40):
        remind(crm, lina, f"旧{number}", make.NOW + HOUR)
    clock.advance((OLDEST_DAYS + 30) * make.DAY)
    remind(crm, lina, "新的", clock.now() + HOUR)
    clock.advance(2 * HOUR)
    channel(crm, lina, wecom(robot))
    send(crm, lina)
    for _day in range(3):
        clock.advance(make.DAY)
        send(crm, lina)
    (text,) = robot.texts
    assert "To do: 新的" in text
    assert "40 more have been overdue for over two weeks" in text
    assert "旧" not in text


def test_what_was_told_before_is_not_counted_among_the_old(
    crm: Crm, clock: FakeClock, lina: Actor, robot: Hook
) -> None:
    channel(crm, lina, wecom(robot))
    remind(crm, lina, "回访", make.NOW + HOUR)
    for _day in range(OLDEST_DAYS + 3):
        clock.advance(make.DAY)
        send(crm, lina)
    assert len(robot.posted) == 1
