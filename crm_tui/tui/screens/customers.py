"""客户: the customers one may see, one's own first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.customers import CustomerView
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.views import ListTab
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.lists import import_lines
from crm_tui.tui.screens.many_lists import ManyListScreen
from crm_tui.tui.session import Session

_COLUMNS = ("name", "level", "stage", "last_follow_up_at", "next_contact_at", "last_day")
_MORE_COLUMNS = ("contact_names", "type", "industry", "city")
_SET_ASIDE_COLUMNS = ("name", "standing", "pool", "last_follow_up_at", "level", "industry", "city")

_SET_ASIDE_KEYS = ("open", "restore", "purge", "list.mark", "views", "search", "help")


class CustomersScreen(ManyListScreen):
    """The list of customers, by view."""

    tab_id = "customers"
    list_tab = ListTab.CUSTOMERS
    scope = Scope.CUSTOMERS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CUSTOMERS)]

    def __init__(self, session: Session) -> None:
        super().__init__(session)
        self._owner = ""

    @property
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit the view: among one's own the owner says nothing."""
        if self.request.view is CustomerView.SET_ASIDE:
            return _SET_ASIDE_COLUMNS
        if self.request.view in {CustomerView.MINE, CustomerView.INCOMPLETE}:
            return (*_COLUMNS, *_MORE_COLUMNS)
        return (*_COLUMNS, "owner", *_MORE_COLUMNS)

    def keys_of_view(self) -> Sequence[str]:
        """Return what is done with customers that were set aside, where they are listed."""
        return _SET_ASIDE_KEYS if self.request.view is CustomerView.SET_ASIDE else ()

    def heading(self) -> str:
        """Return the name of the view, or whose customers are listed."""
        if self.request.owner_id is not None:
            return _("Held by {person}").format(person=name_in_sentence(self._owner))
        return super().heading()

    def action_duplicates(self) -> None:
        """Show the customers that may be one."""
        # Seldom opened: the first paint does not wait for it.
        from crm_tui.tui.screens.suspects import SuspectScreen  # noqa: PLC0415

        self.app.push_screen(SuspectScreen(self.session))

    def empty_words(self) -> str:
        """Return what to press when there is nothing."""
        if self.request.query and self.request.query != self.usual_query:
            return _(
                "Nothing found for “{words}”.\nesc drops the search, N enters a customer"
            ).format(words=name_in_sentence(self.request.query))
        if self.request.owner_id is not None:
            return _("They hold no customer.\nv chooses another view")
        if self.usual_query:
            return _("No customer fits this view now.\nv chooses another view")
        view = self.request.view
        lines = [_(_EMPTY[view])]
        if view in {CustomerView.MINE, CustomerView.ALL}:
            lines += import_lines(self.session)
        return "\n".join(lines)

    def search_everywhere(self, text: str = "") -> None:
        """Search all customers that this person may see."""
        self.open_view(CustomerView.ALL.value, partial(self.start_search, text))

    def show_owner(self, owner_id: UserId, name: str) -> None:
        """List what somebody holds, as far as one may see it."""
        self._owner = name
        self.open_view(CustomerView.ALL.value, partial(self._narrow_to, owner_id))

    def _narrow_to(self, owner_id: UserId) -> None:
        self.show_request(replace(self.request, owner_id=owner_id))


_EMPTY: Mapping[CustomerView, str] = {
    CustomerView.MINE: N_(
        "You hold no customer yet.\nN enters one, 3 goes to the pool to claim some"
    ),
    CustomerView.ALL: N_("There is no customer here yet.\nN enters one"),
    CustomerView.SUBORDINATES: N_("Nobody of your team holds a customer.\nv chooses another view"),
    CustomerView.INCOMPLETE: N_("Nothing is missing anywhere.\nv chooses another view"),
    CustomerView.PARTICIPATED: N_("You are in the team of no customer.\nv chooses another view"),
    CustomerView.SET_ASIDE: N_("Nothing was deleted or set aside.\nv chooses another view"),
}
