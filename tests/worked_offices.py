"""An office in which there is one of everything, so that every operation finds what it is about."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals.records import ApprovalAct, ApprovalWish
from crm_tui.domain.calendars import DayKind
from crm_tui.domain.custom_fields import CustomFieldFields, FieldHolder, FieldType
from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayRange, DayUnit
from crm_tui.domain.deals import DealFields
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import (
    BankReceiptId,
    CustomerId,
    PoolId,
    ProductId,
    QuoteId,
    RoleId,
    TaskId,
    UserId,
)
from crm_tui.domain.imports import ImportKind
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.key_dates import KeyDateFields, KeyDateKind, KeyDay
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.message_templates import MessageTemplateFields
from crm_tui.domain.payments.bank_receipts import AsideKind, ClaimPart
from crm_tui.domain.pools import IdleCondition
from crm_tui.domain.pools.rule_books import RuleDraft
from crm_tui.domain.products import ProductFields
from crm_tui.domain.quotes.pricing import Discount, DiscountKind
from crm_tui.domain.recurrences import Recurrence, RecurrenceUnit
from crm_tui.domain.tasks import TaskDraft
from crm_tui.domain.users import Actor, Road, Scope
from crm_tui.domain.views import ListLayout, NewView
from crm_tui.errors import SignInFailedError, SignInLockedError
from crm_tui.formats.workbooks import write_csv
from crm_tui.services.disputes import Filing
from crm_tui.services.sign_ins import Proof
from tests import make
from tests.sold_offices import LINE, sell

TODAY = make.NOW.toordinal()
HELD_NAME = "甲公司"


@dataclass(frozen=True, slots=True)
class Worked:
    """Who works there, and what is in which state; the first record of each kind is number 1."""

    admin: Actor
    lina: Actor
    zhao: Actor
    boss: Actor
    gone: UserId
    """Somebody who may not come in for now."""
    leaver: UserId
    """Somebody who has handed all over."""
    role: RoleId
    """One that nobody has."""
    pool: PoolId
    other_pool: PoolId
    held: CustomerId
    """Lina's, with a follow-up, a deal, a task, a key date, a seat, a lock and a wish for days."""
    other: CustomerId
    """Lina's as well, and nothing else."""
    deleted: CustomerId
    hidden: CustomerId
    """In the pool, with a phone that reps see when they ask."""
    lost: CustomerId
    folder: Path


def worked(crm: Crm, folder: Path) -> Worked:
    """Let people work in a new office until there is one of everything."""
    admin, home = make.admin(crm), make.pool_id(crm)
    crm.people.add_department(admin, "空部门")
    lina, zhao = (make.rep(crm, login, department="销售部") for login in ("lina", "zhao"))
    boss = make.manager(crm, department="销售部", staff=[lina, zhao])
    gone = make.rep(crm, "gone").user_id
    crm.people.disable_user(admin, gone)
    other_pool = make.pool(crm, "华北公海", idle_days=9)
    leaver = make.rep(crm, "leaver", department="销售部")
    make.customer(crm, leaver, "戊公司")
    make.hand_over(crm, admin, leaver, zhao)
    make.set_pool(crm, masks_contacts=True)
    role = crm.people.add_role(
        admin, "spare", name="候补", scope=Scope.SELF, permissions=frozenset()
    ).record_id
    found = Worked(
        admin=admin,
        lina=lina,
        zhao=zhao,
        boss=boss,
        gone=gone,
        leaver=leaver.user_id,
        role=RoleId(role or 0),
        pool=home,
        other_pool=other_pool,
        held=make.customer(crm, lina, HELD_NAME, phone="13800138000", level=Level.C),
        other=make.customer(crm, lina, "乙公司", phone="13800138001"),
        deleted=make.customer(crm, admin, "丙公司", in_pool=True),
        hidden=make.customer(crm, admin, "己公司", in_pool=True, phone="13800138002"),
        lost=make.customer(crm, lina, "丁公司"),
        folder=folder,
    )
    _sell(crm, found)
    _look_after(crm, found)
    _arrange(crm, found)
    _quote(crm, found)
    sell(crm, lina, found.held)
    _receive(crm, found)
    crm.backups.make(admin)
    _sign_in(crm, found)
    return found


def _sell(crm: Crm, office: Worked) -> None:
    lina, held = office.lina, office.held
    written = make.follow_up(crm, lina, held, "谈了@boss看")
    crm.follow_ups.comment(office.boss, written.follow_up_id, "问清谁拍板")
    crm.deals.record(lina, held, DealFields(100, TODAY))
    crm.teams.add(lina, [held], office.zhao.user_id, make.seat())
    crm.movements.lock(lina, [held], TODAY + 3)
    crm.movements.ask_extension(lina, [held], TODAY + 40, "客户在走流程")
    crm.disputes.file(office.zhao, Filing(held, "我先联系的", found_by=HELD_NAME))
    loss = make.word(crm, DictionaryKind.LOSS_REASON, "price")
    crm.deals.record(lina, office.lost, DealFields(100, TODAY))
    crm.customer_types.lose(lina, office.lost, loss)
    crm.standings.delete(office.admin, [office.deleted])


def _look_after(crm: Crm, office: Worked) -> None:
    admin, held = office.admin, office.held
    paper = office.folder / "合同.txt"
    paper.write_text("合同", encoding="utf-8")
    crm.attachments.attach(admin, held, [paper])
    soon = make.NOW + make.DAY
    crm.tasks.make(office.lina, TaskDraft("发报价", soon, customer_id=held))
    crm.key_dates.add(office.lina, held, KeyDateFields(KeyDateKind.OTHER, KeyDay(day=23)))
    finished = crm.tasks.make(office.lina, TaskDraft("寄样品", soon, customer_id=held))
    crm.tasks.done(office.lina, TaskId(finished.record_id or 0))
    weekly = Recurrence(RecurrenceUnit.WEEK)
    crm.tasks.make(office.lina, TaskDraft("拜访", soon, customer_id=held, recurrence=weekly))
    contact = crm.customers.detail(admin, held).contacts[0].id
    crm.affiliations.join(office.lina, contact, office.lost)
    crm.level_reviews.review(office.boss)
    crm.suspects.dismiss(admin, held, office.lost)


def _arrange(crm: Crm, office: Worked) -> None:
    admin = office.admin
    today = DayRange(TODAY, TODAY)
    crm.leaves.record(office.boss, LeavePlan(office.zhao.user_id, today))
    crm.greetings.add_template(admin, MessageTemplateFields("节日", "节日快乐"))
    for name in ("学校", "校区"):
        typed = CustomFieldFields(name=name, type=FieldType.TEXT)
        crm.custom_fields.add(admin, FieldHolder.CUSTOMER, typed)
    crm.channels.add(admin, make.channel(admin))
    crm.views.save(admin, NewView(name="我的"))
    crm.views.remember_layout(admin, "mine", replace(ListLayout(), widths={"name": 30}))
    crm.sign_ins.new_token(admin, "脚本", days=3)
    make.limit(crm, 50)
    crm.calendars.set_days(admin, TODAY + 9, TODAY + 9, DayKind.REST)
    later = RuleDraft((IdleCondition(20, DayUnit.ALL),))
    crm.rules.save(admin, office.pool, [later], effective_day=TODAY + 5)


def _quote(crm: Crm, office: Worked) -> None:
    """Two products and three quotes: one of them is set aside, and of the quotes one was sent.

    Two more have a discount that needs approval: quote 4, and 5 for which it was asked as 1.
    """
    admin, lina = office.admin, office.lina
    for code in ("one", "two"):
        crm.products.add(admin, ProductFields(code=code, name=code, category="仪器"))
    crm.products.delete(admin, ProductId(2))
    for _ in range(3):
        blank = crm.quotes.blank(lina, office.held)
        crm.quotes.add(lina, office.held, blank, [LINE])
    crm.quotes.delete(lina, QuoteId(2))
    crm.quotes.send(lina, QuoteId(3))
    crm.approvals.change_settings(admin, {"discount": "15"})
    for _ in range(2):
        blank = crm.quotes.blank(lina, office.held)
        dear = replace(blank, discount=Discount(DiscountKind.PERCENT, 20_00))
        crm.quotes.add(lina, office.held, dear, [LINE])
    crm.approvals.ask(lina, ApprovalWish(ApprovalAct.QUOTE, QuoteId(5)), "便宜一点")


def _receive(crm: Crm, office: Worked) -> None:
    """Of what came into the bank 1 is open, 2 claimed by Lina, 3 confirmed, 4 set aside."""
    admin, lina, came = office.admin, office.lina, crm.bank_receipts
    listed = office.folder / "bank.csv"
    rows = [("2026-11-20", "付款户", "100", f"A-{number}") for number in range(1, 5)]
    write_csv(listed, ["交易日期", "对方户名", "贷方金额", "流水号"], rows, overwrite=True)
    crm.imports.run(admin, ImportPlan(listed, kind=ImportKind.BANK_RECEIPTS))
    for claimed in (2, 3):
        came.claim(lina, BankReceiptId(claimed), [ClaimPart(office.held, 100_00)])
    came.confirm(admin, BankReceiptId(3))
    came.set_aside(admin, BankReceiptId(4), AsideKind.OTHER_INCOME, "利息")


def _sign_in(crm: Crm, office: Worked) -> None:
    """Let lina in once, and lock her out with passwords that are wrong."""
    lina, right = office.lina.user_id, "correct horse"
    crm.sign_ins.reset_password(office.admin, lina, right, must_change=False)
    crm.sign_ins.sign_in(Proof("lina", right), Road.SHELL, machine="desk")
    with suppress(SignInLockedError):
        for number in range(9):
            with suppress(SignInFailedError):
                crm.sign_ins.sign_in(Proof("lina", f"{number}"), Road.SHELL, machine="desk")
