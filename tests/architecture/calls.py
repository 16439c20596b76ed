"""One call of every operation of a service, by somebody, where a service has many."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.expenses import ExpenseFields
from crm_tui.domain.identifiers import (
    ApprovalId,
    BankReceiptId,
    ContractId,
    CustomerId,
    CustomFieldId,
    ExpenseId,
    ExtensionId,
    InvoiceId,
    KeyDateId,
    LimitId,
    MessageTemplateId,
    OpportunityId,
    OrderId,
    PaymentId,
    PaymentPlanId,
    PipelineId,
    ProductId,
    QuoteId,
    StageId,
    TokenId,
    UsageId,
    ViewId,
)
from crm_tui.domain.key_dates import Dealing, Handling, KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.leads.records import LeadFollowUpDraft
from crm_tui.domain.leads.values import LeadStage
from crm_tui.domain.message_templates import MessageTemplateFields
from crm_tui.domain.opportunities import OpportunityFields, OpportunityState
from crm_tui.domain.payments.bank_receipts import AsideKind, ClaimPart
from crm_tui.domain.payments.records import PlanFields, Target
from crm_tui.domain.pipelines import StageFields
from crm_tui.domain.pools import HoldingLimit, LimitKind, LimitLevel, MemberKind, PoolMember
from crm_tui.domain.product_rows import ProductWords
from crm_tui.domain.products import ProductFields, ProductRequest
from crm_tui.domain.reports import ReportRequest, ReportSpan
from crm_tui.domain.targets import SignedBy, TargetEntry, TargetKind
from crm_tui.domain.usages import UsageFields
from crm_tui.domain.users import Actor
from crm_tui.domain.views import Audience, ListLayout, ListTab, NewView
from crm_tui.presentation.contract_pages import contract_page
from crm_tui.presentation.quote_pages import quote_page
from crm_tui.presentation.reports import report_words
from crm_tui.presentation.target_files import target_file_words
from crm_tui.services.opportunities.ending import Ending
from crm_tui.services.sign_ins import Proof
from tests import make


def pool_settings(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation on pools and who may hold what."""
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


def key_dates(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    """One call of every operation on dates to remember and greetings."""
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
        "greetings.export": lambda: crm.greetings.export(actor, Path("greetings.csv"), ("x",), ()),
        "greetings.add_template": lambda: crm.greetings.add_template(actor, text),
        "greetings.edit_template": lambda: crm.greetings.edit_template(
            actor, MessageTemplateId(1), text
        ),
        "greetings.delete_template": lambda: crm.greetings.delete_template(
            actor, MessageTemplateId(1)
        ),
    }


def targets(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation on targets and reports."""
    month = make.NOW.toordinal()
    entry = TargetEntry(actor.user_id, TargetKind.CUSTOMERS, 5)
    return {
        "targets.set": lambda: crm.targets.set(actor, month, [entry]),
        "targets.count_signed_by": lambda: crm.targets.count_signed_by(actor, SignedBy.DEAL),
        "target_files.export": lambda: crm.target_files.export(
            actor, Path("targets.csv"), month, target_file_words()
        ),
        "reports.export": lambda: crm.reports.export(
            actor, Path("report.csv"), ReportRequest(ReportSpan.DAY, month), report_words()
        ),
    }


def selling(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    """One call of every operation on products, quotes, contracts and expenses."""
    products, quotes = crm.products, crm.quotes
    contracts, contract = crm.contracts, ContractId(1)
    product, quote = ProductId(1), QuoteId(1)
    fields = ProductFields(code="x", name="x")
    kind = make.word(crm, DictionaryKind.EXPENSE_KIND, "travel")
    spent = ExpenseFields(day=1, kind_id=kind, amount_minor=1, customer_id=customer)
    used = UsageFields(name="x", quantity_milli=1)
    file = Path("products.csv")
    words = ProductWords(str, str, "yes", "no", "x")
    draft = crm.quotes.blank(make.admin(crm), customer)
    paper = crm.contracts.blank(make.admin(crm), customer)
    return {
        "products.add": lambda: products.add(actor, fields),
        "products.edit": lambda: products.edit(actor, product, {"name": "y"}),
        "products.delete": lambda: products.delete(actor, product),
        "products.restore": lambda: products.restore(actor, product),
        "products.move_category": lambda: products.move_category(actor, "x", "y"),
        "product_files.export": lambda: crm.product_files.export(
            actor, file, ProductRequest(), words
        ),
        "quotes.add": lambda: quotes.add(actor, customer, draft),
        "quotes.edit": lambda: quotes.edit(actor, quote, {"title": "x"}),
        "quotes.send": lambda: quotes.send(actor, quote),
        "quotes.accept": lambda: quotes.accept(actor, quote),
        "quotes.refuse": lambda: quotes.refuse(actor, quote, "x"),
        "quotes.void": lambda: quotes.void(actor, quote, "x"),
        "quotes.new_version": lambda: quotes.new_version(actor, quote),
        "quotes.delete": lambda: quotes.delete(actor, quote),
        "quotes.restore": lambda: quotes.restore(actor, quote),
        "usages.add": lambda: crm.usages.add(actor, customer, used),
        "usages.edit": lambda: crm.usages.edit(actor, UsageId(1), {"note": "x"}),
        "usages.delete": lambda: crm.usages.delete(actor, UsageId(1)),
        "usages.restore": lambda: crm.usages.restore(actor, UsageId(1)),
        "projects.edit": lambda: crm.projects.edit(actor, OpportunityId(1), {"team": "x"}),
        "expenses.add": lambda: crm.expenses.add(actor, spent),
        "expenses.edit": lambda: crm.expenses.edit(actor, ExpenseId(1), {"note": "x"}),
        "expenses.delete": lambda: crm.expenses.delete(actor, ExpenseId(1)),
        "expenses.restore": lambda: crm.expenses.restore(actor, ExpenseId(1)),
        "contracts.add": lambda: contracts.add(actor, customer, paper),
        "contracts.edit": lambda: contracts.edit(actor, contract, {"title": "x"}),
        "contracts.sign": lambda: contracts.sign(actor, contract),
        "contracts.terminate": lambda: contracts.terminate(actor, contract, "x"),
        "contracts.void": lambda: contracts.void(actor, contract, "x"),
        "contracts.delete": lambda: contracts.delete(actor, contract),
        "contracts.restore": lambda: contracts.restore(actor, contract),
        "contracts.change_settings": lambda: contracts.change_settings(actor, {"our_party": "x"}),
        "contract_files.export": lambda: crm.contract_files.export(
            actor, contract, Path("contract.html"), contract_page
        ),
        "quote_files.export": lambda: crm.quote_files.export(
            actor, quote, Path("quote.html"), quote_page
        ),
        "contract_files.set_page": lambda: crm.contract_files.set_page(actor, None),
        "quote_files.set_page": lambda: crm.quote_files.set_page(actor, None),
        **_ordering(crm, actor, customer),
        **_approving(crm, actor),
        **_paying(crm, actor, customer),
        "papers.change": lambda: crm.papers.change(actor, {"valid_days": "3"}),
    }


def _ordering(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    orders, goods, order = crm.orders, crm.order_goods, OrderId(1)
    draft = orders.blank(make.admin(crm), customer)
    return {
        "orders.add": lambda: orders.add(actor, customer, draft),
        "orders.add_from_quote": lambda: orders.add_from_quote(actor, QuoteId(1)),
        "orders.edit": lambda: orders.edit(actor, order, {"title": "x"}),
        "orders.set_due": lambda: orders.set_due(actor, order, {1: None}),
        "orders.confirm": lambda: orders.confirm(actor, order),
        "orders.close": lambda: orders.close(actor, order),
        "orders.void": lambda: orders.void(actor, order, "x"),
        "orders.delete": lambda: orders.delete(actor, order),
        "orders.restore": lambda: orders.restore(actor, order),
        "orders.set_settings": lambda: orders.set_settings(actor, {"confirmed_is_deal": "yes"}),
        "order_goods.deliver": lambda: goods.deliver(actor, order),
        "order_goods.take_back": lambda: goods.take_back(actor, order, {1: 1}, "x"),
    }


def _approving(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    approvals, asked = crm.approvals, ApprovalId(1)
    wish = ApprovalWish(ApprovalAct.QUOTE, 1)
    return {
        "approvals.ask": lambda: approvals.ask(actor, wish, "x"),
        "approvals.grant": lambda: approvals.grant(actor, asked),
        "approvals.refuse": lambda: approvals.refuse(actor, asked, "x"),
        "approvals.withdraw": lambda: approvals.withdraw(actor, asked),
        "approvals.change_settings": lambda: approvals.change_settings(actor, {"refund": "1"}),
    }


def opportunities(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    """One call of every operation on opportunities, their pipelines and rates."""
    found, opportunity, ending = crm.opportunities, OpportunityId(1), Ending("x")
    pipelines, pipeline, stage = crm.pipelines, PipelineId(1), StageId(1)
    fields = StageFields("x", 1)
    return {
        "opportunities.add": lambda: found.add(actor, customer, OpportunityFields(name="x")),
        "opportunities.edit": lambda: found.edit(actor, opportunity, {"name": "x"}),
        "opportunities.move": lambda: found.move(actor, opportunity, stage),
        "opportunities.move_all": lambda: found.move_all(actor, [opportunity], stage),
        "opportunities.give_up": lambda: found.give_up(
            actor, [opportunity], OpportunityState.LOST, ending
        ),
        "opportunities.win": lambda: found.win(actor, opportunity, ending),
        "opportunities.lose": lambda: found.lose(actor, opportunity, ending),
        "opportunities.void": lambda: found.void(actor, opportunity, ending),
        "opportunities.reopen": lambda: found.reopen(actor, opportunity),
        "opportunities.delete": lambda: found.delete(actor, opportunity),
        "opportunities.restore": lambda: found.restore(actor, opportunity),
        "pipelines.add": lambda: pipelines.add(actor, "x", fields),
        "pipelines.rename": lambda: pipelines.rename(actor, pipeline, "x"),
        "pipelines.be_default": lambda: pipelines.be_default(actor, pipeline),
        "pipelines._clear_pipeline": lambda: pipelines.remove(actor, pipeline),
        "pipelines.add_stage": lambda: pipelines.add_stage(actor, pipeline, fields),
        "pipelines.edit_stage": lambda: pipelines.edit_stage(actor, stage, {"name": "x"}),
        "pipelines.move_stage": lambda: pipelines.move_stage(actor, stage, 1),
        "pipelines._clear_stage": lambda: pipelines.remove_stage(actor, stage),
        "pipelines.restore": lambda: pipelines.restore(actor, pipeline),
        "pipelines.restore_stage": lambda: pipelines.restore_stage(actor, stage),
        "currencies.set_rate": lambda: crm.currencies.set_rate(actor, "USD", "7"),
        "currencies.remove_rate": lambda: crm.currencies.remove_rate(actor, "USD", 1),
    }


def _paying(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    payments, plans, invoices = crm.payments, crm.payment_plans, crm.invoices
    payment, plan, invoice = PaymentId(1), PaymentPlanId(1), InvoiceId(1)
    money = replace(payments.blank(make.admin(crm), customer), amount_minor=1)
    paper = replace(invoices.blank(make.admin(crm), customer), number="x", amount_minor=1)
    line = PlanFields(due_day=make.NOW.toordinal(), amount_minor=1)
    credit = {"limit_minor": 1}
    return {
        "payments.add": lambda: payments.add(actor, customer, money),
        "payments.refund": lambda: payments.refund(actor, payment, money),
        "payments.edit": lambda: payments.edit(actor, payment, {"note": "x"}),
        "payments.delete": lambda: payments.delete(actor, payment, "x"),
        "payments.restore": lambda: payments.restore(actor, payment),
        "payments.change_settings": lambda: payments.change_settings(actor, {"payment_days": "5"}),
        "payment_plans.add": lambda: plans.add(actor, Target(order_id=OrderId(1)), [line]),
        "payment_plans.edit": lambda: plans.edit(actor, plan, {"note": "x"}),
        "payment_plans.delete": lambda: plans.delete(actor, plan),
        "payment_plans.restore": lambda: plans.restore(actor, plan),
        **_receiving(crm, actor, customer),
        "invoices.add": lambda: invoices.add(actor, customer, paper),
        "invoices.reverse": lambda: invoices.reverse(actor, invoice, "y"),
        "invoices.edit": lambda: invoices.edit(actor, invoice, {"note": "x"}),
        "invoices.void": lambda: invoices.void(actor, invoice, "x"),
        "invoices.delete": lambda: invoices.delete(actor, invoice),
        "invoices.restore": lambda: invoices.restore(actor, invoice),
        "receivables.set_credit": lambda: crm.receivables.set_credit(actor, customer, credit),
    }


def _receiving(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    came, receipt = crm.bank_receipts, BankReceiptId(1)
    return {
        "bank_receipts.claim": lambda: came.claim(actor, receipt, [ClaimPart(customer, 1)]),
        "bank_receipts.withdraw": lambda: came.withdraw(actor, receipt),
        "bank_receipts.confirm": lambda: came.confirm(actor, receipt),
        "bank_receipts.refuse": lambda: came.refuse(actor, receipt, "x"),
        "bank_receipts.set_aside": lambda: came.set_aside(
            actor, receipt, AsideKind.OTHER_INCOME, "x"
        ),
        "bank_receipts.reopen": lambda: came.reopen(actor, receipt, "x"),
    }


def own_fields(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation on an office's own fields."""
    fields, field_id = crm.custom_fields, CustomFieldId(1)
    typed = CustomFieldFields(name="x", type=FieldType.TEXT)
    return {
        "custom_fields.add": lambda: fields.add(actor, FieldHolder.CUSTOMER, typed),
        "custom_fields.edit": lambda: fields.edit(actor, field_id, typed),
        "custom_fields.move": lambda: fields.move(actor, field_id, 1),
        "custom_fields.remove": lambda: fields.remove(actor, field_id),
    }


def sign_ins(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation on passwords and tokens."""
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


def views(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation on views of lists."""
    view = ViewId(1)
    return {
        "views.save": lambda: crm.views.save(actor, NewView(name="x")),
        "views.change": lambda: crm.views.change(actor, view, {"query": "x"}),
        "views.rename": lambda: crm.views.rename(actor, view, "x"),
        "views.share": lambda: crm.views.share(actor, view, Audience.MINE),
        "views.delete": lambda: crm.views.delete(actor, view),
        "views.move": lambda: crm.views.move(actor, "mine", 2),
        "views.remember_layout": lambda: crm.views.remember_layout(actor, "mine", ListLayout()),
        "views.forget_layout": lambda: crm.views.forget_layout(actor, "mine"),
        "views.remember_last": lambda: crm.views.remember_last(actor, ListTab.CUSTOMERS, "all"),
    }


def leads(crm: Crm, actor: Actor) -> dict[str, Callable[[], object]]:
    """One call of every operation of leads."""
    found, lead = crm.leads, make.lead(crm)
    said = LeadFollowUpDraft("x", crm.database.clock.now())
    return {
        "leads.add": lambda: found.add(actor, make.lead_fields()),
        "leads.intake": lambda: make.sent(crm, actor, name="x"),
        "leads.edit": lambda: found.edit(actor, lead, {"city": "北京"}),
        "leads.qualify": lambda: found.qualify(actor, [lead], LeadStage.MQL),
        "leads.follow_up": lambda: found.follow_up(actor, lead, said),
        "leads.set_next_contact": lambda: found.set_next_contact(actor, lead, None),
        "leads.claim": lambda: found.claim(actor, [lead]),
        "leads.assign": lambda: found.assign(actor, [lead], actor.user_id),
        "leads.assign_in_turn": lambda: found.assign_in_turn(actor, [lead]),
        "leads.release": lambda: found.release(actor, [lead]),
        "leads.convert": lambda: found.convert(actor, lead),
        "leads.discard": lambda: found.discard(actor, [lead], 1),
        "leads.restore": lambda: found.restore(actor, [lead]),
        "leads.delete": lambda: found.delete(actor, [lead]),
        "lead_rules.change": lambda: crm.lead_rules.change(actor, {"open_limit": 1}),
        "lead_rules.set_score": lambda: crm.lead_rules.set_score(actor, ()),
        "lead_rules.set_routes": lambda: crm.lead_rules.set_routes(actor, ()),
    }


def movements(crm: Crm, actor: Actor, customer: CustomerId) -> dict[str, Callable[[], object]]:
    """Customers that pass on, are locked, and for which more days are asked."""
    today = make.NOW.toordinal()
    return {
        "movements.transfer": lambda: crm.movements.transfer(actor, [customer], actor.user_id),
        "movements.move": lambda: crm.movements.move(actor, [customer], make.pool_id(crm)),
        "movements.lock": lambda: crm.movements.lock(actor, [customer], today),
        "movements.unlock": lambda: crm.movements.unlock(actor, [customer]),
        "movements.ask_extension": lambda: crm.movements.ask_extension(
            actor, [customer], today, "x"
        ),
        "movements.decide_extension": lambda: crm.movements.decide_extension(
            actor, [ExtensionId(1)], is_granted=True
        ),
        "movements.restart_clock": lambda: crm.movements.restart_clock(actor, [customer], "x"),
    }
