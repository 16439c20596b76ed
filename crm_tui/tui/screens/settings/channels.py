"""提醒渠道: where reminders go outside the program, and whether they arrive there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.content import Content

from crm_tui.domain.addresses import LONGEST_ADDRESS
from crm_tui.domain.deliveries import (
    CHOOSABLE,
    ChannelKind,
    ChannelRow,
    Failure,
    NewChannel,
    ReminderKind,
    why_not_set,
)
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import UserId
from crm_tui.errors import RefusedError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.deliveries import (
    channel_label,
    error_words,
    failure_words,
    trial_message,
    wants_words,
    whose_channel,
)
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.words import field_label, name_in_sentence, word
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import enum_choices, yes_or_no
from crm_tui.tui.screens.forms import FormScreen
from crm_tui.tui.screens.settings.sections import (
    SettingsList,
    fact,
    needs_row,
    text_column,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import TextField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.tui.widgets.several_field import SeveralField

_NAME_LIMIT = 100


def status_words(row: ChannelRow) -> str:
    """Return whether reminders get through a channel."""
    if not row.enabled:
        return _("switched off")
    if row.failing:
        return _("{count} not delivered").format(count=row.failing)
    return _("on")


class ChannelList(SettingsList[ChannelRow]):
    """One's own channels and the office's; of an address only what tells which it is."""

    id = "channels"
    commands = frozenset({"settings.add", "settings.edit", "settings.delete", "settings.test"})

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Reminder channels")

    def columns(self) -> Sequence[Column[ChannelRow]]:
        """Return what a channel is, whose, and whether it works."""
        return (
            text_column("channel", field_label("channel"), 16, channel_label, widest=26),
            text_column("person", _("For whom"), 8, whose_channel, widest=18, priority=1),
            text_column("status", _("Status"), 12, status_words, widest=24, tone=_tone),
            text_column(
                "address",
                field_label("address"),
                20,
                lambda row: row.masked_address,
                widest=60,
                priority=2,
            ),
        )

    def read(self) -> Sequence[ChannelRow]:
        """Read the channels."""
        return self.session.crm.channels.list(self.session.actor)

    def empty_words(self) -> str:
        """Return what to press."""
        return _(
            "Reminders stay in the program.\na lets them go to WeCom, DingTalk, Feishu or mail"
        )

    def facts(self, row: ChannelRow) -> Iterable[Section]:
        """Return the channel in full, but for its address."""
        lines = [
            fact(_("Kind"), word(row.kind)),
            fact(_("For whom"), whose_channel(row)),
            fact(field_label("address"), row.masked_address),
            fact(field_label("wants"), wants_words(row)),
            fact(_("Status"), status_words(row)),
        ]
        if row.failing:
            lines.append(fact(_("Why not"), error_words(row.last_error)))
        sent = _("crm remind send, run every few minutes by cron, sends what is due.")
        lines += [words(""), words(_("T sends a test.")), words(sent)]
        yield Section(name_in_sentence(channel_label(row)), tuple(lines))

    def why_not(self, command_id: str, row: ChannelRow | None) -> str | None:
        """Return why a channel cannot be set up by whoever sits here, or None."""
        if command_id == "settings.add":
            return None
        if row is None:
            return needs_row(row)
        refusal = why_not_set(row.user_id, by=self.session.person, name=row.name)
        return None if refusal is None else errors.sentence(RefusedError(refusal))

    def act(self, command_id: str, row: ChannelRow | None) -> None:
        """Open the form, send a test, or ask before a channel is taken away."""
        match command_id:
            case "settings.add":
                self.host.app.push_screen(ChannelForm(self.session, None))
            case "settings.edit" if row is not None:
                self.host.app.push_screen(ChannelForm(self.session, row))
            case "settings.test" if row is not None:
                self._send_test(row)
            case "settings.delete" if row is not None:
                self._ask_remove(row)

    def _send_test(self, row: ChannelRow) -> None:
        channels, actor, operations = (
            self.session.crm.channels,
            self.session.actor,
            self.host.operations,
        )

        def tell(failure: Failure | None) -> None:
            name = name_in_sentence(channel_label(row))
            if failure is None:
                operations.tell(_("The test arrived: {channel}").format(channel=name))
                return
            said = _("The test did not arrive: {reason}.").format(reason=failure_words(failure))
            operations.tell(said, severity="warning")

        operations.tell(_("Sending a test …"))
        message = trial_message()
        operations.ask(
            lambda: channels.test(actor, row.id, message), tell, key=f"test channel {row.id}"
        )

    def _ask_remove(self, row: ChannelRow) -> None:
        channels, actor, operations = (
            self.session.crm.channels,
            self.session.actor,
            self.host.operations,
        )
        name = name_in_sentence(channel_label(row))

        def remove(confirmed: bool | None) -> None:
            if confirmed:
                operations.perform(
                    lambda: channels.remove(actor, row.id),
                    lambda _changed: operations.tell(
                        _("The channel {channel} is removed").format(channel=name)
                    ),
                )

        question = ConfirmDialog(
            _("Remove the channel {channel}?").format(channel=name),
            Content(_("Nothing more is sent there; undo brings it back.")),
            is_dangerous=True,
        )
        self.host.app.push_screen(question, remove)


def _tone(row: ChannelRow) -> Tone:
    if not row.enabled:
        return Tone.DIM
    return Tone.WARN if row.failing else Tone.NORMAL


class ChannelForm(FormScreen):
    """A new channel, or one that is changed; its address is typed anew or stays."""

    never_kept: ClassVar[frozenset[str]] = frozenset({"address"})

    def __init__(self, session: Session, row: ChannelRow | None) -> None:
        title = _("New reminder channel")
        if row is not None:
            title = _("Reminder channel · {name}").format(name=name_in_sentence(channel_label(row)))
        super().__init__(
            session, title, draft_name="channel" if row is None else f"channel-{row.id}"
        )
        self._row = row

    def compose_fields(self) -> ComposeResult:
        """Yield what it is, where it leads, for whom, and which reminders go there."""
        row = self._row
        if row is None:
            yield ChoiceField(
                _("Kind"), enum_choices(ChannelKind), ChannelKind.WECOM, required=True, id="kind"
            )
        yield TextField(
            field_label("address"),
            required=row is None,
            limit=LONGEST_ADDRESS,
            placeholder=_address_hint(row),
            id="address",
        )
        name = "" if row is None else row.name
        wanted: tuple[ReminderKind, ...] = () if row is None else row.wants
        yield TextField(field_label("name"), name, limit=_NAME_LIMIT, id="name")
        if row is None and self.session.person.is_admin:
            yield ChoiceField(_("For whom"), _whom(), False, required=True, id="office")
        yield SeveralField(
            field_label("wants"),
            enum_choices(CHOOSABLE),
            wanted,
            placeholder=_("all"),
            id="wants",
        )
        if row is not None:
            yield ChoiceField(
                _("Switched on"), yes_or_no(), row.enabled, required=True, id="enabled"
            )

    def save(self) -> None:
        """Save the channel."""
        channels, actor, row = self.session.crm.channels, self.session.actor, self._row
        values: dict[str, object] = {
            "name": self.query_one("#name", TextField).value,
            "wants": self.query_one("#wants", SeveralField).value,
        }
        address = self.query_one("#address", TextField).value
        if row is None:
            new = self._new(values, address)
            self.store(lambda: channels.add(actor, new), self._saved)
            return
        values["enabled"] = self.query_one("#enabled", ChoiceField).value
        if address:
            values["address"] = address
        channel_id = row.id
        self.store(lambda: channels.edit(actor, channel_id, values), self._saved)

    def _new(self, values: dict[str, object], address: str) -> NewChannel:
        kind = self.query_one("#kind", ChoiceField).value
        is_offices = self.session.person.is_admin and self.query_one("#office", ChoiceField).value
        owner: UserId | None = None if is_offices else self.session.actor.user_id
        return NewChannel(
            kind=kind if isinstance(kind, ChannelKind) else ChannelKind.WECOM,
            address=address,
            name=str(values["name"]),
            wants=self.query_one("#wants", SeveralField).value,
            user_id=owner,
        )

    def _saved(self, changed: Changed) -> None:
        operations_of(self).tell(_("Saved; T sends a test"))
        self.leave(changed)


def _address_hint(row: ChannelRow | None) -> str:
    if row is not None:
        return _("stays as it is: {address}").format(address=row.masked_address)
    return _("paste the robot's https:// address; mail: mailtos://…")


def _whom() -> list[Choice[bool]]:
    return [
        Choice(False, _("only me"), "zyw me"),
        Choice(True, _("the office"), "bgs office"),
    ]
