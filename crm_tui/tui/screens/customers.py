"""客户: the customers one may see, one's own first."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import UserId
from crm_tui.domain.users import Scope as Sight
from crm_tui.i18n import N_, _
from crm_tui.presentation.words import name_in_sentence, word
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.lists import ListScreen, import_lines
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog

_COLUMNS = ("name", "level", "stage", "last_follow_up_at", "next_contact_at", "last_day")
_MORE_COLUMNS = ("contact_names", "type", "industry", "city")
_SET_ASIDE_COLUMNS = ("name", "standing", "pool", "last_follow_up_at", "level", "industry", "city")


class CustomersScreen(ListScreen):
    """The list of customers, by view."""

    tab_id = "customers"
    scope = Scope.CUSTOMERS
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.CUSTOMERS)]

    def __init__(self, session: Session) -> None:
        super().__init__(session, ListRequest(CustomerView.MINE, sort="last_day"))
        self._owner = ""

    @property
    def column_keys(self) -> tuple[str, ...]:
        """The columns that suit the view: among one's own the owner says nothing."""
        if self.request.view is CustomerView.SET_ASIDE:
            return _SET_ASIDE_COLUMNS
        if self.request.view in {CustomerView.MINE, CustomerView.INCOMPLETE}:
            return (*_COLUMNS, *_MORE_COLUMNS)
        return (*_COLUMNS, "owner", *_MORE_COLUMNS)

    def heading(self) -> str:
        """Return the name of the view, or whose customers are listed."""
        if self.request.owner_id is not None:
            return _("Held by {person}").format(person=name_in_sentence(self._owner))
        return _label(self.request.view)

    def empty_words(self) -> str:
        """Return what to press when there is nothing."""
        if self.request.search:
            return _(
                "Nothing found for “{words}”.\nesc drops the search, N enters a customer"
            ).format(words=name_in_sentence(self.request.search))
        if self.request.owner_id is not None:
            return _("They hold no customer.\nv chooses another view")
        view = self.request.view
        lines = [_(_EMPTY[view])]
        if view in {CustomerView.MINE, CustomerView.ALL}:
            lines += import_lines(self.session)
        return "\n".join(lines)

    def search_everywhere(self, text: str = "") -> None:
        """Search all customers that this person may see."""
        self.show_view(CustomerView.ALL)
        self.start_search(text)

    def action_views(self) -> None:
        """Choose which customers are listed."""
        choices = [
            Choice(view, f"{digit} {_label(view)}", view.value, str(digit))
            for digit, view in enumerate(self._views(), start=1)
        ]
        self.app.push_screen(ChooseDialog(_("Views"), choices), self.show_view)

    def _views(self) -> Iterator[CustomerView]:
        yield CustomerView.MINE
        yield CustomerView.ALL
        yield CustomerView.PARTICIPATED
        if self.session.person.scope is not Sight.SELF:
            yield CustomerView.SUBORDINATES
        yield CustomerView.INCOMPLETE
        yield CustomerView.SET_ASIDE

    def show_view(self, view: CustomerView | None) -> None:
        """List another view."""
        if view is None or (view is self.request.view and self.request.owner_id is None):
            return
        self.show_request(replace(self.request, view=view, owner_id=None))

    def show_owner(self, owner_id: UserId, name: str) -> None:
        """List what somebody holds, as far as one may see it."""
        self._owner = name
        self.show_request(replace(self.request, view=CustomerView.ALL, owner_id=owner_id))


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


def _label(view: CustomerView) -> str:
    return _("Deleted and invalid") if view is CustomerView.SET_ASIDE else word(view)
