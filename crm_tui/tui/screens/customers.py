"""客户: the customers one may see, one's own first."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.users import Scope as Sight
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.lists import ListScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog

_COLUMNS = ("name", "level", "stage", "last_follow_up_at", "next_contact_at", "last_day")
_MORE_COLUMNS = ("contact_names", "type", "industry", "city")


class CustomersScreen(ListScreen):
    """The list of customers, by view."""

    tab_id = "customers"
    scope = Scope.CUSTOMERS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CUSTOMERS)]

    def __init__(self, session: Session) -> None:
        super().__init__(session, ListRequest(CustomerView.MINE, sort="last_day"))

    @property
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit the view: among one's own the owner says nothing."""
        if self.request.view in {CustomerView.MINE, CustomerView.INCOMPLETE}:
            return (*_COLUMNS, *_MORE_COLUMNS)
        return (*_COLUMNS, "owner", *_MORE_COLUMNS)

    def heading(self) -> str:
        """Return the name of the view."""
        return word(self.request.view)

    def empty_words(self) -> str:
        """Return what to press when there is nothing."""
        if self.request.search:
            return _(
                "Nothing found for “{words}”.\nesc drops the search, N enters a customer"
            ).format(words=name_in_sentence(self.request.search))
        match self.request.view:
            case CustomerView.MINE:
                return _(
                    "You hold no customer yet.\nN enters one, 3 goes to the pool to claim some"
                )
            case CustomerView.SUBORDINATES:
                return _("Nobody of your team holds a customer.\nv chooses another view")
            case CustomerView.INCOMPLETE:
                return _("Nothing is missing anywhere.\nv chooses another view")
            case _:
                return _("There is no customer yet.\nN enters the first one")

    def search_everywhere(self, text: str = "") -> None:
        """Search all customers that this person may see."""
        self._show_view(CustomerView.ALL)
        self.start_search(text)

    def action_views(self) -> None:
        """Choose which customers are listed."""
        views = [CustomerView.MINE, CustomerView.ALL, CustomerView.INCOMPLETE]
        if self.session.person.scope is not Sight.SELF:
            views.insert(2, CustomerView.SUBORDINATES)
        choices = [
            Choice(view, f"{digit} {word(view)}", f"{digit} {word(view)} {view.value}")
            for digit, view in enumerate(views, start=1)
        ]
        self.app.push_screen(ChooseDialog(_("Views"), choices), self._show_view)

    def _show_view(self, view: CustomerView | None) -> None:
        if view is not None and view is not self.request.view:
            self.show_request(replace(self.request, view=view))
