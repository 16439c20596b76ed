"""What a query asks of payments, planned lines and invoices: the same of all, as far as they go."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sqlalchemy import BigInteger, ColumnElement, Table, false, literal, type_coerce

from crm_tui.db.queries.record_lists import AskedNoun, is_called
from crm_tui.db.schema.customers import CUSTOMER

_SAID_OF_SOME = ("money_method", "money_payer", "money_reference")


def asked_money(table: Table, own: Mapping[str, ColumnElement[Any]]) -> AskedNoun:
    """Return what may be asked of a kind of money; where it says nothing, nothing is found."""
    rows = table.c
    fields: dict[str, ColumnElement[Any]] = {
        **{key: literal("") for key in _SAID_OF_SOME},
        "money_amount": rows.amount_minor,
        "money_note": rows.note,
        "of_customer": CUSTOMER.c.name_key,
        "department": own["owner"],
        "created": type_coerce(rows.created_at, BigInteger),
        "updated": type_coerce(rows.updated_at, BigInteger),
        **own,
    }
    said = [fields[key] for key in ("money_payer", "money_reference")]
    return AskedNoun(
        id=rows.id,
        fields=fields,
        instants=frozenset({"created", "updated"}),
        orders={
            "id": rows.id,
            "number": fields["money_number"],
            "customer": CUSTOMER.c.name,
            "kind": fields["money_kind"],
            "amount": rows.amount_minor,
            "day": fields["money_day"],
            "owner": fields["owner"],
            "created_at": rows.created_at,
        },
        has_word=lambda view, word: is_called(view, word, *said, number=fields["money_number"]),
        has_flag=lambda _view, _code: false(),
    )
