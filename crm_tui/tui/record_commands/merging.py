"""合并: two customers that are one, of two marked ones or of one and another that is looked up."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import TYPE_CHECKING, ClassVar, Generic

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.commands import ResultT
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.record_commands.chosen import ChosenCustomers

if TYPE_CHECKING:  # its import is slow: the first paint does not wait for it
    from crm_tui.services.merging import Merged

_A_PAIR = 2


class MergingCommands(ChosenCustomers[ResultT], Generic[ResultT]):
    """What makes one customer of two."""

    JUDGES: ClassVar[Mapping[str, str]] = {"merge": "why_not_merge"}

    def why_not_merge(self, _row: CustomerRow) -> str | None:
        """Return why nothing can be merged here, as far as is known."""
        refused = self.why_not_permitted(Permission.DELETE_CUSTOMER)
        if refused is None and self.marked_count not in {0, _A_PAIR}:
            return _("Mark two customers to merge them, or none.")
        return refused

    def action_merge(self) -> None:
        """Put two marked customers side by side, or this one and one that is looked up."""
        row = self.allowed("merge")
        if row is None:
            return
        marked = list(self.marked_ids())
        if marked:
            kept_id = row.id if row.id in marked else marked[0]
            marked.remove(kept_id)
            self._put_beside(kept_id, marked[0])
            return
        from crm_tui.tui.screens.finding import FindDialog  # noqa: PLC0415 - few ask

        title = _("Merge “{customer}” with which?").format(customer=name_in_sentence(row.name))
        dialog = FindDialog(self.session, (), self.why_not, title=title)
        self.app.push_screen(dialog, partial(self._found, row.id))

    def _found(self, kept_id: CustomerId, found: CustomerId | KeyCommand | None) -> None:
        if found is not None and not isinstance(found, KeyCommand):
            self._put_beside(kept_id, found)

    def _put_beside(self, kept_id: CustomerId, given_up_id: CustomerId) -> None:
        from crm_tui.tui.screens.merging import MergeScreen  # noqa: PLC0415 - few ask

        self.app.push_screen(MergeScreen(self.session, kept_id, given_up_id), self._merged)

    def _merged(self, merged: Merged | None) -> None:
        if merged is not None:
            self.batch_done()
