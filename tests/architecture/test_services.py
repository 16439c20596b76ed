"""Every operation asks for a permission, and every service method can be reached by a person."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import update

from crm_tui.bootstrap import Crm, Service
from crm_tui.db.schema.users import ROLE
from crm_tui.domain.bulk_edits import BulkChange
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.days import DayRange
from crm_tui.domain.deals import DealFields
from crm_tui.domain.disputes import DisputeOutcome
from crm_tui.domain.duplicates.suspects import SuspectRequest
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.identifiers import (
    AttachmentId,
    ChannelId,
    CustomerId,
    DealId,
    DepartmentId,
    DisputeId,
    FollowUpId,
    HandoverId,
    LeaveId,
    RoleId,
    TaskId,
)
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.tasks import TaskDraft, TaskOutcome, TaskReview
from crm_tui.domain.users import Actor, Permission, Scope
from crm_tui.errors import NotFoundError, NotPermittedError
from crm_tui.services.audits import AuditFile
from crm_tui.services.disputes import Filing
from crm_tui.services.suspects.files import SuspectFile
from tests import make
from tests.architecture import calls
from tests.exporting import exported

DEPARTMENT, REP_ROLE, TODAY = DepartmentId(1), RoleId(3), make.NOW.toordinal()
CLI = Path(__file__).parents[2] / "crm_tui" / "cli"
SERVICES = (
    "offices",
    "currencies",
    "opportunities",
    "pipelines",
    "people",
    "sign_ins",
    "leads",
    "lead_rules",
    "leaves",
    "custom_fields",
    "calendars",
    "customers",
    "figures",
    "queries",
    "pools",
    "pool_settings",
    "rules",
    "merging",
    "movements",
    "moves",
    "affiliations",
    "groups",
    "handovers",
    "disputes",
    "approvals",
    "overviews",
    "receivers",
    "ownerships",
    "suspects",
    "sweeps",
    "follow_ups",
    "attachments",
    "timelines",
    "notices",
    "teams",
    "deals",
    "products",
    "product_files",
    "quotes",
    "contracts",
    "expenses",
    "projects",
    "usages",
    "payments",
    "payment_plans",
    "bank_receipts",
    "invoices",
    "receivables",
    "orders",
    "order_goods",
    "papers",
    "quote_files",
    "contract_files",
    "customer_types",
    "level_reviews",
    "upkeep",
    "standings",
    "reveals",
    "reports",
    "targets",
    "target_files",
    "tasks",
    "escalations",
    "days",
    "key_dates",
    "greetings",
    "schedules",
    "history",
    "views",
    "imports",
    "exports",
    "templates",
    "bulk_edits",
    "presence",
    "purges",
    "guarding",
    "resets",
    "samples",
    "finding",
    "channels",
    "deliveries",
    "doctor",
    "backups",
    "seals",
    "audits",
    "office_files",
)
NOT_ON_THE_SHELL = {
    "payments.documents": "the choice of the form; the shell takes a number",
    "presence.announce": "said by the screens while they are open; a command is over at once",
    "presence.leave": "said by the screens when they end",
    "sign_ins.who_acts": "asked before every command",
    "backups.is_due": "asked by the timer of the screen; `crm backup --if-due` asks it itself",
    "attachments.clear_copies": "each opening and each start of the screens clears up by itself",
    "customer_types.loss_reasons": "the choice on the screen; the shell reads the words",
    "upkeep.is_due": "asked by the timer of the screen",
    "customers.ids": "the window of the list on the screen; the shell prints a page",
    "customers.prepare_search": "saves time only where one program searches again and again",
    "days.pressing": "the first rows of a start on the screen; the shell's day is whole",
    "customers.window": "what a list on the screen reads as it scrolls; the shell prints a page",
    "customers.why_left": "said of a line that leaves the screen; the shell has no such line",
    "customers.rows": "what stands on a list's screen by id; the shell prints a page",
    "customers.record": "one row without its stream; the shell shows the whole detail",
    "customers.duplicates": "asked while a name is typed; `customer add` refuses and names it",
    "leads.window": "what a list on the screen reads as it scrolls; the shell prints a page",
    "leads.receivers": "the people among whom a dialog lets one choose; the shell names one",
    "leads.duplicates": "asked while a lead is typed; `lead add` refuses and names it",
    "leads.discard_reasons": "the choice on the screen; the shell reads the words",
    "suspects.again": "rows that stay on the screen while others work; the shell asks anew",
    "customers.edit_contact": "a form of the screen",
    "follow_ups.would_tell": "what the screen says before it is saved; the shell says it after",
    "figures.extras": "columns that somebody chose on the screen; the shell's JSON has them all",
    "figures.group_of": "where the cursor of a grouped list stays",
    "figures.group_sums": "what stands on those lines",
    "figures.groups": "the lines over the groups of a list on the screen",
    "figures.sums": "the foot of a list on the screen",
    "deliveries.became_due": "the quiet sign on the screen while it is open",
    "days.waiting": "sections of the first tab; each of them has a command of its own",
    "ownerships.of": "a panel of the screen; the timeline of the shell tells each change",
    "receivers.of": "the people among whom a dialog lets one choose; the shell names one",
    "receivers.parts": "the parts of a plan that is put together on the screen",
    "days.quota": "a line on the screen; `crm today` shows the same numbers",
    "finding.places": "a column of the list that is searched; `crm find` says it in each row",
    "groups.belonging": "a line of the screen's detail; the shell prints the whole group",
    "history.batches": "the screen's list of what can be undone",
    "history.last": "what the screen asks before an older undo; the shell has `crm history`",
    "movements.keeping": "what a form shows before; the shell's refusal names the same numbers",
    "offices.exists": "asked at the first start, before there is anybody",
    "offices.people": "who may sit here, asked before anybody is known",
    "offices.who": "the line on the screen that says who sits here",
    "pools.return_reasons": "the choice on the screen; the shell reads the words",
    "pools.why_not_claim": "why a key is grey on the screen; the shell's refusal says the same",
    "queries.vocabulary": "what the screen proposes while a query is typed",
    "reveals.why_not": "why a key is grey on the screen; the shell's refusal says the same",
    "standings.reasons": "the choice on the screen; the shell reads the words",
    "sweeps.is_due": "asked by the timer of the screen",
    "views.forget_layout": "a list on the screen goes back to how its view was saved",
    "opportunities.window": "what the list on the screen reads; the shell lists",
    "orders.list": "the papers of a customer on its page; the shell lists a window",
    "orders.sums": "what stands below the list on the screen; the shell tells a customer's totals",
    "contracts.list": "the papers of a customer on its page; the shell lists a window",
    "contracts.sums": "what stands below the list on the screen",
    "payments.list": "the money of a customer on its screen; the shell lists a window",
    "payments.sums": "what stands below the list on the screen",
    "quotes.list": "the quotes of a customer, every version; the shell lists a window",
    "quotes.sums": "what stands below the list on the screen",
    "opportunities.board": "stages side by side; `opportunity list` and `forecast` tell the same",
    "opportunities.concerns": "stands in each line of the list",
    "opportunities.of_customer": "the customer's page; the shell lists customer:NAME",
    "opportunities.totals": "the customer's page; the shell lists and sums customer:NAME",
    "views.remember_last": "what the screen shows when it is opened again",
    "views.remember_layout": "kept of itself while a list on the screen is laid out",
    "views.rename": "one field of `view edit`",
    "views.share": "one field of `view edit`",
    "targets.why_not_set": "asked before a form of the screen; the shell's refusal says the same",
    "tasks.assignable": "the people among whom a form lets one choose; the shell names one",
    "escalations.is_due": "asked by the timer of the screen",
    "tasks.set_next_contact": "a key on the screen; the shell plans it with `follow add --next`",
}


def classes() -> dict[str, Any]:
    """The class of every service of the program."""
    return {name: each.load() for name, each in vars(Crm).items() if isinstance(each, Service)}


def methods() -> dict[str, Callable[..., Any]]:
    """The public methods of every service, by "service.method"."""
    found: dict[str, Callable[..., Any]] = {}
    hints = classes()
    for service in SERVICES:
        for name, method in inspect.getmembers(hints[service], inspect.isfunction):
            if not name.startswith("_"):
                found[f"{service}.{name}"] = method
    return found


def used_on_the_shell() -> set[str]:
    """The service methods that some command calls."""
    found = set()
    for script in CLI.glob("*.py"):
        for node in ast.walk(ast.parse(script.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Attribute):
                found.add(f"{node.value.attr}.{node.attr}")
    return found


def operations() -> dict[str, Permission]:
    """Every operation and the permission it asks for, private ones included."""
    hints = classes()
    return {
        f"{service}.{name}": method.needs
        for service in SERVICES
        for name, method in inspect.getmembers(hints[service], inspect.isfunction)
        if hasattr(method, "needs")
    }


def test_every_service_of_the_program_is_named_here() -> None:
    assert set(classes()) == set(SERVICES)


def test_every_method_is_reached_from_the_shell_or_says_why_not() -> None:
    assert set(methods()) - used_on_the_shell() <= set(NOT_ON_THE_SHELL)


def test_reasons_are_given_only_for_methods_there_are() -> None:
    assert set(NOT_ON_THE_SHELL) <= set(methods())


def test_every_writing_method_is_an_operation_with_a_permission() -> None:
    found = operations()
    assert len(found) > 12
    assert all(isinstance(needs, Permission) for needs in found.values())
    writing = {
        name
        for name, method in methods().items()
        if "self.database.writing(" in inspect.getsource(inspect.unwrap(method))
    }
    assert writing <= set(found)


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
        "backups._note_check": lambda: crm.backups.check(actor, Path("none")),
        "audits._record": lambda: crm.audits.export(
            actor, HistoryFilter(), AuditFile(Path("x.csv"), (), lambda _row, _zone: ())
        ),
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
        **calls.selling(crm, actor, customer),
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
        **calls.sign_ins(crm, actor),
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
        **calls.pool_settings(crm, actor),
        "rules._save": lambda: crm.rules.save(actor, make.pool_id(crm), [], effective_day=TODAY),
        "rules.withdraw": lambda: crm.rules.withdraw(actor, 1),
        **calls.movements(crm, actor, customer),
        "handovers._pass_chunk": lambda: make.hand_over(crm, actor, actor, make.admin(crm)),
        "handovers.confirm": lambda: crm.handovers.confirm(actor, HandoverId(1)),
        "disputes.file": lambda: crm.disputes.file(actor, Filing(customer, "x")),
        "disputes.withdraw": lambda: crm.disputes.withdraw(actor, DisputeId(1)),
        "disputes.decide": lambda: crm.disputes.decide(
            actor, DisputeId(1), DisputeOutcome.FILER, "x"
        ),
        **calls.targets(crm, actor),
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
        **calls.key_dates(crm, actor, customer),
        **calls.own_fields(crm, actor),
        **calls.opportunities(crm, actor, customer),
        **calls.leads(crm, actor),
        "channels.add": lambda: crm.channels.add(actor, make.channel(actor)),
        "channels.edit": lambda: crm.channels.edit(actor, ChannelId(1), {}),
        "channels.remove": lambda: crm.channels.remove(actor, ChannelId(1)),
        "sweeps._take_chunk": lambda: crm.sweeps.sweep(actor),
        **calls.views(crm, actor),
    }


ELSEWHERE = {
    "deliveries._queue": "needs a channel and something due: tests of deliveries",
    "deliveries._take": "the same",
    "deliveries._confirm": "the same",
    "deliveries._drop": "the same",
    "greetings._begin": "needs a mail channel: tests of greetings",
    "greetings._confirm": "the same",
    "handovers._pass_tasks": "a late step of a hand-over, under the same permission",
    "handovers._pass_leads": "the last step of a hand-over, under the same permission",
    "sweeps._record_hold": "the other half of a sweep, under the same permission",
    "product_files.load": "needs a file: tests of products",
    "target_files.load": "needs rows: tests of targets",
    "imports._store": "needs a file: tests/cli and tests of the import",
    "imports.run": "needs a file: tests/cli and tests of the import",
    "samples._prepare": "fills an empty office only: tests of the sample data",
    "samples._add": "fills an empty office only: tests of the sample data",
}


def test_whoever_lacks_the_permission_is_refused_and_nothing_changes(crm: Crm) -> None:
    nobody = make.rep(crm, "nobody")
    crm.tasks.add(make.admin(crm), "x", crm.database.clock.now())
    tried = attempts(crm, nobody)
    with crm.database.setting_up() as connection:
        connection.execute(update(ROLE).where(ROLE.c.code == "rep").values(permissions=[]))
    before = make.dump(crm)
    needs = operations()
    assert set(tried) | set(ELSEWHERE) >= set(needs)
    for name, call in tried.items():
        with pytest.raises(NotPermittedError) as caught:
            call()
        assert caught.value.permission == needs[name].value
    # That they tried stands in the history, and nothing else.
    changed = {*make.dump(crm)} ^ {*before}
    assert {line.partition(":")[0] for line in changed} == {"batch", "event", "sqlite_sequence"}


def test_somebody_who_left_may_not_even_look(crm: Crm) -> None:
    lina = make.rep(crm)
    make.set_user(crm, lina.user_id, status="left")
    for ask in (
        lambda: crm.pools.pools(lina),
        lambda: crm.offices.who(lina),
        lambda: crm.days.today(lina),
        lambda: make.customer(crm, lina),
    ):
        with pytest.raises(NotFoundError):
            ask()
