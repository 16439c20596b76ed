"""What is asked when goods of an order go out or come back: a quantity for each line."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crm_tui.domain.days import day_of
from crm_tui.domain.decimals import parse_quantity
from crm_tui.domain.orders.records import Order, OrderLine
from crm_tui.i18n import _
from crm_tui.presentation.products import quantity_text, quantity_words
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.record_commands.fields import reason_field
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import FormField, MomentField, TextField, ValueField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

_LIMIT = 20
_NOTE_LIMIT = 500
_NONE = frozenset({"", "0"})


def delivery_dialog(session: Session, order: Order) -> FormDialog:
    """Return what asks which goods went out, when: at first all that is left."""
    left = _places(order, lambda line: line.left_milli)
    return FormDialog(
        _("Deliver {number}").format(number=order.row.number),
        lambda: [
            *(_quantity(order, at, milli, filled=True) for at, milli in left),
            _day(session),
            TextField(field_label("note"), limit=_NOTE_LIMIT, id="note"),
        ],
        _("Save"),
        lines=[
            _("What went out of each line; nothing or 0 where nothing did."),
            *(_line_words(order, at, milli) for at, milli in left),
        ],
    )


def return_dialog(session: Session, order: Order) -> FormDialog:
    """Return what asks which goods came back, when and why."""
    there = _places(order, lambda line: line.returnable_milli)
    return FormDialog(
        _("Take back {number}").format(number=order.row.number),
        lambda: [
            *(_quantity(order, at, milli, filled=len(there) == 1) for at, milli in there),
            reason_field(),
            _day(session),
        ],
        _("Save"),
        lines=[
            _("What came back of each line; each is worth its exact share."),
            *(_line_words(order, at, milli) for at, milli in there),
        ],
    )


def quantities(values: Values) -> dict[int, int]:
    """Return thousandths by the place of their line, of what was typed."""
    found: dict[int, int] = {}
    for name, typed in values.items():
        if name.startswith("line-") and str(typed).strip() not in _NONE:
            found[int(name.removeprefix("line-"))] = parse_quantity(str(typed)) or 0
    return {at: milli for at, milli in found.items() if milli}


def goods_day(session: Session, values: Values) -> int | None:
    """Return the day on which goods moved, None for today."""
    typed = values["day"]
    return None if typed is None else day_of(typed, session.zone)


def _places(order: Order, of: Callable[[OrderLine], int]) -> Sequence[tuple[int, int]]:
    found = [(at, of(line)) for at, line in enumerate(order.lines, start=1)]
    return [(at, milli) for at, milli in found if milli]


def _line_words(order: Order, at: int, milli: int) -> str:
    """Return a line with how much of it may move; its field has no room for all of its name."""
    sale = order.lines[at - 1].fields.sale
    return f"{at} {name_in_sentence(sale.name)}  {quantity_words(milli, sale.unit)}"


def _quantity(order: Order, at: int, most: int, *, filled: bool) -> TextField:
    sale = order.lines[at - 1].fields.sale

    def wrong(text: str) -> str | None:
        if text.strip() in _NONE:
            return None
        found = parse_quantity(text)
        if not found:
            return _("Write it so: {example}").format(example="2.5")
        if found > most:
            return _("{left} at most.").format(left=quantity_text(most))
        return None

    label = f"{at} {name_in_sentence(sale.name)}"
    shown = quantity_text(most) if filled else ""
    return ValueField(label, shown, limit=_LIMIT, why_wrong=wrong, id=f"line-{at}")


def _day(session: Session) -> FormField[Any]:
    return MomentField(
        field_label("goods_day"),
        moment_reader(session, prefer="past", only_day=True),
        "",
        placeholder=_("today unless another day is named"),
        id="day",
    )
