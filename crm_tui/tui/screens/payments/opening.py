"""Opens what a customer is to pay and paid, from wherever its name stands."""

from __future__ import annotations

from typing import Any

from crm_tui.domain.identifiers import CustomerId
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ScreenCommands


def show_payments(screen: ScreenCommands[Any], customer_id: CustomerId, customer: str) -> None:
    """Show the money of a customer."""
    from crm_tui.tui.screens.payments.listing import PaymentsScreen  # noqa: PLC0415 - only now

    name = name_in_sentence(customer)
    screen.app.push_screen(PaymentsScreen(screen.session, customer_id, name))
