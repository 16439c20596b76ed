"""节日名单: everybody to greet, the texts, and the greetings written down as follow-ups."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from crm_tui import messengers
from crm_tui.db import search
from crm_tui.db.queries import (
    channels,
    customers,
    greeting_mails,
    key_dates,
    message_templates,
)
from crm_tui.db.queries import greetings as queries
from crm_tui.db.unit_of_work import Database, Unit, View, one_batch, operation
from crm_tui.domain.addresses import mail_to
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.deliveries import ChannelKind, Failure, FailureReason, Message, Target
from crm_tui.domain.events import Changed, DataExported, MessageTemplateSet
from crm_tui.domain.festivals import (
    Festival,
    festival_near,
)
from crm_tui.domain.greetings import (
    BIRTHDAY_AHEAD_DAYS,
    FestivalReminder,
    Greeting,
    Occasion,
    Written,
)
from crm_tui.domain.identifiers import DeliveryId, MessageTemplateId, UserId
from crm_tui.domain.key_dates import Handling, KeyDateKind
from crm_tui.domain.message_templates import (
    PLACEHOLDERS,
    MessageTemplateFields,
    MessageTemplateRow,
    unknown_placeholders,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError, RefusedError
from crm_tui.formats.workbooks import write_csv
from crm_tui.services import protection
from crm_tui.services.checks import checked_text
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.festivals import festival_reminders
from crm_tui.services.follow_ups.writing import checked_content, refuse_outsider
from crm_tui.services.key_dates import greet, record_handling
from crm_tui.services.queries import understood
from crm_tui.values import dataclass

_CHUNK = 40
"""Customers of one transaction: the write lock is held well under 250 ms."""


@dataclass(frozen=True, slots=True)
class GreetingList:
    """Whom to greet for an occasion."""

    occasion: Occasion
    rows: tuple[Greeting, ...]


@dataclass(frozen=True, slots=True)
class Greeted:
    """What became of greetings: those written down, and those that had been greeted already."""

    changed: Changed
    done: int
    left_out: int


@dataclass(frozen=True, slots=True)
class Unsent:
    """A greeting that did not arrive, and why."""

    greeting: Greeting
    failure: Failure


@dataclass(frozen=True, slots=True)
class Sent:
    """What became of greetings by mail."""

    changed: Changed
    done: int
    left_out: int
    """Those that had been greeted already, or went to somebody else meanwhile."""
    without_address: int
    failures: tuple[Unsent, ...]


@dataclass(frozen=True, slots=True)
class Greetings:
    """Greetings as people send them."""

    database: Database

    def reminders(self, actor: Actor) -> list[FestivalReminder]:
        """Return the festivals that already remind and for which somebody is not greeted yet."""
        with self.database.reading(actor) as view:
            return festival_reminders(view)

    def list(
        self,
        actor: Actor,
        festival: Festival | None,
        *,
        query: str = "",
        days: int = BIRTHDAY_AHEAD_DAYS,
    ) -> GreetingList:
        """Return whom to greet for a festival, or whose birthday comes within some days.

        Of one's own customers and those one covers; with a query of one's own that it finds.
        """
        if not 0 <= days <= 60:
            raise FieldError("days", "out_of_range", str(days))
        with self.database.reading(actor) as view:
            among = _found(view, query) if query.strip() else None
            if festival is None:
                until = view.today + days
                rows = queries.birthday_greetings(
                    view, view.today, until, None if among is None else frozenset(among)
                )
                return GreetingList(Occasion(None, until), tuple(rows))
            day = festival_near(festival, view.today)
            ids = queries.held_ids(view) if among is None else among
            rows = queries.festival_greetings(view, festival, day, ids)
            return GreetingList(Occasion(festival, day), tuple(rows))

    @operation(Permission.EXPORT)
    def export(
        self,
        actor: Actor,
        path: Path,
        header: Sequence[str],
        messages: Sequence[Written],
        *,
        overwrite: bool = False,
    ) -> int:
        """Write whom to greet, and the words, as .csv; record who took them, and return how many.

        Raises WorkbookError when the file cannot be written.
        """
        refuse_own_files(path, self.database.location, self.database.files_folder)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
        rows = [(e.greeting.phone, e.greeting.name, e.greeting.customer, e.body) for e in messages]
        count = write_csv(path, header, rows, overwrite=overwrite)
        facts = {"subject": "greetings", "format": "csv", "file": path.name, "rows": count}
        with self.database.writing(actor) as unit:
            unit.record(DataExported(after=facts))
        return count

    def write_down(self, actor: Actor, occasion: Occasion, messages: Sequence[Written]) -> Greeted:
        """Write greetings down that were sent: each a follow-up that does not count.

        Nobody is greeted twice for the same day; all are one batch, and one undo takes them back.
        Raises FieldError for a text that is none or too long a one, before any is written.
        """
        for message in messages:
            checked_content(message.body)
        changes, done = [], 0
        with one_batch():
            for start in range(0, len(messages), _CHUNK):
                changed, count = self._write_down(actor, occasion, messages[start : start + _CHUNK])
                changes.append(changed)
                done += count
        return Greeted(_together(changes), done, len(messages) - done)

    @operation(Permission.FOLLOW_UP)
    def _write_down(
        self, actor: Actor, occasion: Occasion, messages: Sequence[Written]
    ) -> tuple[Changed, int]:
        done = 0
        with self.database.writing(actor) as unit:
            for message in messages:
                if not _was_greeted(unit, occasion, message.greeting):
                    done += _write_one(unit, occasion, message)
        return unit.changed, done

    def send(self, actor: Actor, occasion: Occasion, messages: Sequence[Written]) -> Sent:
        """Mail greetings by one's own mail channel or the office's, and write each down.

        Who has no address is left out, and who is no longer this person's to greet. Each is noted
        before it is sent: what a crash left unconfirmed is told as a failure and never sent again,
        what did not arrive may be. Raises FieldError where there is no mail channel, and for what
        could not be written down: nothing is mailed then.
        """
        for message in messages:
            checked_content(message.body)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.FOLLOW_UP):
                raise NotPermittedError(Permission.FOLLOW_UP.value)
            targets = _mail_targets(view)
            with_address = [each for each in messages if each.greeting.email]
            waiting = [each for each in with_address if _is_to_greet(view, occasion, each.greeting)]
        changes, failures, done = [], [], 0
        with one_batch():
            for each in waiting:
                delivery_id = self._begin(actor, occasion, targets, each.greeting)
                failure = (
                    Failure(FailureReason.UNCONFIRMED)
                    if delivery_id is None
                    else _mailed(self.database, targets[0].address, each)
                )
                if failure is not None:
                    failures.append(Unsent(each.greeting, failure))
                if delivery_id is None:
                    continue
                changed, count = self._confirm(actor, occasion, each, delivery_id, failure)
                changes.append(changed)
                done += count
        left_out = len(with_address) - len(waiting)
        without = len(messages) - len(with_address)
        return Sent(_together(changes), done, left_out, without, tuple(failures))

    @operation(Permission.FOLLOW_UP)
    def _begin(
        self, actor: Actor, occasion: Occasion, targets: Sequence[Target], greeting: Greeting
    ) -> DeliveryId | None:
        """Note that a greeting is about to be sent; None where one may be there already."""
        key = greeting_mails.key_of(occasion, greeting)
        with self.database.writing(actor) as unit:
            owner_id = customers.stored(unit, greeting.customer_id).owner_id
            people = {unit.person.user_id, *unit.person.covered_ids, owner_id or UserId(0)}
            if greeting_mails.is_unconfirmed(unit, targets, people, key):
                return None
            return greeting_mails.begin(unit, targets[0], key, greeting)

    @operation(Permission.FOLLOW_UP)
    def _confirm(
        self,
        actor: Actor,
        occasion: Occasion,
        message: Written,
        delivery_id: DeliveryId,
        failure: Failure | None,
    ) -> tuple[Changed, int]:
        """Note what became of a greeting, and write down one that arrived, in one transaction."""
        done = 0
        with self.database.writing(actor) as unit:
            greeting_mails.confirm(unit, delivery_id, failure)
            if failure is None and not _was_greeted(unit, occasion, message.greeting):
                done += _write_one(unit, occasion, message)
        return unit.changed, done

    # Texts --------------------------------------------------------------------------------------

    def templates(self, actor: Actor) -> Sequence[MessageTemplateRow]:
        """Return the texts of the office."""
        with self.database.reading(actor) as view:
            return message_templates.templates(view)

    @operation(Permission.FOLLOW_UP)
    def add_template(self, actor: Actor, fields: MessageTemplateFields) -> Changed:
        """Keep a text; raise FieldError for a placeholder that nobody knows."""
        fields = _checked(fields)
        with self.database.writing(actor) as unit:
            template_id = message_templates.add_template(unit, _values(fields))
            unit.record(MessageTemplateSet(record_id=template_id, after=_values(fields)))
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def edit_template(
        self, actor: Actor, template_id: MessageTemplateId, fields: MessageTemplateFields
    ) -> Changed:
        """Change a text; raise FieldError for a placeholder that nobody knows."""
        fields = _checked(fields)
        with self.database.writing(actor) as unit:
            old = message_templates.template(unit, template_id)
            if fields != old.fields:
                message_templates.update_template(unit, template_id, _values(fields))
                unit.record(
                    MessageTemplateSet(
                        record_id=template_id, before=_values(old.fields), after=_values(fields)
                    )
                )
        return unit.changed

    @operation(Permission.FOLLOW_UP)
    def delete_template(self, actor: Actor, template_id: MessageTemplateId) -> Changed:
        """Let a text go."""
        with self.database.writing(actor) as unit:
            old = message_templates.template(unit, template_id)
            message_templates.update_template(unit, template_id, {"deleted_at": unit.now})
            unit.record(MessageTemplateSet(record_id=template_id, before=_values(old.fields)))
        return unit.changed


def _mail_targets(view: View) -> list[Target]:
    """Return the mail channels: one's own come before the office's."""
    targets = channels.targets(view, view.person.user_id)
    found = [each for each in targets if each.kind is ChannelKind.EMAIL]
    if not found:
        raise FieldError("channel", "no_mail_channel")
    return sorted(found, key=lambda each: each.user_id is None)


def _mailed(database: Database, server: str, message: Written) -> Failure | None:
    address = mail_to(server, message.greeting.email)
    title = message.subject or message.greeting.salutation
    said = Message(title, message.body)
    return messengers.send(ChannelKind.EMAIL, address, said, database.clock.now())


def _found(view: View, query: str) -> list[int]:
    request = understood(view, ListRequest(CustomerView.MINE, query=query))
    if request.query:
        wanted = customers.in_view(view, request)
        return search.ids_of_all(view, request.query, wanted, request.view)[0].tolist()
    return customers.list_ids(view, request, limit=queries.MOST).tolist()


def _is_to_greet(view: View, occasion: Occasion, greeting: Greeting) -> bool:
    """Return whether a customer still is this person's to greet, and nobody did."""
    try:
        refuse_outsider(view, customers.raw(view, greeting.customer_id))
    except (NotFoundError, RefusedError):
        return False
    return not _was_greeted(view, occasion, greeting)


def _was_greeted(view: View, occasion: Occasion, greeting: Greeting) -> bool:
    if occasion.festival is not None:
        ids = [greeting.customer_id]
        return bool(queries.greeted_ids(view, occasion.festival, occasion.day, ids))
    if greeting.key_date_id is None:
        return True
    day = greeting.occurs_day
    handled = key_dates.handled_days(view, greeting.key_date_id, day).get(day)
    return handled is not None and handled.is_settled


def _write_one(unit: Unit, occasion: Occasion, message: Written) -> bool:
    """Write one greeting down; False where the customer is no longer this person's to greet."""
    greeting = message.greeting
    try:
        row = protection.settled(unit, greeting.customer_id)
        refuse_outsider(unit, row)
    except (NotFoundError, RefusedError):
        return False
    follow_up_id = greet(unit, row, checked_content(message.body), greeting.contact_id)
    facts = {
        "key_date_id": greeting.key_date_id,
        "holiday": "" if occasion.festival is None else occasion.festival.value,
        "occurs_day": greeting.occurs_day,
        "handling": Handling.DONE,
        "until_day": None,
        "note": "",
        "follow_up_id": follow_up_id,
    }
    kind = KeyDateKind.BIRTHDAY if occasion.festival is None else KeyDateKind.HOLIDAY
    record_handling(
        unit, greeting.customer_id, facts, {"kind": kind, "title": "", "contact": greeting.name}
    )
    return True


def _together(changes: Sequence[Changed]) -> Changed:
    return Changed(
        next((each.batch_id for each in changes if each.batch_id is not None), None),
        frozenset[str]().union(*(each.kinds for each in changes)),
        tuple(customer_id for each in changes for customer_id in each.customer_ids),
    )


def _checked(fields: MessageTemplateFields) -> MessageTemplateFields:
    checked = MessageTemplateFields(
        checked_text("template_name", fields.name, limit=100),
        checked_text("template_body", fields.body, limit=4000, multiline=True),
        checked_text("template_subject", fields.subject, limit=200),
    )
    for field, text in (("template_name", checked.name), ("template_body", checked.body)):
        if not text:
            raise FieldError(field, "required")
    refuse_unknown_placeholders(checked)
    return checked


def refuse_unknown_placeholders(fields: MessageTemplateFields) -> None:
    """Raise FieldError that names what a text asks for and nobody knows."""
    unknown = unknown_placeholders(f"{fields.subject}\n{fields.body}")
    if unknown:
        named = " ".join(f"{{{each}}}" for each in unknown)
        raise FieldError("template_body", "placeholders", named, limit=len(PLACEHOLDERS))


def _values(fields: MessageTemplateFields) -> dict[str, object]:
    return {"name": fields.name, "subject": fields.subject, "body": fields.body}
