"""Mentions and comments: who is told, who is not, and how it is taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.follow_ups import CommentFromAbove, CommentTask
from crm_tui.domain.mentions import WhyNotTold
from crm_tui.domain.notices import NoticeKind, NoticeRow
from crm_tui.domain.tasks import TaskDraft, TaskKind
from crm_tui.domain.users import Actor
from crm_tui.errors import FieldError, NotFoundError, RefusedError
from tests import make

HOSTILE = "[/] [@click=app.quit]x \x1b[2J \u202e" + "长" * 600


def told(crm: Crm, actor: Actor) -> list[NoticeRow]:
    return crm.notices.unseen(actor)


def test_a_colleague_who_is_named_is_told_and_can_open_it(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    written = make.follow_up(crm, lina, customer, "预算已批 @boss 请看")
    assert [each.login for each in written.told.people] == ["boss"]
    (notice,) = told(crm, boss)
    assert notice.kind is NoticeKind.MENTION
    assert (notice.customer_id, notice.follow_up_id) == (customer, written.follow_up_id)
    assert (notice.author, notice.words) == ("李娜", "预算已批 @boss 请看")
    assert told(crm, lina) == []


def test_who_may_not_see_the_customer_is_not_told_and_the_writer_hears_it(
    crm: Crm, lina: Actor, zhao: Actor
) -> None:
    customer = make.customer(crm, lina)
    written = make.follow_up(crm, lina, customer, "@赵强 @没有这人 看看")
    assert written.told.people == ()
    reasons = {each.name: each.reason for each in written.told.untold}
    assert reasons == {"赵强": WhyNotTold.CANNOT_SEE, "没有这人": WhyNotTold.UNKNOWN}
    assert told(crm, zhao) == []


def test_a_chosen_colleague_is_told_without_an_at(crm: Crm, lina: Actor, boss: Actor) -> None:
    customer = make.customer(crm, lina)
    make.follow_up(crm, lina, customer, "谈价格", mention_ids=(boss.user_id, lina.user_id))
    assert [each.words for each in told(crm, boss)] == ["谈价格"]
    assert told(crm, lina) == []


def test_an_edit_tells_only_who_was_not_named_before(
    crm: Crm, lina: Actor, boss: Actor, admin: Actor
) -> None:
    customer = make.customer(crm, lina)
    written = make.follow_up(crm, lina, customer, "@boss 看")
    crm.follow_ups.edit(lina, written.follow_up_id, {"content": "@boss @wangwei 看"})
    assert len(told(crm, boss)) == 1
    assert len(told(crm, admin)) == 1


def test_undo_tells_nobody_any_more(crm: Crm, lina: Actor, boss: Actor) -> None:
    make.follow_up(crm, lina, make.customer(crm, lina), "@boss 看")
    crm.history.undo(lina)
    assert told(crm, boss) == []


def test_what_was_seen_is_not_told_again_and_others_stay(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    for text in ("@boss 一", "@boss 二"):
        make.follow_up(crm, lina, customer, text)
    newest, older = told(crm, boss)
    crm.notices.mark_seen(lina, [newest.id])
    crm.notices.mark_seen(boss, [newest.id])
    assert told(crm, boss) == [older]
    assert not crm.notices.mark_seen(boss, [newest.id]).kinds
    crm.notices.mark_seen(boss)
    assert told(crm, boss) == []


def test_of_a_customer_out_of_sight_nothing_is_told(crm: Crm, lina: Actor, zhao: Actor) -> None:
    customer = make.customer(crm, lina, in_pool=True)
    make.follow_up(crm, lina, customer, "@赵强 你来领")
    assert len(told(crm, zhao)) == 1
    crm.pools.claim(lina, [customer])
    assert told(crm, zhao) == []


def test_a_comment_is_told_to_the_author_and_stands_under_the_follow_up(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    written = make.follow_up(crm, lina, customer, "聊了报价", needs="要分期", problems="预算不够")
    before = crm.customers.record(lina, customer).row.last_day
    crm.follow_ups.comment(boss, written.follow_up_id, "先问清\n谁拍板")
    (row,) = crm.follow_ups.list(lina, customer)
    assert [(each.author, each.content) for each in row.comments] == [("boss", "先问清\n谁拍板")]
    assert (row.needs, row.problems) == ("要分期", "预算不够")
    (notice,) = told(crm, lina)
    assert notice.kind is NoticeKind.COMMENT
    assert notice.follow_up_id == written.follow_up_id
    assert notice.words == "先问清 谁拍板"
    assert crm.customers.record(lina, customer).row.last_day == before
    (entry,) = (e for e in crm.customers.detail(lina, customer).timeline if e.follow_up)
    assert entry.follow_up is not None
    assert len(entry.follow_up.comments) == 1


def test_a_comment_becomes_a_task_of_the_author_and_undo_takes_both_back(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    customer = make.customer(crm, lina)
    written = make.follow_up(crm, lina, customer)
    due = make.NOW + timedelta(days=1)
    crm.follow_ups.comment(boss, written.follow_up_id, "再打", task=CommentTask("再打一次", due))
    (task,) = crm.tasks.list(lina)
    assert (task.title, task.assignee_id, task.customer_id) == ("再打一次", lina.user_id, customer)
    (row,) = crm.follow_ups.list(lina, customer)
    assert row.comments[0].task_id == task.id
    crm.history.undo(boss)
    assert crm.tasks.list(lina) == []
    assert crm.follow_ups.list(lina, customer)[0].comments == ()
    assert told(crm, lina) == []


def test_only_who_stands_above_comments(crm: Crm, lina: Actor, zhao: Actor, boss: Actor) -> None:
    customer = make.customer(crm, lina, in_pool=True)
    written = make.follow_up(crm, boss, customer)
    with pytest.raises(RefusedError) as caught:
        crm.follow_ups.comment(lina, written.follow_up_id, "x")
    assert caught.value.refusal == CommentFromAbove("boss")
    with pytest.raises(RefusedError):
        crm.follow_ups.comment(boss, written.follow_up_id, "我自己的")
    crm.pools.claim(lina, [customer])
    with pytest.raises(NotFoundError):
        crm.follow_ups.comment(zhao, written.follow_up_id, "x")


def test_a_comment_without_words_or_with_a_task_in_the_past_is_not_saved(
    crm: Crm, lina: Actor, boss: Actor
) -> None:
    written = make.follow_up(crm, lina, make.customer(crm, lina))
    past = CommentTask("x", make.NOW - timedelta(hours=1))
    for content, task in ((" \n", None), ("x", past), ("x", replace(past, title=" "))):
        with pytest.raises(FieldError):
            crm.follow_ups.comment(boss, written.follow_up_id, content, task=task)
    assert told(crm, lina) == []


def test_needs_and_problems_are_edited_and_what_they_were_is_kept(
    crm: Crm, lina: Actor, clock: FakeClock
) -> None:
    customer = make.customer(crm, lina)
    written = make.follow_up(crm, lina, customer, needs="要分期")
    clock.advance(timedelta(minutes=5))
    crm.follow_ups.edit(lina, written.follow_up_id, {"needs": "要全款", "problems": "竞品低价"})
    (row,) = crm.follow_ups.list(lina, customer)
    assert (row.needs, row.problems) == ("要全款", "竞品低价")
    crm.history.undo(lina)
    (row,) = crm.follow_ups.list(lina, customer)
    assert (row.needs, row.problems) == ("要分期", "")
    with pytest.raises(FieldError):
        crm.follow_ups.edit(lina, written.follow_up_id, {"needs": "长" * 2001})


def test_hostile_words_reach_a_notice_clean_and_short(crm: Crm, lina: Actor, boss: Actor) -> None:
    make.follow_up(crm, lina, make.customer(crm, lina), f"@boss {HOSTILE}")
    (notice,) = told(crm, boss)
    assert len(notice.words) <= 500
    assert notice.words.isprintable()
    assert "[@click=app.quit]x" in notice.words


def test_a_manager_out_of_whose_sight_a_customer_is_hears_of_the_overdue_task_all_the_same(
    crm: Crm, clock: FakeClock
) -> None:
    for name in ("东区", "西区"):
        make.department(crm, name)
    wang = make.rep(crm, "wang", "王伟", department="西区")
    chief = make.manager(crm, "chief", department="东区", staff=[wang])
    customer = make.customer(crm, wang, "浦江精密")
    due_at = clock.now() + timedelta(hours=1)
    crm.tasks.make(wang, TaskDraft("发报价", due_at, customer_id=customer, kind=TaskKind.TASK))
    clock.advance(timedelta(hours=30))
    assert crm.escalations.run(make.admin(crm)).number == 1
    (notice,) = told(crm, chief)
    assert (notice.kind, notice.author, notice.words) == (
        NoticeKind.ESCALATION, "王伟", "发报价",
    )  # fmt: skip
    assert (notice.customer, notice.customer_id) == ("", None)
    make.set_user(crm, wang.user_id, manager_id=None)
    assert told(crm, chief) == []
