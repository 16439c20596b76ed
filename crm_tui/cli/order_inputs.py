"""Read what was typed of an order and of its goods; what cannot be understood is a FieldError."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from crm_tui.cli.inputs import read_day, read_yes_or_no
from crm_tui.cli.output import Output
from crm_tui.cli.paper_options import read_place
from crm_tui.cli.quote_inputs import read_discount, read_quantity
from crm_tui.cli.sessions import Session
from crm_tui.cli.task_inputs import read_contact
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.text import clean
from crm_tui.errors import FieldError
from crm_tui.i18n import _
from crm_tui.presentation.money import amount
from crm_tui.presentation.orders import delivery_words, status_word
from crm_tui.presentation.shapes import orders as shapes
from crm_tui.presentation.words import name_in_sentence

_NONE = "none"


def find_order(session: Session, reference: str) -> OrderId:
    """Return the order that a number means."""
    return session.crm.orders.find(session.actor, clean(reference))


def answer(
    session: Session, output: Output, order_id: OrderId, batch_id: int | None, *more: str
) -> None:
    """Write an order as it is now, and what it comes to."""
    order = session.crm.orders.order(session.actor, order_id)
    said = _("{number} {customer}: {total}, {status}, {delivery}.").format(
        number=order.row.number,
        customer=name_in_sentence(order.row.customer),
        total=amount(order.price.total_minor, order.fields.currency),
        status=status_word(order.row.status),
        delivery=delivery_words(order.row.delivery),
    )
    moves = session.crm.order_goods.moves(session.actor, order_id)
    shape = {"batch": batch_id, **shapes.whole(order, session.logins(), moves)}
    output.record(shape, [said, *more])


def read_due(session: Session, text: str) -> int | None:
    """Return the day on which goods are due; None for none."""
    if clean(text) == _NONE:
        return None
    return read_day(session, "due_day", text, prefer="future")


def read_quantities(typed: Sequence[str]) -> dict[int, int]:
    """Return thousandths by line of what was typed as LINE=QUANTITY, each line once."""
    found: dict[int, int] = {}
    for each in typed:
        place, equals, quantity = clean(each).partition("=")
        at = read_place(place)
        if not equals or at in found:
            raise FieldError("quantity", "line_quantity", clean(each)[:20])
        found[at] = read_quantity(quantity)
    return found


def read_changes(
    session: Session, customer_id: CustomerId, typed: Mapping[str, str | None], currency: str
) -> dict[str, object]:
    """Return the fields that were typed, read; what was not is left out."""
    said = {name: text for name, text in typed.items() if text is not None}
    readers: Mapping[str, tuple[str, Callable[[str], object]]] = {
        "contact": ("contact_id", lambda text: read_contact(session, customer_id, text)),
        "owner": ("owner_id", session.user),
        "day": ("order_day", lambda text: read_day(session, "order_day", text)),
        "due": ("due_day", lambda text: read_due(session, text)),
        "with_tax": ("includes_tax", lambda text: read_yes_or_no("includes_tax", text)),
        "discount": ("discount", lambda text: read_discount(text, currency.strip().upper())),
        "currency": ("currency", lambda text: clean(text).upper()),
    }
    plain = {name: text for name, text in said.items() if name not in readers}
    read = {readers[name][0]: readers[name][1](text) for name, text in said.items() - plain.items()}
    return {**plain, **read}
