"""What is typed of a customer: its fields, who has the same one, what another label would do."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.timer import Timer
from textual.widget import Widget

from crm_tui.domain.contacts import ContactFields
from crm_tui.domain.custom_fields import CustomField, FieldHolder
from crm_tui.domain.customers import (
    RULE_FIELDS,
    CustomerFields,
    CustomerKind,
    CustomerRecord,
    DuplicateMatch,
    NewCustomer,
)
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pools import Relabelling
from crm_tui.errors import (
    CrmError,
)
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.relabelling import relabelling_sentence
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.services.checks import CONTACT_LIMITS
from crm_tui.tui.keys import KeyCommand, Scope, bindings_of
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.contact_form import (
    PHONES_LIMIT,
    contact_line,
    phones_fault,
    phones_in,
)
from crm_tui.tui.screens.customer_fields import (
    ALL_FIELDS,
    BASICS,
    GROUPS_BELOW,
    ParentField,
    company_only,
    fields_of_group,
    value_in,
)
from crm_tui.tui.screens.duplicate_notes import (
    FIELD_OF_KIND,
    KEYED_FIELDS,
    draft_of,
    duplicate_note,
)
from crm_tui.tui.screens.forms import FormScreen, editor_of, group
from crm_tui.tui.screens.own_fields import (
    own_editors,
    own_values,
    show_own_for,
)
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.fields import FormField, TextField

if TYPE_CHECKING:  # the services are slow to import
    pass

_PAUSE_SECONDS = 0.3
_LABELS = ", ".join(f"#{name}" for name in sorted(RULE_FIELDS))
_CONTACT_LINES = ("title", "wechat")


class CustomerEntry(FormScreen):
    """What is typed of a customer, with what it comes to: who has the same, what a label does."""

    scope: ClassVar[Scope] = Scope.CUSTOMER_FORM
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_of(Scope.CUSTOMER_FORM)]

    def __init__(
        self, session: Session, record: CustomerRecord | None, initial_name: str = ""
    ) -> None:
        self._record = record
        self._duplicates: tuple[DuplicateMatch, ...] = ()
        self._duplicate_timer: Timer | None = None
        self._label_timer: Timer | None = None
        self._own: Sequence[CustomField] = ()
        if record is None:
            self._seen = CustomerFields(name=initial_name, first_contact_day=session.today)
            super().__init__(session, _("New customer"), draft_name="customer-new")
        else:
            self._seen = record.fields
            name = name_in_sentence(record.row.name)
            title = _("Edit customer · {customer}").format(customer=name)
            super().__init__(session, title, draft_name=f"customer-{record.row.id}")

    def compose_fields(self) -> ComposeResult:
        """Yield what is asked first: the basics, and a new customer's contact."""
        yield from group(_("Basics"), fields_of_group(self.session, BASICS, self._seen))
        if self._record is None:
            yield from group(_("Contact"), self._contact_fields())

    def read_below(self) -> None:
        """Read the office's own fields."""
        fields = self.session.crm.custom_fields
        self._own = fields.list(self.session.actor, FieldHolder.CUSTOMER)

    def groups_below(self) -> Iterator[Sequence[Widget]]:
        """Yield the office's own fields, where it has any, and the other groups."""
        if self._own:
            is_new = self._record is None
            editors = own_editors(self.session, self._own, self._seen.custom, is_new=is_new)
            yield group(_("Own fields"), editors)
        for title, names in GROUPS_BELOW:
            yield group(_(title), fields_of_group(self.session, names, self._seen))

    def _contact_fields(self) -> Sequence[FormField[Any]]:
        phones = TextField(
            field_label("phones"),
            limit=PHONES_LIMIT,
            placeholder=_("several with a comma between"),
            why_wrong=phones_fault,
            id="phones",
        )
        return [
            contact_line("name", required=True, field_id="contact_name"),
            phones,
            *(contact_line(name) for name in _CONTACT_LINES),
        ]

    def became_whole(self) -> None:
        """Show what depends on other customers and on the kind of this one."""
        self._show_fields_of_kind()
        parent_id = self._seen.parent_id
        if parent_id is not None:
            customers, actor = self.session.crm.customers, self.session.actor
            operations_of(self).ask(
                lambda: [row.name for row in customers.rows(actor, [parent_id])],
                lambda names: self._show_parent(names[0] if names else str(parent_id)),
                key=f"parent {id(self)}",
            )

    def _show_parent(self, name: str) -> None:
        if self.is_running:
            self.query_one(ParentField).show_first(name)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing in this form, or None."""
        match command.id:
            case "form.save_another" if self._record is not None:
                return _("This customer exists already.")
            case "form.open_duplicate" if self._first_visible_duplicate() is None:
                return _("No other customer has this name or phone.")
            case _:
                return None

    # --- while it is typed -----------------------------------------------------------------------

    @on(FormField.Changed, "#kind")
    def _show_fields_of_kind(self) -> None:
        is_company = self._kind() is not CustomerKind.INDIVIDUAL
        hidden = company_only()
        for field in self.form.fields:
            if field.id in hidden:
                field.display = is_company
            if field.id == "contact_name":
                field.is_required = is_company
        kind = CustomerKind.ENTERPRISE if is_company else CustomerKind.INDIVIDUAL
        show_own_for(self.form, self._own, kind)

    def _kind(self) -> object:
        return next(each.value for each in self.form.fields if each.id == "kind")

    @on(FormField.Changed, KEYED_FIELDS)
    def _look_for_duplicates_soon(self) -> None:
        if self._duplicate_timer is not None:
            self._duplicate_timer.stop()
        self._duplicate_timer = self.set_timer(_PAUSE_SECONDS, self._look_for_duplicates)

    def _look_for_duplicates(self) -> None:
        customers, actor = self.session.crm.customers, self.session.actor
        draft = self._typed_so_far()
        own = None if self._record is None else self._record.row.id
        operations_of(self).ask(
            lambda: customers.duplicates(actor, draft=draft, but=own),
            self._show_duplicates,
            key=f"duplicates {id(self)}",
            failed=self._say_why_not_checked,
        )

    def _say_why_not_checked(self, error: CrmError) -> None:
        """Say under the first field that is filled in why nobody looked for duplicates."""
        self._show_duplicates([])
        for field in self.query(KEYED_FIELDS).results(TextField):
            if field.value and field.fault() is None:
                field.say(errors.sentence(error))
                return

    def _typed_so_far(self) -> NewCustomer:
        fields = self.query(KEYED_FIELDS).results(TextField)
        texts = {each.id: each.value for each in fields if each.id}
        return draft_of(texts, self._kind(), self._phones())

    def _phones(self) -> Sequence[Any]:
        fields = self.query("#phones").results(TextField)
        return [phone for field in fields for phone in phones_in(field.value)]

    def _show_duplicates(self, found: list[DuplicateMatch]) -> None:
        self._duplicates = tuple(found)
        for field in self.query(KEYED_FIELDS).results(TextField):
            notes = [
                duplicate_note(match)
                for match in self._duplicates
                if FIELD_OF_KIND[match.kind] == field.id
            ]
            field.say(notes[0] if notes else "")
        self.refresh_footer()

    def _first_visible_duplicate(self) -> CustomerId | None:
        return next((match.customer_id for match in self._duplicates if match.visible), None)

    def action_open_duplicate(self) -> None:
        """Open the customer that has the same name or phone; the form stays below."""
        from crm_tui.tui.screens.detail import DetailScreen  # noqa: PLC0415 - it knows the forms

        customer_id = self._first_visible_duplicate()
        if customer_id is not None:
            self.app.push_screen(DetailScreen(self.session, customer_id, Trail(lambda _step: None)))

    def action_next_group(self) -> None:
        """Go to the first field of the next group, after the last to the first."""
        groups = [each for each in self.query(".form--fields") if each.query("FormField")]
        focused = self.focused
        here = [at for at, each in enumerate(groups) if focused and each in focused.ancestors]
        following = groups[(here[0] + 1) % len(groups)] if here else groups[0]
        shown = [each for each in following.query("FormField") if each.display]
        if shown and isinstance(shown[0], FormField):
            editor_of(shown[0]).focus()

    @on(FormField.Changed, _LABELS)
    def _foretell_soon(self, event: FormField.Changed) -> None:
        operations_of(self).forget(self._foretelling)
        for field in self._labels():
            field.say("")
        if self._label_timer is not None:
            self._label_timer.stop()
        if self._record is not None:
            last = event.field
            self._label_timer = self.set_timer(_PAUSE_SECONDS, lambda: self._foretell(last))

    @property
    def _foretelling(self) -> str:
        return f"relabelling {id(self)}"

    def _labels(self) -> Sequence[FormField[Any]]:
        return [each for each in self.form.fields if each.id in RULE_FIELDS]

    def _foretell(self, last: FormField[Any]) -> None:
        """Say under the label that was edited last what the edited ones do to the last day."""
        session, seen = self.session, self._seen
        edited = {
            each.id or "": (each, value)
            for each in self._labels()
            if each.fault() is None
            and (value := value_in(session, each)) != getattr(seen, each.id or "")
        }
        if self._record is None or not edited:
            return
        customer_id, changes = self._record.row.id, {name: new for name, (_, new) in edited.items()}
        under, _value = edited.get(last.id or "", next(iter(edited.values())))
        operations_of(self).ask(
            lambda: session.crm.customers.relabelling(
                session.actor, customer_id, changes, seen=seen
            ),
            lambda found: self._show_relabelling(under, found),
            key=self._foretelling,
            failed=self._foretell_nothing,
        )

    def _show_relabelling(self, under: FormField[Any], found: Relabelling | None) -> None:
        if found is not None and self.is_running:
            under.say(relabelling_sentence(found, self.session.today))

    def _foretell_nothing(self, _error: CrmError) -> None:
        """Say nothing of an edit that would not be saved: saving says why."""

    # --- what stands in it -----------------------------------------------------------------------

    def _values(self) -> dict[str, Any]:
        names = frozenset(ALL_FIELDS) - {"parent_id"}
        return {
            each.id: value_in(self.session, each) for each in self.form.fields if each.id in names
        }

    def _own_values(self) -> dict[str, object]:
        return own_values(self.session, self.form, self._own)

    def _parent_id(self) -> CustomerId | None:
        """Return the customer that the parent field names; runs where the database may be asked."""
        field = self.query_one(ParentField)
        if not field.is_dirty:
            parent_id = self._seen.parent_id
            return None if parent_id is None else CustomerId(parent_id)
        session = self.session
        return session.crm.customers.find(session.actor, field.value) if field.value else None

    def _first_contact(self) -> ContactFields | None:
        name, title, wechat = (
            self.query_one(f"#{each}", TextField).value
            for each in ("contact_name", *_CONTACT_LINES)
        )
        phones = tuple(self._phones())
        if not name and (phones or title or wechat):
            name = self.query_one("#name", TextField).value[: CONTACT_LIMITS["name"]]
        return ContactFields(name, phones, title, wechat=wechat) if name else None
