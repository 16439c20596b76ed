"""The orders and contracts of a customer: one is opened, or drafted."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from crm_tui.domain.contracts.records import ContractRow
from crm_tui.domain.contracts.requests import ContractRequest
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId, OrderId
from crm_tui.domain.orders.records import OrderRow
from crm_tui.domain.orders.requests import OrderRequest
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation import contracts, orders
from crm_tui.presentation.money import amount
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog

_NEW = 0
_LISTED = 200


def choose_order(screen: ScreenCommands[Any], customer_id: CustomerId, name: str) -> None:
    """Show the orders of a customer, to open one or draft one."""
    service, actor = screen.session.crm.orders, screen.session.actor

    def shown(rows: Sequence[OrderRow]) -> None:
        said = [
            (each.id, _words(each.number, each.title, _order_words(each), _money(each)))
            for each in rows
        ]
        _choose(
            screen, _("Orders of {customer}").format(customer=name), _("New order"), said, open_
        )

    def open_(order_id: int) -> None:
        if order_id != _NEW:
            from crm_tui.tui.screens.orders.whole import OrderScreen  # noqa: PLC0415

            screen.app.push_screen(OrderScreen(screen.session, order_id))
            return
        from crm_tui.tui.screens.orders.form import open_order_form  # noqa: PLC0415

        refusal = screen.why_not_permitted(Permission.EDIT_ORDER)
        if refusal is not None:
            screen.operations.tell(refusal, severity="warning")
            return
        open_order_form(screen, customer_id, name, lambda changed: show_new_order(screen, changed))

    request = OrderRequest(customer_id=customer_id)
    screen.operations.ask(
        lambda: service.list(actor, request, limit=_LISTED), shown, key="orders", opens=True
    )


def show_new_order(screen: ScreenCommands[Any], changed: Changed | None) -> None:
    """Ask for the lines of an order that was just drafted."""
    if changed is not None and changed.record_id is not None:
        from crm_tui.tui.screens.orders.lines import OrderLinesScreen  # noqa: PLC0415

        order_id = OrderId(changed.record_id)
        screen.app.push_screen(OrderLinesScreen(screen.session, order_id, is_new=True))


def choose_contract(screen: ScreenCommands[Any], customer_id: CustomerId, name: str) -> None:
    """Show the contracts with a customer, to open one or draft one."""
    service, actor = screen.session.crm.contracts, screen.session.actor

    def shown(rows: Sequence[ContractRow]) -> None:
        said = [
            (
                each.id,
                _words(each.number, each.title, contracts.standing_word(each), _sum(each)),
            )
            for each in rows
        ]
        title = _("Contracts with {customer}").format(customer=name)
        _choose(screen, title, _("New contract"), said, open_)

    def open_(contract_id: int) -> None:
        if contract_id != _NEW:
            from crm_tui.tui.screens.contracts.whole import ContractScreen  # noqa: PLC0415

            screen.app.push_screen(ContractScreen(screen.session, contract_id))
            return
        from crm_tui.tui.screens.contracts.form import open_contract_form  # noqa: PLC0415

        refusal = screen.why_not_permitted(Permission.EDIT_CONTRACT)
        if refusal is not None:
            screen.operations.tell(refusal, severity="warning")
            return
        open_contract_form(screen, customer_id, name)

    request = ContractRequest(customer_id=customer_id)
    screen.operations.ask(
        lambda: service.list(actor, request, limit=_LISTED), shown, key="contracts", opens=True
    )


def _choose(
    screen: ScreenCommands[Any],
    title: str,
    new: str,
    said: Sequence[tuple[int, str]],
    then: Callable[[int], None],
) -> None:
    first = Choice(_NEW, _("+ {new}").format(new=new), "new xj")
    choices = [first, *(Choice(key, words) for key, words in said)]

    def chosen(key: int | None) -> None:
        if key is not None:
            then(key)

    screen.app.push_screen(ChooseDialog(title, choices), chosen)


def _order_words(row: OrderRow) -> str:
    return f"{orders.standing_word(row)} {orders.delivery_words(row.delivery)}"


def _money(row: OrderRow) -> str:
    return amount(row.total_minor, row.currency)


def _sum(row: ContractRow) -> str:
    return amount(row.amount_minor, row.currency)


def _words(*said: str) -> str:
    return name_in_sentence(" · ".join(filter(None, said)))
