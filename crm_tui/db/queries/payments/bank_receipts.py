"""What came into the bank: rows and their parts, who sees them, and whom a payer may have paid."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, func, insert, or_, select, update

from crm_tui.db.functions import has_inside, small_letters
from crm_tui.db.queries.customers.duplicates import has_one_of, kinds_and_keys
from crm_tui.db.queries.customers.matches import has_current_key
from crm_tui.db.schema.contracts import CONTRACT
from crm_tui.db.schema.customers import CUSTOMER, DUPLICATE_KEY
from crm_tui.db.schema.orders import SALES_ORDER
from crm_tui.db.schema.payments import BANK_RECEIPT, BANK_RECEIPT_PART, PAYMENT
from crm_tui.db.schema.users import USER
from crm_tui.db.unit_of_work import Unit, View
from crm_tui.db.visibility import visible_to
from crm_tui.domain.duplicates import are_branches
from crm_tui.domain.duplicates.core_names import core_name
from crm_tui.domain.identifiers import (
    BankReceiptId,
    ContractId,
    CustomerId,
    OrderId,
    PaymentId,
    PaymentPlanId,
    UserId,
    written_id,
)
from crm_tui.domain.payments.bank_receipts import (
    BankReceipt,
    BankReceiptFields,
    BankReceiptRequest,
    BankReceiptRow,
    BankReceiptStatus,
    ClaimPart,
    ClaimPartRow,
    Proposal,
    ProposalReason,
    first_proposals,
)
from crm_tui.domain.payments.records import Target
from crm_tui.domain.text import folded
from crm_tui.domain.users import Permission
from crm_tui.errors import NotFoundError

_R, _P = BANK_RECEIPT.c, BANK_RECEIPT_PART.c
_CLAIMANT, _DECIDER = USER.alias("claimant"), USER.alias("decider")
_FIELDS = ("day", "amount_minor", "currency", "payer", "account", "summary", "serial")
_STATE = ("status", "claimant_id", "claimed_at", "decided_by_id", "aside_kind", "reason")
_KEYS = {
    "name": ProposalReason.NAME,
    "former": ProposalReason.FORMER_NAME,
    "short": ProposalReason.CORE_NAME,
    "core": ProposalReason.CORE_NAME,
}
_MOST_PROPOSED = 5
_MOST_FOUND = 500
_UNSETTLED = (BankReceiptStatus.OPEN, BankReceiptStatus.CLAIMED)
Proposals = Mapping[BankReceiptId, tuple[Proposal, ...]]


def bank_receipts(view: View, request: BankReceiptRequest, limit: int) -> list[BankReceiptRow]:
    """Return what came of what is asked for, as far as this person is concerned, newest first."""
    statement = _statement(view).where(*_conditions(view, request))
    ordered = statement.order_by(_R.day.desc(), _R.id.desc()).limit(limit)
    return _rows(view, view.connection.execute(ordered).all())


def _conditions(view: View, request: BankReceiptRequest) -> Iterable[ColumnElement[bool]]:
    if request.status is not None:
        yield _R.status == request.status
    elif not (request.everything or request.mine):
        yield _R.status.in_(_UNSETTLED)
    if request.mine:
        yield _R.claimant_id == view.person.user_id
    for word in folded(request.words).split():
        said = (_R.payer, _R.summary, _R.serial)
        yield or_(*(has_inside(small_letters(each), word) for each in said))


def waiting(view: View, limit: int) -> list[BankReceiptRow]:
    """Return the claims that wait, the oldest first, whose customers this person all sees."""
    seen = select(CUSTOMER.c.id).where(
        CUSTOMER.c.id == _P.customer_id, CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)
    )
    hidden = select(_P.id).where(
        _P.receipt_id == _R.id, ~seen.correlate(BANK_RECEIPT_PART).exists()
    )
    statement = _statement(view).where(
        _R.status == BankReceiptStatus.CLAIMED, ~hidden.correlate(BANK_RECEIPT).exists()
    )
    ordered = statement.order_by(_R.claimed_at, _R.id).limit(limit)
    return _rows(view, view.connection.execute(ordered).all())


def bank_receipt(view: View, receipt_id: BankReceiptId, *, whoever: bool = False) -> BankReceipt:
    """Return what came, whole; raise NotFoundError for what this person does not see.

    `whoever` claims it: who tries to be first is told that somebody was.
    """
    statement = _statement(view, whoever=whoever).where(_R.id == receipt_id)
    found = view.connection.execute(statement).one_or_none()
    if found is None:
        raise NotFoundError("bank_receipt", str(receipt_id))
    (row,) = _rows(view, [found])
    is_open = row.status is BankReceiptStatus.OPEN
    return BankReceipt(
        row=row,
        parts=tuple(_parts(view, [receipt_id]).get(receipt_id, ())),
        proposals=proposed(view, [row]).get(receipt_id, ()) if is_open else (),
        payments=tuple(_payments(view, receipt_id)),
    )


def bank_receipts_called(view: View, reference: str) -> list[BankReceiptRow]:
    """Return what came that an id, the bank's number or a payer means, whoever claims it."""
    wanted = or_(_R.serial == reference, _R.payer == reference)
    number = written_id(reference)
    if number is not None:
        wanted = or_(_R.id == number, wanted)
    statement = _statement(view, whoever=True).where(wanted).order_by(_R.id.desc()).limit(20)
    return _rows(view, view.connection.execute(statement).all())


def known(view: View, identities: Collection[str]) -> dict[str, BankReceiptId]:
    """Return which rows of a bank's list are here already."""
    statement = select(_R.identity, func.min(_R.id)).where(
        _R.identity.in_(sorted(identities)), _R.deleted_at.is_(None)
    )
    rows = view.connection.execute(statement.group_by(_R.identity))
    return {row[0]: BankReceiptId(row[1]) for row in rows}


# Proposing ---------------------------------------------------------------------------------------


def proposed(view: View, rows: Sequence[BankReceiptRow]) -> Proposals:
    """Return of each whom its payer may have paid for, of the customers this person sees."""
    payers = {each.fields.payer_key: each.fields.payer for each in rows if each.fields.payer_key}
    found: dict[str, list[Proposal]] = {}
    for key, proposal in (*_by_name(view, payers), *_paid_before(view, payers)):
        found.setdefault(key, []).append(proposal)
    chosen = {key: first_proposals(those, _MOST_PROPOSED) for key, those in found.items()}
    return {each.id: chosen.get(each.fields.payer_key, ()) for each in rows}


def _by_name(view: View, payers: Mapping[str, str]) -> list[tuple[str, Proposal]]:
    """Return who is called, was called, or may be called as a payer is."""
    cores = {key: core_name(name) for key, name in payers.items()}
    pairs = [(kind, key) for kind in ("name", "former", "short") for key in payers]
    pairs += [("core", core) for core in cores.values() if core]
    if not pairs:
        return []
    kinds, asked = kinds_and_keys(pairs)
    statement = (
        select(
            DUPLICATE_KEY.c.kind,
            DUPLICATE_KEY.c.key,
            CUSTOMER.c.id,
            CUSTOMER.c.name,
            USER.c.name.label("owner"),
        )
        .join(CUSTOMER, CUSTOMER.c.id == DUPLICATE_KEY.c.customer_id)
        .outerjoin(USER, USER.c.id == CUSTOMER.c.owner_id)
        .where(
            or_(*map(has_one_of, kinds)),
            has_current_key(),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(CUSTOMER.c.id)
        .limit(_MOST_FOUND)
    )
    found = []
    for row in view.connection.execute(statement, asked):
        why = _KEYS[row.kind]
        for key, payer in payers.items():
            if row.key != (cores[key] if row.kind == "core" else key):
                continue
            if row.kind != "core" or not are_branches(payer, row.name):
                found.append((key, _proposal(row, why)))
    return found


def _paid_before(view: View, payers: Mapping[str, str]) -> list[tuple[str, Proposal]]:
    """Return for whom it was confirmed that a payer paid, the last one first."""
    last = func.max(_R.day)
    statement = (
        select(_R.payer_key, CUSTOMER.c.id, CUSTOMER.c.name, USER.c.name.label("owner"))
        .join(BANK_RECEIPT_PART, _P.receipt_id == _R.id)
        .join(CUSTOMER, CUSTOMER.c.id == _P.customer_id)
        .outerjoin(USER, USER.c.id == CUSTOMER.c.owner_id)
        .where(
            _R.payer_key.in_(sorted(payers)),
            _R.status == BankReceiptStatus.CONFIRMED,
            _R.deleted_at.is_(None),
            CUSTOMER.c.deleted_at.is_(None),
            visible_to(view.person),
        )
        .group_by(_R.payer_key, CUSTOMER.c.id, CUSTOMER.c.name, USER.c.name)
        .order_by(last.desc(), CUSTOMER.c.id)
        .limit(_MOST_FOUND)
    )
    return [
        (row.payer_key, _proposal(row, ProposalReason.PAID_BEFORE))
        for row in view.connection.execute(statement)
    ]


def _proposal(row: Any, why: ProposalReason) -> Proposal:
    return Proposal(CustomerId(row.id), row.name, row.owner or "", why)


# Writing -----------------------------------------------------------------------------------------


def add_bank_receipt(unit: Unit, fields: BankReceiptFields) -> BankReceiptId:
    """Insert what came and return its id."""
    result = unit.connection.execute(
        insert(BANK_RECEIPT).values(
            **{name: getattr(fields, name) for name in _FIELDS},
            payer_key=fields.payer_key,
            identity=fields.identity,
            created_at=unit.now,
            created_by_id=unit.person.user_id,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )
    (key,) = result.inserted_primary_key or (0,)
    return BankReceiptId(int(key))


def update_bank_receipt(
    unit: Unit,
    receipt_id: BankReceiptId,
    values: Mapping[str, Any],
    *,
    when: BankReceiptStatus,
) -> bool:
    """Change columns of what came, as long as it stands so; return whether it did."""
    changed = unit.connection.execute(
        update(BANK_RECEIPT)
        .where(_R.id == receipt_id, _R.status == when, _R.deleted_at.is_(None))
        .values(
            **values,
            version=_R.version + 1,
            updated_at=unit.now,
            updated_by_id=unit.person.user_id,
        )
    )
    return bool(changed.rowcount)


def state(view: View, receipt_id: BankReceiptId) -> dict[str, Any]:
    """Return how something that came stands, as events keep it."""
    columns = [_R.version, *(_R[name] for name in _STATE)]
    statement = select(*columns).where(_R.id == receipt_id, _R.deleted_at.is_(None))
    row = view.connection.execute(statement).one_or_none()
    if row is None:
        raise NotFoundError("bank_receipt", str(receipt_id))
    parts = _parts(view, [receipt_id]).get(receipt_id, ())
    kept = {name: getattr(row, name) for name in ("version", *_STATE)}
    return {**kept, "parts": [part_values(each) for each in parts]}


def version(view: View, receipt_id: BankReceiptId) -> int | None:
    """Return the version of something that came, None where it is deleted."""
    statement = select(_R.version).where(_R.id == receipt_id, _R.deleted_at.is_(None))
    return view.connection.execute(statement).scalar_one_or_none()


def put_back(unit: Unit, receipt_id: BankReceiptId, values: Mapping[str, Any]) -> None:
    """Let something that came stand as it did, its version as well."""
    columns = {name: each for name, each in values.items() if name != "parts"}
    unit.connection.execute(
        update(BANK_RECEIPT)
        .where(_R.id == receipt_id)
        .values(**columns, updated_at=unit.now, updated_by_id=unit.person.user_id)
    )
    if "parts" in values:
        set_parts(unit, receipt_id, values["parts"])


def set_parts(unit: Unit, receipt_id: BankReceiptId, parts: Sequence[Mapping[str, Any]]) -> None:
    """Put these parts, as columns, in the place of those that it has."""
    unit.connection.execute(delete(BANK_RECEIPT_PART).where(_P.receipt_id == receipt_id))
    if parts:
        rows = [
            {"receipt_id": receipt_id, "position": at, **each}
            for at, each in enumerate(parts, start=1)
        ]
        unit.connection.execute(insert(BANK_RECEIPT_PART), rows)


def part_values(row: ClaimPartRow) -> dict[str, Any]:
    """Return the columns of a part, as events keep them as well."""
    part = row.part
    return {
        "customer_id": part.customer_id,
        "order_id": part.target.order_id,
        "contract_id": part.target.contract_id,
        "plan_id": part.target.plan_id,
        "owner_id": row.owner_id,
        "amount_minor": part.amount_minor,
    }


# Reading -----------------------------------------------------------------------------------------


def _statement(view: View, *, whoever: bool = False) -> Select[Any]:
    """Return how what came is read: all of it by who confirms, else what is open or one's own.

    Of `whoever` claims it, as long as that is not decided: then it is between them and finance.
    """
    statement = (
        select(
            BANK_RECEIPT,
            _CLAIMANT.c.name.label("claimant"),
            _DECIDER.c.name.label("decided_by"),
        )
        .outerjoin(_CLAIMANT, _CLAIMANT.c.id == _R.claimant_id)
        .outerjoin(_DECIDER, _DECIDER.c.id == _R.decided_by_id)
        .where(_R.deleted_at.is_(None))
    )
    if view.person.may(Permission.CONFIRM_PAYMENT):
        return statement
    is_mine = _R.claimant_id == view.person.user_id
    told = _UNSETTLED if whoever else (BankReceiptStatus.OPEN,)
    return statement.where(or_(_R.status.in_(told), is_mine))


def _rows(view: View, found: Sequence[Any]) -> list[BankReceiptRow]:
    claimed = [row.id for row in found if row.claimant_id is not None]
    parts = _parts(view, claimed)
    rows = [_row(row, parts.get(row.id, ()), None) for row in found]
    proposals = proposed(view, [each for each in rows if each.status is BankReceiptStatus.OPEN])
    firsts = {key: those[0] for key, those in proposals.items() if those}
    return [_row(row, parts.get(row.id, ()), firsts.get(BankReceiptId(row.id))) for row in found]


def _row(row: Any, parts: Iterable[ClaimPartRow], proposal: Proposal | None) -> BankReceiptRow:
    return BankReceiptRow(
        id=BankReceiptId(row.id),
        fields=BankReceiptFields(**{name: getattr(row, name) for name in _FIELDS}),
        status=row.status,
        claimant_id=None if row.claimant_id is None else UserId(row.claimant_id),
        claimant=row.claimant or "",
        claimed_at=row.claimed_at,
        decided_by=row.decided_by or "",
        aside_kind=row.aside_kind,
        reason=row.reason,
        customers=" ".join(dict.fromkeys(each.customer for each in parts if each.customer)),
        proposal=proposal,
    )


def _parts(view: View, ids: Sequence[int]) -> dict[int, list[ClaimPartRow]]:
    """Return the parts of what came; of customers out of sight without their names."""
    seen = select(CUSTOMER.c.name).where(
        CUSTOMER.c.id == _P.customer_id, CUSTOMER.c.deleted_at.is_(None), visible_to(view.person)
    )
    statement = (
        select(
            BANK_RECEIPT_PART,
            seen.correlate(BANK_RECEIPT_PART).scalar_subquery().label("customer"),
            func.coalesce(SALES_ORDER.c.number, CONTRACT.c.number).label("number"),
        )
        .outerjoin(SALES_ORDER, SALES_ORDER.c.id == _P.order_id)
        .outerjoin(CONTRACT, CONTRACT.c.id == _P.contract_id)
        .where(_P.receipt_id.in_(ids))
        .order_by(_P.receipt_id, _P.position)
    )
    found: dict[int, list[ClaimPartRow]] = {}
    for row in view.connection.execute(statement) if ids else ():
        found.setdefault(row.receipt_id, []).append(_part(row))
    return found


def _part(row: Any) -> ClaimPartRow:
    target = Target(
        None if row.order_id is None else OrderId(row.order_id),
        None if row.contract_id is None else ContractId(row.contract_id),
        None if row.plan_id is None else PaymentPlanId(row.plan_id),
    )
    return ClaimPartRow(
        part=ClaimPart(CustomerId(row.customer_id), row.amount_minor, target),
        customer=row.customer or "",
        number=row.number or "" if row.customer else "",
        owner_id=UserId(row.owner_id),
    )


def _payments(view: View, receipt_id: BankReceiptId) -> list[tuple[PaymentId, str]]:
    payment = PAYMENT.c
    statement = (
        select(payment.id, payment.number)
        .join(CUSTOMER, CUSTOMER.c.id == payment.customer_id)
        .where(
            payment.bank_receipt_id == receipt_id,
            payment.deleted_at.is_(None),
            visible_to(view.person),
        )
        .order_by(payment.id)
    )
    return [(PaymentId(row.id), row.number) for row in view.connection.execute(statement)]
