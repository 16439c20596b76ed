"""Everything of the business out of an office; people, settings and words stay."""

from __future__ import annotations

from typing import Final

from sqlalchemy import Select, Table, delete, func, select, update

from crm_tui.db.queries import seals
from crm_tui.db.schema.approvals import APPROVAL
from crm_tui.db.schema.batches import BATCH, EVENT, JOB_RUN
from crm_tui.db.schema.contacts import CONTACT, CONTACT_AFFILIATION, CONTACT_PHONE
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_DISMISSAL, DUPLICATE_KEY
from crm_tui.db.schema.deals import DEAL
from crm_tui.db.schema.deliveries import DELIVERY
from crm_tui.db.schema.expenses import EXPENSE
from crm_tui.db.schema.follow_ups import ATTACHMENT, FOLLOW_UP, FOLLOW_UP_COMMENT
from crm_tui.db.schema.imports import IMPORTED_FILE
from crm_tui.db.schema.key_dates import KEY_DATE, KEY_DATE_HANDLING
from crm_tui.db.schema.leads import LEAD, LEAD_FOLLOW_UP, LEAD_KEY
from crm_tui.db.schema.level_reviews import LEVEL_PROPOSAL
from crm_tui.db.schema.movements import CUSTOMER_LOCK, DISPUTE, EXTENSION, HANDOVER, HANDOVER_LINE
from crm_tui.db.schema.notices import NOTICE
from crm_tui.db.schema.offices import OFFICE
from crm_tui.db.schema.opportunities import OPPORTUNITY, OPPORTUNITY_STAY
from crm_tui.db.schema.orders import ORDER_DELIVERY, ORDER_LINE, ORDER_RETURN, SALES_ORDER
from crm_tui.db.schema.payments import (
    BANK_RECEIPT,
    BANK_RECEIPT_PART,
    CUSTOMER_CREDIT,
    INVOICE,
    PAYMENT,
    PAYMENT_PLAN,
    PAYMENT_SPLIT,
)
from crm_tui.db.schema.pools import (
    CLAIM_LEDGER,
    CONTACT_REVEAL,
    LIMIT_OVERRIDE,
    OWNERSHIP_PERIOD,
    PERIOD_FACT,
)
from crm_tui.db.schema.projects import PROJECT
from crm_tui.db.schema.quotes import QUOTE, QUOTE_LINE
from crm_tui.db.schema.targets import TARGET
from crm_tui.db.schema.tasks import TASK, TASK_ACTION
from crm_tui.db.schema.teams import CUSTOMER_TEAM
from crm_tui.db.schema.usages import PRODUCT_USAGE
from crm_tui.db.search import rebuilding
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import unscoped
from crm_tui.domain.resets import KEPT_EVENTS, ResetContents

CLEARED: Final[tuple[Table, ...]] = (
    *(BANK_RECEIPT_PART, BANK_RECEIPT),
    *(PAYMENT_SPLIT, PAYMENT, PAYMENT_PLAN, INVOICE, CUSTOMER_CREDIT),
    *(PRODUCT_USAGE, EXPENSE, PROJECT, APPROVAL),
    *(ORDER_DELIVERY, ORDER_RETURN, ORDER_LINE, SALES_ORDER),
    *(LEAD_FOLLOW_UP, LEAD_KEY, LEAD, ATTACHMENT, CONTRACT, QUOTE_LINE, QUOTE),
    *(OPPORTUNITY_STAY, OPPORTUNITY),
    *(PERIOD_FACT, TASK_ACTION, KEY_DATE_HANDLING, FOLLOW_UP_COMMENT, CONTACT_PHONE),
    *(CONTACT_AFFILIATION, CUSTOMER_LOCK, EXTENSION, KEY_DATE, TASK, FOLLOW_UP, CONTACT_REVEAL),
    *(CUSTOMER_TEAM, DEAL, DELIVERY, DISPUTE, DUPLICATE_DISMISSAL, DUPLICATE_KEY, HANDOVER_LINE),
    *(HANDOVER, LEVEL_PROPOSAL, LIMIT_OVERRIDE, NOTICE, OWNERSHIP_PERIOD, CONTACT, CUSTOMER),
    *(CLAIM_LEDGER, IMPORTED_FILE, JOB_RUN, TARGET),
)
"""The tables of the business, in an order in which their rows may go."""
_IS_OVER = EVENT.c.kind.not_in(sorted(KEPT_EVENTS))


def contents(view: View) -> ResetContents:
    """Return how much would go."""

    def count(statement: Select[int]) -> int:
        return int(view.connection.execute(statement).scalar_one())

    found = {table.name: count(select(func.count()).select_from(table)) for table in CLEARED}
    found[EVENT.name] = count(select(func.count()).select_from(EVENT).where(_IS_OVER))
    return ResetContents(found)


def clear(unit: Unit) -> None:
    """Remove it all; no id that was given is given again."""
    whole = unscoped("all of the office goes, whoever held it")
    is_below = CUSTOMER.c.parent_id.is_not(None)
    unit.connection.execute(update(CUSTOMER).where(is_below, whole).values(parent_id=None))
    for table in CLEARED:
        unit.connection.execute(delete(table))
    unit.connection.execute(delete(EVENT).where(_IS_OVER))
    stays = select(EVENT.c.batch_id).where(EVENT.c.batch_id == BATCH.c.id).exists()
    unit.connection.execute(delete(BATCH).where(~stays))
    unit.connection.execute(update(OFFICE).values(is_sample=False))


def settle(unit: Unit) -> None:
    """Seal what is left of the history, and make the search anew: the last that is done."""
    seals.seal_what_is_left(unit.connection, unit.now)
    rebuilding.rebuild(unit.connection)
