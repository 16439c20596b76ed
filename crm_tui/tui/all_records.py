"""Lists over all customers that are opened by name from wherever one is."""

from __future__ import annotations

from typing import Any, Protocol

from textual.app import App

from crm_tui.tui.session import Session


class Shown(Protocol):
    """A screen of somebody who works here."""

    session: Session

    @property
    def app(self) -> App[Any]:
        """The app, to push screens on."""
        ...


class ListsOfAll:
    """What shows lists over all customers, or over none in particular."""

    def action_all_products(self: Shown) -> None:
        """Show all that the office sells."""
        from crm_tui.tui.screens.products import ProductsScreen  # noqa: PLC0415

        self.app.push_screen(ProductsScreen(self.session))

    def action_all_usages(self: Shown) -> None:
        """Show what all customers one may see use, the largest gaps first."""
        from crm_tui.tui.screens.costs.usages import UsagesScreen  # noqa: PLC0415

        self.app.push_screen(UsagesScreen(self.session))

    def action_all_expenses(self: Shown) -> None:
        """Show what was spent on all customers and campaigns one may see."""
        from crm_tui.tui.screens.costs.expenses import ExpensesScreen, Spending  # noqa: PLC0415

        self.app.push_screen(ExpensesScreen(self.session, Spending()))

    def action_bank_receipts(self: Shown) -> None:
        """Show what came into the bank, to claim or confirm it."""
        from crm_tui.tui.screens.payments.bank_receipts import BankReceiptsScreen  # noqa: PLC0415

        self.app.push_screen(BankReceiptsScreen(self.session))

    def action_all_payments(self: Shown) -> None:
        """Show what all customers one may see are to pay and paid."""
        from crm_tui.tui.screens.payments.listing import PaymentsScreen  # noqa: PLC0415
        from crm_tui.tui.screens.payments.rows import MoneyKind  # noqa: PLC0415

        self.app.push_screen(PaymentsScreen(self.session, kind=MoneyKind.DUES))
