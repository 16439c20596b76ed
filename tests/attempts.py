"""One call of every operation there is, by whoever tries it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.bulk_edits import BulkChange
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.days import DayRange
from crm_tui.domain.deals import DealFields
from crm_tui.domain.disputes import DisputeOutcome
from crm_tui.domain.duplicates.suspects import SuspectRequest
from crm_tui.domain.identifiers import (
    AttachmentId,
    ChannelId,
    CustomerId,
    CustomFieldId,
    DealId,
    DepartmentId,
    DisputeId,
    ExtensionId,
    FollowUpId,
    HandoverId,
    KeyDateId,
    LeaveId,
    LimitId,
    MessageTemplateId,
    RoleId,
    TaskId,
    TokenId,
    ViewId,
)
from crm_tui.domain.key_dates import (
    Dealing,
    Handling,
    KeyDateFields,
    KeyDateKind,
    KeyDay,
)
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.message_templates import MessageTemplateFields
from crm_tui.domain.pools import HoldingLimit, LimitKind, LimitLevel, MemberKind, PoolMember
from crm_tui.domain.tasks import TaskDraft, TaskOutcome, TaskReview
from crm_tui.domain.users import Actor, Scope
from crm_tui.domain.views import Audience, ListLayout, ListTab, NewView
from crm_tui.services.disputes import Filing
from crm_tui.services.sign_ins import Proof
from crm_tui.services.suspects.files import SuspectFile
from tests import make
from tests.exporting import exported

DEPARTMENT, REP_ROLE, TODAY = DepartmentId(1), RoleId(3), make.NOW.toordinal()


def _pool_settings(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    pool, settings = make.pool_id(crm), crm.pool_settings
    everybody = PoolMember(MemberKind.EVERYBODY, None)
    limit = HoldingLimit(LimitLevel.OFFICE, None, pool, LimitKind.GENERAL, 5)
    return {
        "pool_settings.add": lambda: settings.add(actor, "x"),
        "pool_settings.edit": lambda: settings.edit(actor, pool, {"daily_limit": 3}),
        "pool_settings.make_default": lambda: settings.make_default(actor, pool),
        "pool_settings.delete": lambda: settings.delete(actor, pool, pool),
        "pool_settings.set_member": lambda: settings.set_member(actor, pool, everybody),
        "pool_settings.remove_member": lambda: settings.remove_member(
            actor, pool, MemberKind.EVERYBODY, None
        ),
        "pool_settings.set_limit": lambda: settings.set_limit(actor, limit),
        "pool_settings.remove_limit": lambda: settings.remove_limit(actor, LimitId(1)),
        "pool_settings.set_routes": lambda: settings.set_routes(actor, pool, ()),
    }


def _key_dates(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    fields = KeyDateFields(KeyDateKind.OTHER, KeyDay(day=1))
    text = MessageTemplateFields("x", "x")
    found = crm.greetings.list(make.admin(crm), None)
    greeting = make.greeting(customer)
    return {
        "key_dates.add": lambda: crm.key_dates.add(actor, customer, fields),
        "key_dates.edit": lambda: crm.key_dates.edit(actor, KeyDateId(1), {"title": "x"}),
        "key_dates.delete": lambda: crm.key_dates.delete(actor, KeyDateId(1)),
        "key_dates.handle": lambda: crm.key_dates.handle(
            actor, KeyDateId(1), Dealing(Handling.DONE)
        ),
        "greetings._write_down": lambda: crm.greetings.write_down(
            actor, found.occasion, [greeting]
        ),
        "greetings.add_template": lambda: crm.greetings.add_template(actor, text),
        "greetings.edit_template": lambda: crm.greetings.edit_template(
            actor, MessageTemplateId(1), text
        ),
        "greetings.delete_template": lambda: crm.greetings.delete_template(
            actor, MessageTemplateId(1)
        ),
    }


def _own_fields(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    fields, field_id = crm.custom_fields, CustomFieldId(1)
    typed = CustomFieldFields(name="x", type=FieldType.TEXT)
    return {
        "custom_fields.add": lambda: fields.add(actor, FieldHolder.CUSTOMER, typed),
        "custom_fields.edit": lambda: fields.edit(actor, field_id, typed),
        "custom_fields.move": lambda: fields.move(actor, field_id, 1),
        "custom_fields.remove": lambda: fields.remove(actor, field_id),
    }


def _sign_ins(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    found, new = crm.sign_ins, "a long enough one"
    return {
        "sign_ins._change_own": lambda: found.change_password(
            actor, Proof("x", "", new), machine="m"
        ),
        "sign_ins._reset": lambda: found.reset_password(actor, actor.user_id, new),
        "sign_ins.force_change": lambda: found.force_change(actor, actor.user_id),
        "sign_ins.remove_password": lambda: found.remove_password(actor, actor.user_id),
        "sign_ins.unlock": lambda: found.unlock(actor, actor.user_id),
        "sign_ins.end_sessions": lambda: found.end_sessions(actor, actor.user_id),
        "sign_ins.new_token": lambda: found.new_token(actor, "x", days=1),
        "sign_ins.revoke_token": lambda: found.revoke_token(actor, TokenId(1)),
    }


def _views(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    view = ViewId(1)
    return {
        "views.save": lambda: crm.views.save(actor, NewView(name="x")),
        "views.change": lambda: crm.views.change(actor, view, {"query": "x"}),
        "views.rename": lambda: crm.views.rename(actor, view, "x"),
        "views.share": lambda: crm.views.share(actor, view, Audience.EVERYBODY),
        "views.delete": lambda: crm.views.delete(actor, view),
        "views.move": lambda: crm.views.move(actor, "mine", 2),
        "views.remember_layout": lambda: crm.views.remember_layout(actor, "mine", ListLayout()),
        "views.forget_layout": lambda: crm.views.forget_layout(actor, "mine"),
        "views.remember_last": lambda: crm.views.remember_last(actor, ListTab.CUSTOMERS, "all"),
    }


def attempts(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation by somebody."""
    customer = make.customer(crm, in_pool=True)
    contact = crm.customers.detail(make.admin(crm), customer).contacts[0].id
    now = crm.database.clock.now()
    return {
        "customers.add": lambda: make.customer(crm, actor, name="x"),
        "exports.run": lambda: exported(crm, actor, Path("out.csv")),
        "bulk_edits.edit": lambda: crm.bulk_edits.edit(
            actor, [customer], BulkChange(values={"city": "北京"})
        ),
        "office_files._note": lambda: crm.office_files.export(actor, Path("office")),
        "doctor.repair": lambda: crm.doctor.repair(actor),
        "suspects.export": lambda: crm.suspects.export(
            actor, SuspectRequest(), SuspectFile(Path("out.csv"), ("why",), lambda _each: ("",))
        ),
        "suspects.dismiss": lambda: crm.suspects.dismiss(actor, customer, CustomerId(2)),
        "suspects.reopen": lambda: crm.suspects.reopen(actor, customer, CustomerId(2)),
        "merging.merge": lambda: crm.merging.merge(actor, customer, customer),
        "backups._note": lambda: crm.backups.make(actor),
        "resets.reset": lambda: crm.resets.reset(actor, "x"),
        "purges.purge": lambda: crm.purges.purge(actor, [customer]),
        "customers.edit": lambda: crm.customers.edit(actor, customer, {"city": "北京"}),
        "customers.add_contact": lambda: crm.customers.add_contact(actor, customer, make.contact()),
        "customers.edit_contact": lambda: crm.customers.edit_contact(
            actor, contact, make.contact()
        ),
        "affiliations.move": lambda: crm.affiliations.move(actor, contact, customer),
        "affiliations.join": lambda: crm.affiliations.join(actor, contact, customer),
        "affiliations.leave": lambda: crm.affiliations.leave(actor, contact, customer),
        "follow_ups.add": lambda: make.follow_up(crm, actor, customer),
        "follow_ups._add_some": lambda: crm.follow_ups.add_all(
            actor, [(customer, make.draft(crm))]
        ),
        "follow_ups.edit": lambda: crm.follow_ups.edit(actor, FollowUpId(1), {}),
        "follow_ups.delete": lambda: crm.follow_ups.delete(actor, FollowUpId(1)),
        "follow_ups.comment": lambda: crm.follow_ups.comment(actor, FollowUpId(1), "x"),
        "attachments._add": lambda: crm.attachments.attach(actor, customer, []),
        "attachments.remove": lambda: crm.attachments.remove(actor, AttachmentId(1)),
        "notices.mark_seen": lambda: crm.notices.mark_seen(actor),
        "teams.add": lambda: crm.teams.add(actor, [customer], actor.user_id, make.seat()),
        "teams.change": lambda: crm.teams.change(actor, customer, actor.user_id, make.seat()),
        "teams.remove": lambda: crm.teams.remove(actor, customer, actor.user_id),
        "deals.record": lambda: crm.deals.record(actor, customer, DealFields(1, TODAY)),
        "deals.void": lambda: crm.deals.void(actor, DealId(1), "x"),
        "deals.mark_deal": lambda: crm.deals.mark_deal(actor, customer, is_deal=True, reason="x"),
        "customer_types.lose": lambda: crm.customer_types.lose(actor, customer, 1),
        "customer_types.regain": lambda: crm.customer_types.regain(actor, customer),
        "level_reviews.accept": lambda: crm.level_reviews.accept(actor, [1]),
        "level_reviews.refuse": lambda: crm.level_reviews.refuse(actor, [1]),
        "standings.delete": lambda: crm.standings.delete(actor, [customer]),
        "standings.restore": lambda: crm.standings.restore(actor, [customer]),
        "standings.mark_invalid": lambda: crm.standings.mark_invalid(actor, [customer], 1),
        "standings.blacklist": lambda: crm.standings.blacklist(actor, [customer], 1),
        "reveals.reveal": lambda: crm.reveals.reveal(actor, customer),
        "history.undo": lambda: crm.history.undo(actor),
        "sweeps.dismiss": lambda: crm.sweeps.dismiss(actor),
        "offices.change": lambda: crm.offices.change(actor, {"reserve_days": 3}),
        "people.add_user": lambda: crm.people.add_user(actor, login="x", name="x"),
        "people.edit_user": lambda: crm.people.edit_user(actor, actor.user_id, {"name": "x"}),
        "people.disable_user": lambda: crm.people.disable_user(actor, actor.user_id),
        "people.enable_user": lambda: crm.people.enable_user(actor, actor.user_id),
        "people.mark_left": lambda: crm.people.mark_left(actor, actor.user_id),
        **_sign_ins(crm, actor),
        "people.add_department": lambda: crm.people.add_department(actor, "x"),
        "people.edit_department": lambda: crm.people.edit_department(actor, DEPARTMENT, {}),
        "people.delete_department": lambda: crm.people.delete_department(actor, DEPARTMENT),
        "people.add_role": lambda: crm.people.add_role(
            actor, "x", name="x", scope=Scope.SELF, permissions=frozenset()
        ),
        "people.edit_role": lambda: crm.people.edit_role(actor, REP_ROLE, {"name": "x"}),
        "people.delete_role": lambda: crm.people.delete_role(actor, REP_ROLE),
        "leaves.record": lambda: crm.leaves.record(
            actor, LeavePlan(actor.user_id, DayRange(TODAY, TODAY))
        ),
        "calendars.set_days": lambda: crm.calendars.set_days(actor, TODAY, TODAY, DayKind.REST),
        "calendars.reset": lambda: crm.calendars.reset(actor, 2026),
        "leaves.cancel": lambda: crm.leaves.cancel(actor, LeaveId(1)),
        "pools.claim": lambda: crm.pools.claim(actor, [customer]),
        "pools.return_to_pool": lambda: crm.pools.return_to_pool(actor, [customer], 1),
        "pools.assign": lambda: crm.pools.assign(actor, [customer], actor.user_id),
        "pools.assign_in_turn": lambda: crm.pools.assign_in_turn(actor, [customer]),
        "pools.assign_by_match": lambda: crm.pools.assign_by_match(actor, [customer]),
        "pools.assign_as_set": lambda: crm.pools.assign_as_set(actor, [customer]),
        **_pool_settings(crm, actor),
        "rules._save": lambda: crm.rules.save(actor, make.pool_id(crm), [], effective_day=TODAY),
        "rules.withdraw": lambda: crm.rules.withdraw(actor, 1),
        "movements.transfer": lambda: crm.movements.transfer(actor, [customer], actor.user_id),
        "movements.move": lambda: crm.movements.move(actor, [customer], make.pool_id(crm)),
        "movements.lock": lambda: crm.movements.lock(actor, [customer], TODAY),
        "movements.unlock": lambda: crm.movements.unlock(actor, [customer]),
        "movements.ask_extension": lambda: crm.movements.ask_extension(
            actor, [customer], TODAY, "x"
        ),
        "movements.decide_extension": lambda: crm.movements.decide_extension(
            actor, [ExtensionId(1)], is_granted=True
        ),
        "movements.restart_clock": lambda: crm.movements.restart_clock(actor, [customer], "x"),
        "handovers._pass_chunk": lambda: make.hand_over(crm, actor, actor, make.admin(crm)),
        "handovers.confirm": lambda: crm.handovers.confirm(actor, HandoverId(1)),
        "disputes.file": lambda: crm.disputes.file(actor, Filing(customer, "x")),
        "disputes.withdraw": lambda: crm.disputes.withdraw(actor, DisputeId(1)),
        "disputes.decide": lambda: crm.disputes.decide(
            actor, DisputeId(1), DisputeOutcome.FILER, "x"
        ),
        "tasks.add": lambda: crm.tasks.add(actor, "x", now),
        "tasks.done": lambda: crm.tasks.done(actor, crm.tasks.list(make.admin(crm))[0].id),
        "tasks.make": lambda: crm.tasks.make(actor, TaskDraft("x", now)),
        "tasks.edit": lambda: crm.tasks.edit(actor, TaskId(1), {"title": "x"}),
        "tasks.log": lambda: crm.tasks.log(actor, TaskId(1), "x"),
        "tasks.skip": lambda: crm.tasks.skip(actor, TaskId(1)),
        "tasks.review": lambda: crm.tasks.review(actor, TaskId(1), TaskReview(TaskOutcome.LOST)),
        "tasks.reopen": lambda: crm.tasks.reopen(actor, TaskId(1)),
        "tasks.delete": lambda: crm.tasks.delete(actor, TaskId(1)),
        "escalations._tell_chunk": lambda: crm.escalations.run(actor),
        "tasks.set_next_contact": lambda: crm.tasks.set_next_contact(actor, customer, now),
        **_key_dates(crm, actor, customer),
        **_own_fields(crm, actor),
        "channels.add": lambda: crm.channels.add(actor, make.channel(actor)),
        "channels.edit": lambda: crm.channels.edit(actor, ChannelId(1), {}),
        "channels.remove": lambda: crm.channels.remove(actor, ChannelId(1)),
        "sweeps._take_chunk": lambda: crm.sweeps.sweep(actor),
        **_views(crm, actor),
    }


ELSEWHERE = {
    "deliveries._queue": "needs a channel and something due: tests of deliveries",
    "deliveries._take": "the same",
    "deliveries._confirm": "the same",
    "deliveries._drop": "the same",
    "greetings._begin": "needs a mail channel: tests of greetings",
    "greetings._confirm": "the same",
    "handovers._pass_tasks": "the last step of a hand-over, under the same permission",
    "sweeps._record_hold": "the other half of a sweep, under the same permission",
    "imports._store": "needs a file: tests/cli and tests of the import",
    "imports.run": "needs a file: tests/cli and tests of the import",
    "samples._prepare": "fills an empty office only: tests of the sample data",
    "samples._add": "fills an empty office only: tests of the sample data",
}
