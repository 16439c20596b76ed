"""One call of every operation that succeeds, in the office that was worked in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.duplicates.suspects import SuspectRequest
from crm_tui.domain.festivals import Festival
from crm_tui.domain.identifiers import (
    ApprovalId,
    BankReceiptId,
    ChannelId,
    ContractId,
    DepartmentId,
    DisputeId,
    ExpenseId,
    FollowUpId,
    HandoverId,
    InvoiceId,
    KeyDateId,
    LeadId,
    OpportunityId,
    OrderId,
    PaymentId,
    PaymentPlanId,
    PipelineId,
    ProductId,
    QuoteId,
    StageId,
    TaskId,
    UsageId,
    ViewId,
)
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.key_dates import Dealing, Handling
from crm_tui.domain.opportunities import OpportunityState
from crm_tui.domain.payments.bank_receipts import AsideKind, ClaimPart
from crm_tui.domain.pools import MemberKind, PoolMember
from crm_tui.domain.pools.settings import Route
from crm_tui.domain.tasks import TaskOutcome, TaskReview
from crm_tui.domain.views import Audience
from crm_tui.formats.paper_pages import contract_page
from crm_tui.formats.quote_files import usual_page
from crm_tui.formats.workbooks import write_csv
from crm_tui.services.disputes import Filing
from crm_tui.services.opportunities.ending import Ending
from crm_tui.services.suspects.files import SuspectFile
from tests import make
from tests.architecture.test_services import attempts
from tests.integration.deliveries.sending import send
from tests.worked_offices import TODAY, Worked

Acts = dict[str, Callable[[], object]]
WITHOUT = {
    "samples._prepare": "fills an empty office only; what was begun is gone on with",
    "samples._add": "the same",
    "handovers._pass_tasks": "a late transaction of a hand-over, which is in the plan",
    "handovers._pass_leads": "the last transaction of a hand-over, which is in the plan",
}
"""Operations that are in no plan, and why."""


def successes(crm: Crm, office: Worked) -> Acts:
    """Return a call of every operation; each finds what it is about, and none needs another."""
    return {
        **attempts(crm, office.admin),
        **_of_customers(crm, office),
        **_of_pools(crm, office),
        **_of_work(crm, office),
        **_of_people(crm, office),
        **_of_files(crm, office),
        **_of_sales(crm, office),
        **_of_approvals(crm, office),
        **_of_leads(crm, office),
        **_of_opportunities(crm, office),
        **_of_contracts(crm, office),
        **_of_orders(crm, office),
        **_of_money(crm, office),
        **_of_bank(crm, office),
    }


def _of_customers(crm: Crm, office: Worked) -> Acts:
    admin, lina, held, other = office.admin, office.lina, office.held, office.other
    contact = crm.customers.detail(admin, held).contacts[0].id
    loss = make.word(crm, DictionaryKind.LOSS_REASON, "price")
    invalid = make.invalid_reason(crm)
    return {
        "suspects.dismiss": lambda: crm.suspects.dismiss(admin, held, other),
        "suspects.reopen": lambda: crm.suspects.reopen(admin, held, office.lost),
        "merging.merge": lambda: crm.merging.merge(admin, held, other),
        "purges.purge": lambda: crm.purges.purge(admin, [office.deleted]),
        "affiliations.move": lambda: crm.affiliations.move(lina, contact, other),
        "affiliations.join": lambda: crm.affiliations.join(lina, contact, other),
        "affiliations.leave": lambda: crm.affiliations.leave(lina, contact, office.lost),
        "level_reviews.accept": lambda: crm.level_reviews.accept(office.boss, [1]),
        "level_reviews.refuse": lambda: crm.level_reviews.refuse(office.boss, [1]),
        "reveals.reveal": lambda: crm.reveals.reveal(office.zhao, office.hidden),
        "teams.change": lambda: crm.teams.change(
            lina, held, office.zhao.user_id, make.seat(can_write=True)
        ),
        "teams.remove": lambda: crm.teams.remove(lina, held, office.zhao.user_id),
        "customer_types.lose": lambda: crm.customer_types.lose(lina, held, loss),
        "customer_types.regain": lambda: crm.customer_types.regain(lina, office.lost),
        "standings.restore": lambda: crm.standings.restore(admin, [office.deleted]),
        "standings.mark_invalid": lambda: crm.standings.mark_invalid(lina, [other], invalid),
        "standings.blacklist": lambda: crm.standings.blacklist(lina, [other], invalid, "x"),
        "disputes.file": lambda: crm.disputes.file(
            office.zhao, Filing(other, "x", found_by="乙公司")
        ),
        "disputes.withdraw": lambda: crm.disputes.withdraw(office.zhao, DisputeId(1)),
    }


def _of_pools(crm: Crm, office: Worked) -> Acts:
    lina, zhao, held, other = office.lina, office.zhao, office.held, office.other
    reason, moves, settings = make.return_reason(crm), crm.movements, crm.pool_settings
    lina_only = PoolMember(MemberKind.USER, lina.user_id)
    return {
        "pools.return_to_pool": lambda: crm.pools.return_to_pool(lina, [other], reason),
        "movements.transfer": lambda: moves.transfer(lina, [other], zhao.user_id),
        "movements.move": lambda: moves.move(office.admin, [other], office.other_pool),
        "movements.lock": lambda: moves.lock(lina, [other], TODAY + 2),
        "movements.unlock": lambda: moves.unlock(lina, [held]),
        "movements.ask_extension": lambda: moves.ask_extension(lina, [other], TODAY + 35, "x"),
        "movements.restart_clock": lambda: moves.restart_clock(office.boss, [held], "x"),
        "handovers._pass_chunk": lambda: make.hand_over(crm, office.boss, lina, zhao),
        "handovers.confirm": lambda: crm.handovers.confirm(zhao, HandoverId(1)),
        "pool_settings.make_default": lambda: settings.make_default(
            office.admin, office.other_pool
        ),
        "pool_settings.delete": lambda: settings.delete(
            office.admin, office.other_pool, office.pool
        ),
        "pool_settings.set_routes": lambda: settings.set_routes(
            office.admin, office.other_pool, [Route(1, office.other_pool)]
        ),
        "pool_settings.set_member": lambda: settings.set_member(
            office.admin, office.pool, lina_only
        ),
        "rules.withdraw": lambda: crm.rules.withdraw(office.admin, 3),
    }


def _of_work(crm: Crm, office: Worked) -> Acts:
    lina, boss, now = office.lina, office.boss, crm.database.clock.now()
    task, follow_up = TaskId(1), FollowUpId(1)
    done, festival = Dealing(Handling.DONE), crm.greetings.list(lina, Festival.MID_AUTUMN)

    def mail() -> object:
        written = make.greeting(office.other)
        addressed = replace(written, greeting=replace(written.greeting, email="a@example.com"))
        return crm.greetings.send(lina, festival.occasion, [addressed])

    return {
        "follow_ups.edit": lambda: crm.follow_ups.edit(lina, follow_up, {"content": "x"}),
        "follow_ups.delete": lambda: crm.follow_ups.delete(lina, follow_up),
        "follow_ups.comment": lambda: crm.follow_ups.comment(boss, follow_up, "x"),
        "notices.mark_seen": lambda: crm.notices.mark_seen(boss),
        "tasks.done": lambda: crm.tasks.done(lina, task),
        "tasks.edit": lambda: crm.tasks.edit(lina, task, {"title": "x"}),
        "tasks.log": lambda: crm.tasks.log(lina, task, "x"),
        "tasks.skip": lambda: crm.tasks.skip(lina, TaskId(3)),
        "greetings._write_down": lambda: crm.greetings.write_down(
            lina, festival.occasion, [make.greeting(office.other)]
        ),
        "greetings._begin": mail,
        "greetings._confirm": mail,
        "deliveries._queue": lambda: send(crm, lina),
        "deliveries._take": lambda: send(crm, lina),
        "deliveries._confirm": lambda: send(crm, lina),
        "deliveries._drop": lambda: send(crm, lina),
        "sweeps._record_hold": lambda: crm.sweeps.sweep(office.admin),
        "tasks.reopen": lambda: crm.tasks.reopen(lina, TaskId(2)),
        "tasks.review": lambda: crm.tasks.review(lina, TaskId(2), TaskReview(TaskOutcome.LOST)),
        "tasks.delete": lambda: crm.tasks.delete(lina, task),
        "tasks.set_next_contact": lambda: crm.tasks.set_next_contact(
            lina, office.other, now + make.DAY
        ),
        "views.share": lambda: crm.views.share(office.admin, ViewId(1), Audience.EVERYBODY),
        "channels.edit": lambda: crm.channels.edit(office.admin, ChannelId(1), {"enabled": False}),
        "key_dates.edit": lambda: crm.key_dates.edit(lina, KeyDateId(1), {"title": "x"}),
        "key_dates.handle": lambda: crm.key_dates.handle(lina, KeyDateId(1), done),
    }


def _of_people(crm: Crm, office: Worked) -> Acts:
    admin, people, lina = office.admin, crm.people, office.lina.user_id
    return {
        "people.disable_user": lambda: people.disable_user(admin, office.leaver),
        "people.enable_user": lambda: people.enable_user(admin, office.gone),
        "people.mark_left": lambda: people.mark_left(admin, office.gone),
        "people.edit_department": lambda: people.edit_department(
            admin, DepartmentId(1), {"name": "x"}
        ),
        "sign_ins.force_change": lambda: crm.sign_ins.force_change(admin, lina),
        "people.delete_role": lambda: people.delete_role(admin, office.role),
        "sign_ins.unlock": lambda: crm.sign_ins.unlock(admin, lina),
        "sign_ins.end_sessions": lambda: crm.sign_ins.end_sessions(admin, lina),
        "sign_ins.remove_password": lambda: crm.sign_ins.remove_password(admin, lina),
    }


def _of_sales(crm: Crm, office: Worked) -> Acts:
    admin, lina, products, quotes = office.admin, office.lina, crm.products, crm.quotes
    draft, sent = QuoteId(1), QuoteId(3)
    return {
        "products.edit": lambda: products.edit(admin, ProductId(1), {"name": "x"}),
        "products.delete": lambda: products.delete(admin, ProductId(1)),
        "products.restore": lambda: products.restore(admin, ProductId(2)),
        "products.move_category": lambda: products.move_category(admin, "仪器", "设备"),
        "quotes.edit": lambda: quotes.edit(lina, draft, {"title": "x"}),
        "quotes.send": lambda: quotes.send(lina, draft),
        "quotes.delete": lambda: quotes.delete(lina, draft),
        "quotes.restore": lambda: quotes.restore(lina, QuoteId(2)),
        "quotes.accept": lambda: quotes.accept(lina, sent),
        "quotes.refuse": lambda: quotes.refuse(lina, sent, "x"),
        "quotes.void": lambda: quotes.void(lina, sent, "x"),
        "quotes.new_version": lambda: quotes.new_version(lina, sent),
        "contract_files.set_page": lambda: crm.contract_files.set_page(
            admin, f"{contract_page()}\n"
        ),
        "quote_files.set_page": lambda: crm.quote_files.set_page(admin, f"{usual_page()}\n"),
    }


def _of_approvals(crm: Crm, office: Worked) -> Acts:
    admin, lina, approvals = office.admin, office.lina, crm.approvals
    asked, wish = ApprovalId(1), ApprovalWish(ApprovalAct.QUOTE, QuoteId(4))
    return {
        "approvals.ask": lambda: approvals.ask(lina, wish, "x"),
        "approvals.grant": lambda: approvals.grant(admin, asked),
        "approvals.refuse": lambda: approvals.refuse(admin, asked, "x"),
        "approvals.withdraw": lambda: approvals.withdraw(lina, asked),
        "approvals.change_settings": lambda: approvals.change_settings(admin, {"discount": "9"}),
    }


def _of_leads(crm: Crm, office: Worked) -> Acts:
    admin, lina, leads = office.admin, office.lina, crm.leads
    loose, held, discarded = LeadId(1), LeadId(2), LeadId(3)
    reason = make.word(crm, DictionaryKind.DISCARD_REASON, "no_need")
    soon = crm.database.clock.now() + make.DAY
    return {
        "leads.add": lambda: leads.add(lina, make.lead_fields(company="银杏科技")),
        "leads.claim": lambda: leads.claim(lina, [loose]),
        "leads.assign": lambda: leads.assign(admin, [loose], office.zhao.user_id),
        "leads.assign_in_turn": lambda: leads.assign_in_turn(admin, [loose]),
        "leads.set_next_contact": lambda: leads.set_next_contact(lina, held, soon),
        "leads.discard": lambda: leads.discard(lina, [held], reason),
        "leads.restore": lambda: leads.restore(lina, [discarded]),
    }


def _of_opportunities(crm: Crm, office: Worked) -> Acts:
    admin, lina, pipelines = office.admin, office.lina, crm.pipelines
    lost, deleted, other = OpportunityId(2), OpportunityId(3), PipelineId(2)
    first, *_, last = [each.id for each in pipelines.list(admin)[0].stages]
    return {
        "opportunities.move": lambda: crm.opportunities.move(lina, OpportunityId(1), last),
        "opportunities.move_all": lambda: crm.opportunities.move_all(
            lina, [OpportunityId(1)], last
        ),
        "opportunities.give_up": lambda: crm.opportunities.give_up(
            lina, [OpportunityId(1)], OpportunityState.LOST, Ending("价格")
        ),
        "opportunities.reopen": lambda: crm.opportunities.reopen(lina, lost),
        "opportunities.restore": lambda: crm.opportunities.restore(lina, deleted),
        "pipelines.be_default": lambda: pipelines.be_default(admin, other),
        "pipelines._clear_pipeline": lambda: pipelines.remove(admin, other),
        "pipelines.move_stage": lambda: pipelines.move_stage(admin, first, 2),
        "pipelines._clear_stage": lambda: pipelines.remove_stage(admin, first, last),
        "pipelines.restore": lambda: pipelines.restore(admin, PipelineId(3)),
        "pipelines.restore_stage": lambda: pipelines.restore_stage(admin, StageId(7)),
        "currencies.remove_rate": lambda: crm.currencies.remove_rate(admin, "USD", TODAY),
    }


def _of_contracts(crm: Crm, office: Worked) -> Acts:
    lina, contracts, signed = office.lina, crm.contracts, ContractId(2)
    new = replace(contracts.blank(lina, office.held), title="x")
    return {
        "contracts.add": lambda: contracts.add(lina, office.held, new),
        "contracts.terminate": lambda: contracts.terminate(lina, signed, "x"),
        "contracts.void": lambda: contracts.void(lina, signed, "x"),
        "contracts.restore": lambda: contracts.restore(lina, ContractId(3)),
    }


def _of_orders(crm: Crm, office: Worked) -> Acts:
    lina, orders, goods = office.lina, crm.orders, crm.order_goods
    confirmed, delivered = OrderId(2), OrderId(4)
    return {
        "orders.add_from_quote": lambda: orders.add_from_quote(lina, QuoteId(3)),
        "orders.set_due": lambda: orders.set_due(lina, confirmed, {1: TODAY + 3}),
        "orders.close": lambda: orders.close(lina, confirmed),
        "orders.void": lambda: orders.void(lina, confirmed, "x"),
        "orders.restore": lambda: orders.restore(lina, OrderId(3)),
        "order_goods.deliver": lambda: goods.deliver(lina, confirmed),
        "order_goods.take_back": lambda: goods.take_back(lina, delivered, {1: 1_000}, "x"),
    }


def _of_money(crm: Crm, office: Worked) -> Acts:
    lina = office.lina
    return {
        "payment_plans.restore": lambda: crm.payment_plans.restore(lina, PaymentPlanId(2)),
        "payments.restore": lambda: crm.payments.restore(lina, PaymentId(2)),
        "invoices.restore": lambda: crm.invoices.restore(lina, InvoiceId(2)),
        "expenses.restore": lambda: crm.expenses.restore(lina, ExpenseId(2)),
        "usages.restore": lambda: crm.usages.restore(lina, UsageId(2)),
    }


def _of_bank(crm: Crm, office: Worked) -> Acts:
    admin, lina, came = office.admin, office.lina, crm.bank_receipts
    unclaimed, claimed, confirmed = map(BankReceiptId, (1, 2, 3))
    return {
        "bank_receipts.claim": lambda: came.claim(
            lina, unclaimed, [ClaimPart(office.held, 60_00), ClaimPart(office.other, 40_00)]
        ),
        "bank_receipts.withdraw": lambda: came.withdraw(lina, claimed),
        "bank_receipts.confirm": lambda: came.confirm(admin, claimed),
        "bank_receipts.refuse": lambda: came.refuse(admin, claimed, "x"),
        "bank_receipts.set_aside": lambda: came.set_aside(
            admin, unclaimed, AsideKind.RETURNED, "x"
        ),
        "bank_receipts.reopen": lambda: came.reopen(admin, confirmed, "x"),
    }


def _of_files(crm: Crm, office: Worked) -> Acts:
    admin, folder = office.admin, office.folder
    source, paper = folder / "rows.csv", folder / "报价.txt"
    write_csv(
        source, ["客户名称", "联系人"], [[f"第{n}号", "张敏"] for n in range(40)], overwrite=True
    )
    paper.write_text("报价", encoding="utf-8")
    priced, aimed = folder / "priced.csv", folder / "aimed.csv"
    write_csv(priced, ["编码", "名称"], [["one", "x"], ["three", "x"]], overwrite=True)
    write_csv(aimed, ["人员", "新增客户"], [["lina", "5"], ["zhao", "6"]], overwrite=True)
    listed = SuspectFile(folder / "suspects.csv", ("why",), lambda _each: ("",))
    ((name,),) = make.query(crm, "SELECT name FROM office")
    return {
        "resets.reset": lambda: crm.resets.reset(admin, str(name)),
        "backups._note_check": lambda: crm.backups.check(
            admin, next((folder / "backups").glob("*.db"))
        ),
        "imports.run": lambda: crm.imports.run(admin, ImportPlan(source)),
        "imports._store": lambda: crm.imports.run(admin, ImportPlan(source)),
        "product_files.load": lambda: crm.product_files.load(admin, priced),
        "target_files.load": lambda: crm.target_files.load(admin, aimed, TODAY),
        "attachments._add": lambda: crm.attachments.attach(admin, office.held, [paper]),
        "suspects.export": lambda: crm.suspects.export(admin, SuspectRequest(), listed),
    }
