"""What is done with the contacts of a customer: edit them, and say where else they belong."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from enum import Enum
from functools import partial
from typing import Any

from crm_tui.domain.affiliations import Company, ContactCompanies, Joining, Tie
from crm_tui.domain.contacts import ContactRow
from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.pinyin import initials
from crm_tui.i18n import N_, _
from crm_tui.presentation.companies import company_words
from crm_tui.presentation.words import field_label, name_in_sentence
from crm_tui.tui.keys import KeyCommand
from crm_tui.tui.record_commands.fields import day_field, typed_day
from crm_tui.tui.screens.contact_form import ContactForm, contact_line
from crm_tui.tui.screens.detail_commands import DetailCommands
from crm_tui.tui.screens.finding import FindDialog
from crm_tui.tui.screens.form_choices import contact_choices
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.fields import FormField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values

_NOTE_LIMIT = 500


class _Act(Enum):
    """What becomes of a contact."""

    MOVE = N_("Changes to another company")
    JOIN = N_("Also belongs to another company")


class ContactCommands(DetailCommands):
    """A screen on one customer with its contacts."""

    @property
    @abstractmethod
    def customer_id(self) -> CustomerId:
        """Return the customer that is shown."""

    def action_edit_contact(self) -> None:
        """Change a contact; of several, ask which."""
        self._with_contact(_("Edit which contact?"), self._open_contact)

    def _with_contact(self, question: str, then: Any) -> None:
        contacts = self.people()
        if not contacts:
            self.operations.tell(_("No contact yet: C adds one"))
        elif len(contacts) == 1:
            then(contacts[0])
        else:
            dialog = ChooseDialog(question, contact_choices(contacts))
            self.app.push_screen(dialog, then)

    def _open_contact(self, contact: ContactRow | None) -> None:
        if contact is not None:
            self.app.push_screen(ContactForm(self.session, contact.at_id, contact))

    # --- companies -------------------------------------------------------------------------------

    def action_contact_companies(self) -> None:
        """Show where a contact belongs and belonged; change it."""
        self._with_contact(_("Companies of which contact?"), self._ask_companies)

    def _ask_companies(self, contact: ContactRow | None) -> None:
        if contact is None:
            return
        affiliations, actor = self.session.crm.affiliations, self.session.actor
        self.operations.ask(
            lambda: affiliations.of(actor, contact.id),
            self._show_companies,
            key="companies",
            opens=True,
        )

    def _show_companies(self, found: ContactCompanies) -> None:
        choices: list[Choice[_Act | Company]] = [
            Choice(each, _(each.value), initials(_(each.value))) for each in _Act
        ]
        choices += [Choice(each, company_words(each)) for each in found.companies]

        def chosen(one: _Act | Company | None) -> None:
            if isinstance(one, _Act):
                self._ask_customer(found, one)
            elif one is not None and one.tie is Tie.FURTHER:
                self._ask_leaving(found.contact, one)
            elif one is not None and one.customer_id != self.customer_id:
                self._open_customer(one.customer_id)

        title = _("Companies of {contact}").format(
            contact=name_in_sentence(found.contact.fields.name)
        )
        self.app.push_screen(ChooseDialog(title, choices), chosen)

    def _open_customer(self, customer_id: CustomerId) -> None:
        from crm_tui.tui.screens.detail import DetailScreen  # noqa: PLC0415 - that one is this one

        self.app.push_screen(DetailScreen(self.session, customer_id, Trail(_nowhere)))

    def _ask_customer(self, found: ContactCompanies, act: _Act) -> None:
        def chosen(answer: CustomerId | KeyCommand | None) -> None:
            if answer is None or isinstance(answer, KeyCommand):
                return
            customers, actor = self.session.crm.customers, self.session.actor
            self.operations.ask(
                lambda: customers.record(actor, answer).row,
                partial(self._ask_joining, found, act),
                key="companies",
                opens=True,
            )

        dialog = FindDialog(self.session, (), lambda _command: None, _("Which company?"))
        self.app.push_screen(dialog, chosen)

    def _ask_joining(self, found: ContactCompanies, act: _Act, to: CustomerRow) -> None:
        contact = found.contact
        there = (each for each in found.companies if each.customer_id == to.id)
        known = next((each.title for each in there if each.tie is Tie.FURTHER), "")
        words = {
            _Act.MOVE: _("{contact} changes to “{customer}”"),
            _Act.JOIN: _("{contact} also belongs to “{customer}”"),
        }
        title = words[act].format(
            contact=name_in_sentence(contact.fields.name), customer=name_in_sentence(to.name)
        )

        position = known or (contact.fields.title if act is _Act.MOVE else "")

        def fields() -> Sequence[FormField[Any]]:
            label = _("On") if act is _Act.MOVE else _("Since")
            return [
                contact_line("title", position),
                day_field(self.session, label, required=False, is_past=True),
                TextField(field_label("note"), limit=_NOTE_LIMIT, id="note"),
            ]

        dialog = FormDialog(title, fields, _("Save"))
        self.ask_values(dialog, partial(self._join, contact, act, to))

    def _join(self, contact: ContactRow, act: _Act, to: CustomerRow, values: Values) -> None:
        affiliations, actor = self.session.crm.affiliations, self.session.actor
        day = typed_day(self.session, values)
        joining = Joining(str(values["title"]), note=str(values["note"]))
        if act is _Act.MOVE:
            self.operations.perform(
                lambda: affiliations.move(actor, contact.id, to.id, on=day, joining=joining),
                lambda _changed: self._tell_of(
                    _("{contact} is at “{customer}” now · u takes it back"), contact, to.name
                ),
            )
        else:
            self.operations.perform(
                lambda: affiliations.join(actor, contact.id, to.id, since=day, joining=joining),
                lambda _changed: self._tell_of(
                    _("{contact} also belongs to “{customer}” · u takes it back"), contact, to.name
                ),
            )

    def _ask_leaving(self, contact: ContactRow, company: Company) -> None:
        opens, leaves = "open", "leave"
        words = _("No longer at “{customer}”").format(customer=name_in_sentence(company.name))
        choices = [Choice(leaves, words, "lk likai leave")]
        if company.customer_id != self.customer_id:
            choices.append(Choice(opens, _("Open this company"), "dk dakai open"))

        def chosen(answer: str | None) -> None:
            if answer == opens:
                self._open_customer(company.customer_id)
            elif answer == leaves:
                self._ask_last_day(contact, company)

        self.app.push_screen(ChooseDialog(name_in_sentence(company.name), choices), chosen)

    def _ask_last_day(self, contact: ContactRow, company: Company) -> None:
        affiliations, actor = self.session.crm.affiliations, self.session.actor
        title = _("{contact} leaves “{customer}”").format(
            contact=name_in_sentence(contact.fields.name), customer=name_in_sentence(company.name)
        )

        def leave(values: Values) -> None:
            day = typed_day(self.session, values)
            self.operations.perform(
                lambda: affiliations.leave(actor, contact.id, company.customer_id, on=day),
                lambda _changed: self._tell_of(
                    _("{contact} belongs to “{customer}” no more · u takes it back"),
                    contact,
                    company.name,
                ),
            )

        def fields() -> Sequence[FormField[Any]]:
            return [day_field(self.session, _("On"), required=False, is_past=True)]

        self.ask_values(FormDialog(title, fields, _("Save")), leave)

    def _tell_of(self, words: str, contact: ContactRow, customer: str) -> None:
        self.operations.tell(
            words.format(
                contact=name_in_sentence(contact.fields.name), customer=name_in_sentence(customer)
            )
        )


def _nowhere(_by: int) -> None:
    """Go on nowhere: the customer was opened from no list."""
