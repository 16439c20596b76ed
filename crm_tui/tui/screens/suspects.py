"""疑似重复: customers that may be one, the surest first, side by side, to open or tell apart."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import Enum
from functools import partial
from typing import TYPE_CHECKING, ClassVar

from textual.binding import BindingType
from textual.content import Content
from textual.message import Message

from crm_tui.domain.customers import CustomerRow
from crm_tui.domain.duplicates import MatchLevel
from crm_tui.domain.duplicates.suspects import (
    USUAL_NUMBER,
    Dismissal,
    Pair,
    SuspectRequest,
    Suspects,
)
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import BatchId, CustomerId
from crm_tui.domain.users import Permission
from crm_tui.i18n import N_, _
from crm_tui.presentation import suspects as words_of
from crm_tui.presentation.columns import BY_KEY, Moment
from crm_tui.presentation.dates import happened_moment
from crm_tui.presentation.tones import Tone
from crm_tui.presentation.widths import fit
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import KeyCommand, Scope, bindings_for
from crm_tui.tui.screens.detail import DetailScreen
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.sections import (
    Host,
    SettingsList,
    fact,
    needs_row,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.screens.trails import Trail
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column

if TYPE_CHECKING:  # its import is slow
    from crm_tui.services.merging import Merged

_TONES: Mapping[MatchLevel, Tone] = {
    MatchLevel.BLOCK: Tone.BAD,
    MatchLevel.WARN: Tone.WARN,
    MatchLevel.HINT: Tone.NORMAL,
    MatchLevel.OFF: Tone.NORMAL,
}
_COMPARED = (
    *("level", "stage", "type", "owner", "pool", "province", "city", "industry"),
    *("contact_names", "phone", "last_follow_up_at", "completeness", "created_at"),
)
_WIDE = 150
_CELLS, _CELLS_WIDE = 13, 20
_DECIDED = frozenset({"duplicate_dismissed", "duplicate_reopened", "customer_merged"})
"""Of others, and undone ones: what was left out may be listed again."""


class Part(Enum):
    """What the list shows."""

    SHARED = "shared"
    NEAR = "near"
    DISMISSED = "dismissed"


LABELS: Mapping[Part, str] = {
    Part.SHARED: N_("Something in common"),
    Part.NEAR: N_("Names that are alike"),
    Part.DISMISSED: N_("Called different"),
}


@dataclass(frozen=True)
class SuspectRow:
    """A row: customers that may be one, or two of whom somebody said that they are not."""

    id: int
    found: Suspects
    said: Dismissal | None = None


class SuspectScreen(PartScreen):
    """The customers of the office that may be one."""

    scope = Scope.DUPLICATES
    opens_rows = True
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.DUPLICATES)]

    @dataclass
    class Advanced(Message):
        """A search went on."""

        done: int
        total: int | None

    def __init__(self, session: Session) -> None:
        super().__init__(session, self._make_list)
        self._own_batches: set[BatchId] = set()

    def _make_list(self, host: Host) -> SuspectList:
        self._list = SuspectList(host, self._advance)
        return self._list

    def _advance(self, done: int, total: int | None) -> None:
        self.post_message(self.Advanced(done, total))

    def on_suspect_screen_advanced(self, message: Advanced) -> None:
        """Say how far the search is, in place of the rows that are not there yet."""
        message.stop()
        if self._list.is_searching:
            told = Content(words_of.progress_words(message.done, message.total))
            self._rows.empty = told
            self.query_one(".tab--list").border_subtitle = told

    def show_list(self) -> None:
        """Search, and say so as long as nothing was found."""
        self._list.forget()
        super().show_list()
        self._rows.empty = Content(_("Searching …"))

    def records_changed(self, changed: Changed) -> None:
        """Leave out what is no longer so; search anew only where something may have come back."""
        is_own = changed.batch_id in self._own_batches
        if not is_own and changed.kinds & _DECIDED:
            self._list.forget()
        super().records_changed(changed)

    # Keys ---------------------------------------------------------------------------------------

    def is_meant(self, command: KeyCommand) -> bool:
        """Return whether a key means something here."""
        return Scope.DUPLICATES in command.scopes or super().is_meant(command)

    def why_not(self, command: KeyCommand) -> str | None:
        """Return why a key does nothing for the row under the cursor, or None."""
        match command.id:
            case "duplicates.other":
                return needs_row(self.row)
            case "duplicates.dismiss":
                return self._why_not_dismiss()
            case "duplicates.merge":
                return self._why_not_merge()
            case _:
                return super().why_not(command)

    def _why_not_dismiss(self) -> str | None:
        refusal = why_not_may(self.session, Permission.EDIT_CUSTOMER)
        return refusal or self._why_no_pair()

    def _why_not_merge(self) -> str | None:
        refusal = why_not_may(self.session, Permission.DELETE_CUSTOMER)
        return refusal or self._why_no_pair()

    def _why_no_pair(self) -> str | None:
        row: SuspectRow | None = self.row
        if row is None or row.found.is_pair:
            return needs_row(row)
        return _("Many share this; open two of them and say it of a pair.")

    def open_row(self) -> None:
        """Open the first of the customers."""
        row: SuspectRow | None = self.row
        if row is not None:
            self._open(row.found.ids[0])

    def _open(self, customer_id: CustomerId) -> None:
        trail = Trail(lambda _by: None, None, (self._list.title,))
        self.app.push_screen(DetailScreen(self.session, customer_id, trail))

    def action_open_other(self) -> None:
        """Open the second of two, or one that is chosen among many."""
        row: SuspectRow | None = self.row
        if row is None:
            self._refuse(needs_row(row))
        elif row.found.is_pair:
            self._open(row.found.ids[1])
        else:
            choices = [
                Choice(each.id, name_in_sentence(each.name), str(each.id))
                for each in row.found.customers
            ]
            title = words_of.reasons(row.found)[0]
            self.app.push_screen(ChooseDialog(title, choices), self._open_chosen)

    def _open_chosen(self, customer_id: int | None) -> None:
        row: SuspectRow | None = self.row
        chosen = [each for each in (row.found.ids if row else ()) if each == customer_id]
        for each in chosen:
            self._open(each)

    def action_merge_pair(self) -> None:
        """Put the two side by side, to make one customer of them."""
        row: SuspectRow | None = self.row
        refusal = self._why_not_merge()
        pair = None if row is None else row.found.pair
        if refusal is not None or pair is None:
            self._refuse(refusal)
            return
        from crm_tui.tui.screens.merging import MergeScreen  # noqa: PLC0415 - few ask

        self.app.push_screen(MergeScreen(self.session, *pair), partial(self._merged, pair))

    def _merged(self, pair: Pair, merged: Merged | None) -> None:
        if merged is not None:
            self._leave_out(pair, merged.changed)

    def action_dismiss_pair(self) -> None:
        """Say that the two are different; where that was said, take it back."""
        row: SuspectRow | None = self.row
        refusal = self._why_not_dismiss()
        pair = None if row is None else row.found.pair
        if refusal is not None or pair is None or row is None:
            self._refuse(refusal)
        elif row.said is None:
            self._decide(self.session.crm.suspects.dismiss, pair, _("Called different"))
        else:
            self._decide(self.session.crm.suspects.reopen, pair, _("Listed again"))

    def _decide(self, act: Callable[..., Changed], pair: Pair, said: str) -> None:
        actor, row = self.session.actor, self.row
        both = words_of.names(row.found)

        def decided(changed: Changed) -> None:
            told = _("{said}: {customers} · u takes it back")
            self.operations.tell(told.format(said=said, customers=both))
            self._leave_out(pair, changed)

        self.operations.perform(lambda: act(actor, *pair), decided)

    def _leave_out(self, pair: Pair, changed: Changed) -> None:
        if changed.batch_id is not None:
            self._own_batches.add(changed.batch_id)
        self._list.drop(pair)
        self.reload()

    def _refuse(self, refusal: str | None) -> None:
        self.operations.tell(refusal or "", severity="warning")

    def action_choose_part(self) -> None:
        """Choose what the list shows."""
        choices = [
            Choice(part, f"{digit} {_(label)}", part.value, str(digit))
            for digit, (part, label) in enumerate(LABELS.items(), start=1)
        ]
        self.app.push_screen(ChooseDialog(_("Views"), choices), self._show_part)

    def _show_part(self, part: Part | None) -> None:
        if part is not None:
            self._list.part = part
            self.show_list()

    def action_look_again(self) -> None:
        """Search anew."""
        self.show_list()


class SuspectList(SettingsList[SuspectRow]):
    """Suspects of one part; they are searched once and then only looked at again."""

    id = "duplicates"

    def __init__(self, host: Host, progress: Callable[[int, int | None], None]) -> None:
        super().__init__(host)
        self.part = Part.SHARED
        self._progress = progress
        self._known: tuple[SuspectRow, ...] | None = None

    @property
    def is_searching(self) -> bool:
        """Whether nothing is known yet."""
        return self._known is None

    @property
    def title(self) -> str:
        """What the list is called."""
        return f"{_('Possible duplicates')} · {_(LABELS[self.part])}"

    def columns(self) -> Sequence[Column[SuspectRow]]:
        """Return who may be one, how surely and why."""
        return (
            text_column(
                "level",
                _("Likely"),
                6,
                lambda row: words_of.likelihood(row.found.level),
                tone=lambda row: _TONES[row.found.level],
            ),
            text_column("first", _("Customer"), 16, lambda row: _names(row)[0], widest=26),
            text_column("second", _("The other"), 16, lambda row: _names(row)[1], widest=26),
            text_column("why", _("What speaks for it"), 20, self._why, widest=60),
        )

    def read(self) -> Sequence[SuspectRow]:
        """Search, or look at those that are known again; called in a worker."""
        known = self._known
        service, actor = self.session.crm.suspects, self.session.actor
        if self.part is Part.DISMISSED:
            said = service.dismissed(actor, USUAL_NUMBER)
            rows = [_dismissed(number, each) for number, each in enumerate(said, start=1)]
        elif known is None:
            request = SuspectRequest(near=self.part is Part.NEAR)
            found = service.find(actor, request, self._progress)
            rows = [SuspectRow(number, each) for number, each in enumerate(found, start=1)]
        else:
            numbers = {each.found.ids[:2]: each.id for each in known}
            found = service.again(actor, [each.found for each in known])
            rows = [_again(numbers, each) for each in found]
        self._known = tuple(rows)
        return rows

    def forget(self) -> None:
        """Search anew when the list is next read."""
        self._known = None

    def drop(self, pair: Pair) -> None:
        """Leave a pair out."""
        known = self._known or ()
        self._known = tuple(each for each in known if each.found.pair != pair)

    def empty_words(self) -> str:
        """Return what is said where nothing is listed."""
        match self.part:
            case Part.SHARED:
                return _("No two customers share anything; v compares their names")
            case Part.NEAR:
                return _("No two names are nearly alike; v shows the others")
            case Part.DISMISSED:
                return _("Nobody called two customers different; v shows the others")

    def foot(self, rows: Sequence[SuspectRow]) -> str:
        """Return whether these are all."""
        return words_of.found_sentence(len(rows), USUAL_NUMBER) if rows else ""

    def facts(self, row: SuspectRow) -> Iterable[Section]:
        """Return why they may be one, and the two side by side; of many who they are."""
        yield Section(_("What speaks for it"), tuple(words(each) for each in self._reasons(row)))
        if row.found.is_pair:
            yield from self._side_by_side(*row.found.customers)
        else:
            told = tuple(words(f"{each.id} {each.name}") for each in row.found.customers)
            yield Section(_("Customers"), told)

    def _side_by_side(self, first: CustomerRow, second: CustomerRow) -> Iterable[Section]:
        session = self.session
        at = Moment(session.now, session.zone, session.today)
        room = _CELLS_WIDE if self.host.app.size.width >= _WIDE else _CELLS
        same, other = [], []
        for key in _COMPARED:
            column = BY_KEY[key]
            texts = column.text(first, at), column.text(second, at)
            if texts[0] != texts[1]:
                other.append(fact(column.label, f"{fit(texts[0], room)} │ {texts[1]}"))
            elif texts[0]:
                same.append(fact(column.label, texts[0]))
        yield Section(f"{first.id} {first.name}", ())
        yield Section(f"{second.id} {second.name}", ())
        yield Section(_("What differs"), tuple(other))
        yield Section(_("What is the same"), tuple(same))

    def _why(self, row: SuspectRow) -> str:
        return _("; ").join(self._reasons(row))

    def _reasons(self, row: SuspectRow) -> list[str]:
        said = row.said
        if said is None:
            return words_of.reasons(row.found)
        when = happened_moment(said.at, self.session.now, self.session.zone)
        return [_("{person} said so {when}").format(person=name_in_sentence(said.by), when=when)]

    def act(self, command_id: str, row: SuspectRow | None) -> None:
        """Do nothing: the screen has keys of its own."""


def _names(row: SuspectRow) -> tuple[str, str]:
    return words_of.short_names(row.found)


def _dismissed(number: int, said: Dismissal) -> SuspectRow:
    return SuspectRow(number, Suspects((said.first, said.second), 2, MatchLevel.OFF), said)


def _again(numbers: Mapping[tuple[CustomerId, ...], int], found: Suspects) -> SuspectRow:
    """Return a row under the number it had; one that lost its first customer has a new one."""
    return SuspectRow(numbers.get(found.ids[:2], max(numbers.values()) + found.ids[0]), found)
