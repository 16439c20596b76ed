"""A view that is saved, copied or changed: its name, for whom it is, what it shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from textual.app import ComposeResult
from textual.containers import Vertical
from textual.screen import ModalScreen
from textual.widgets import Input

from crm_tui.domain.customers import CustomerView
from crm_tui.domain.events import Changed
from crm_tui.domain.pinyin import initials
from crm_tui.domain.queries import QUERY_LENGTH
from crm_tui.domain.users import Person
from crm_tui.domain.views import BASES, Audience, NewView, SavedView, why_not_share
from crm_tui.errors import CrmError, QuerySyntaxError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.views import base_name
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import TextField

_NAME_LIMIT = 100


class ViewForm(FormScreen, ModalScreen[Changed | None]):
    """A new view of what a list shows, or a saved one that is changed; a panel over the list."""

    def __init__(self, session: Session, new: NewView, view: SavedView | None = None) -> None:
        title = _("Save as a view")
        if view is not None:
            title = _("View · {name}").format(name=name_in_sentence(view.name))
        super().__init__(session, title, draft_name="view" if view is None else view.key)
        self._new, self._view = new, view

    def compose(self) -> ComposeResult:
        """Put what any form has into a panel."""
        with Vertical(classes="view--panel"):
            yield from super().compose()

    def compose_fields(self) -> ComposeResult:
        """Yield the name, for whom it is where that can be chosen, which customers it shows."""
        new = self._new
        yield TextField(field_label("name"), new.name, required=True, limit=_NAME_LIMIT, id="name")
        choices = audience_choices(self.session.person, new.audience)
        if len(choices) > 1:
            yield ChoiceField(
                field_label("audience"), choices, new.audience, required=True, id="audience"
            )
        yield ChoiceField(
            field_label("base"), base_choices(new), new.base, required=True, id="base"
        )
        yield TextField(field_label("query"), new.query, limit=QUERY_LENGTH, id="query")

    def save(self) -> None:
        """Save the view."""
        new, view = self._new_view(), self._view
        views, actor = self.session.crm.views, self.session.actor

        def write() -> Changed:
            if view is None or view.id is None:
                return views.save(actor, new)
            changes = {name: getattr(new, name) for name in ("name", "query", "audience", "base")}
            return views.change(actor, view.id, changes, seen=view)

        def saved(changed: Changed) -> None:
            said = _("Saved the view “{view}”").format(view=name_in_sentence(new.name))
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(write, saved)

    def refused(self, error: CrmError) -> bool:
        """Say under the filter what is wrong there, and where."""
        if not isinstance(error, QuerySyntaxError):
            return False
        field = self.query_one("#query", TextField)
        field.show_note(errors.sentence(error), is_fault=True)
        editor = field.query_one(Input)
        editor.focus()
        editor.cursor_position = error.start
        return True

    def _new_view(self) -> NewView:
        audience = self._new.audience
        if self.query("#audience"):
            audience = self.query_one("#audience", ChoiceField).value or audience
        return replace(
            self._new,
            name=self.query_one("#name", TextField).value,
            base=self.query_one("#base", ChoiceField).value or self._new.base,
            query=self.query_one("#query", TextField).value,
            audience=audience,
        )


def base_choices(new: NewView) -> Sequence[Choice[CustomerView]]:
    """Return over which customers a view of the list may look."""
    bases = (base for base in CustomerView if base in BASES[new.tab])
    named = ((base, base_name(new.tab, base)) for base in bases)
    return [Choice(base, name, f"{initials(name)} {base.value}") for base, name in named]


def audience_choices(person: Person, now: Audience) -> Sequence[Choice[Audience]]:
    """Return for whom this person may save a view, and for whom it is now."""
    return [
        Choice(audience, word(audience), audience.value)
        for audience in Audience
        if audience is now or why_not_share(audience, by=person) is None
    ]
