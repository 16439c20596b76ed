"""The customers that a change of the rules would protect for less long, one by one."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.domain.pools.rule_books import EarlierLoss
from crm_tui.i18n import _
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import deciding_word
from crm_tui.tui.screens.rule_trials import days_words
from crm_tui.tui.screens.settings.sections import Host, SettingsList, text_column
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class _LossRow:
    """A customer that would be protected for less long."""

    id: int
    loss: EarlierLoss


class LossList(SettingsList[_LossRow]):
    """Who would be protected for less long, the nearest day first."""

    id = "losses"

    def __init__(self, host: Host, *, losses: Sequence[EarlierLoss]) -> None:
        super().__init__(host)
        self._losses = losses

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Protected for less long")

    def columns(self) -> Sequence[Column[_LossRow]]:
        """Return the customer, who holds it, and its days."""
        today = self.session.today
        return (
            text_column("name", _("Customer"), 20, lambda row: row.loss.name, widest=48),
            text_column("owner", _("Holder"), 8, lambda row: row.loss.owner, widest=16),
            text_column(
                "days",
                _("Last day"),
                22,
                lambda row: days_words(row.loss, today),
                tone=lambda _row: Tone.WARN,
            ),
            text_column(
                "why",
                _("Decided by"),
                14,
                lambda row: deciding_word(row.loss.deciding.value),
                priority=1,
            ),
        )

    def read(self) -> Sequence[_LossRow]:
        """Return the customers of the dry run."""
        return [_LossRow(each.customer_id, each) for each in self._losses]

    def act(self, command_id: str, row: _LossRow | None) -> None:
        """Do nothing: the list is only read."""
