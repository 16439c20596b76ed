"""What of the history is shown, and where it is written to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from crm_tui.domain.days import date_of, day_of, start_of_day
from crm_tui.domain.events import HistoryFilter
from crm_tui.domain.identifiers import CustomerId, UserId
from crm_tui.domain.users import Road, UserRow
from crm_tui.i18n import _
from crm_tui.presentation.audits import audit_cells, audit_header
from crm_tui.presentation.words import (
    field_label,
    name_in_sentence,
    operations_by_word,
    road_word,
)
from crm_tui.tui.commands import ScreenCommands
from crm_tui.tui.screens.export_dialog import downloads
from crm_tui.tui.screens.form_choices import moment_reader
from crm_tui.tui.screens.settings.choosing import people_choices
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MomentField, TextField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.path_field import PathField, typed_path
from crm_tui.values import dataclass

_NAME_LIMIT = 100


@dataclass(frozen=True, slots=True)
class AuditFilter:
    """What of the history is shown, and how that is said."""

    asked: HistoryFilter = HistoryFilter()
    words: str = ""


def ask_filter(
    screen: ScreenCommands[Any], before: AuditFilter, use: Callable[[AuditFilter], None]
) -> None:
    """Ask whose events, of which kind, days, customer and road are wanted."""
    session = screen.session

    def answered(values: Values | None) -> None:
        if values is not None:
            screen.operations.ask(
                lambda: _read_filter(session, values), use, key="audit filter", opens=True
            )

    def show(people: Sequence[UserRow]) -> None:
        screen.app.push_screen(
            FormDialog(
                _("Which events"),
                lambda: _fields(session, people, before.asked),
                _("Show"),
                lines=[_("Empty fields ask for everything.")],
            ),
            answered,
        )

    screen.operations.ask(
        lambda: session.crm.people.users(session.actor), show, key="audit people", opens=True
    )


def _fields(
    session: Session, people: Sequence[UserRow], asked: HistoryFilter
) -> Sequence[FormField[Any]]:
    words = operations_by_word()
    chosen = next((each for each, names in words.items() if names == asked.operations), None)
    return [
        ChoiceField(_("By whom"), people_choices(people), asked.actor_id, id="by"),
        ChoiceField(
            _("Kind"),
            [Choice(each, each, _search_text(each)) for each in sorted(words)],
            chosen,
            id="kind",
        ),
        MomentField(
            _("From day"),
            moment_reader(session, prefer="past", only_day=True),
            "" if asked.since is None else _day(session, asked, 0),
            placeholder=_("11-01, last week"),
            id="since",
        ),
        MomentField(
            _("To day"),
            moment_reader(session, prefer="past", only_day=True),
            "" if asked.until is None else _day(session, asked, 1),
            id="until",
        ),
        TextField(
            field_label("customer_id"),
            "" if asked.customer_id is None else str(asked.customer_id),
            limit=_NAME_LIMIT,
            placeholder=_("name or number"),
            id="customer",
        ),
        ChoiceField(
            _("Road"),
            [Choice(each, road_word(each.value), each.value) for each in Road],
            asked.road,
            id="road",
        ),
    ]


def _day(session: Session, asked: HistoryFilter, after: int) -> str:
    instant = asked.until if after else asked.since
    if instant is None:
        return ""
    return date_of(day_of(instant, session.zone) - after).isoformat()


def _search_text(word: str) -> str:
    from crm_tui.domain.pinyin import initials, pinyin  # noqa: PLC0415 - its table is large

    return f"{initials(word)} {pinyin(word).replace(' ', '')}"


def _read_filter(session: Session, values: Values) -> AuditFilter:
    """Return the filter that was asked for; call it in a worker, for a customer is looked up."""
    words: list[str] = []
    by: UserId | None = values["by"]
    kind: str | None = values["kind"]
    road: Road | None = values["road"]
    if by is not None:
        people = session.crm.people.users(session.actor)
        words += [name_in_sentence(each.name) for each in people if each.id == by]
    if kind is not None:
        words.append(kind)
    days = [
        None if values[name] is None else day_of(values[name], session.zone)
        for name in ("since", "until")
    ]
    if days != [None, None]:
        words.append("–".join("" if day is None else date_of(day).isoformat() for day in days))
    customer_id: CustomerId | None = None
    if values["customer"]:
        customer_id = session.crm.customers.find(session.actor, values["customer"])
        found = session.crm.customers.record(session.actor, customer_id)
        words.append(name_in_sentence(found.row.name))
    if road is not None:
        words.append(road_word(road.value))
    first, last = days
    asked = HistoryFilter(
        actor_id=by,
        operations=None if kind is None else operations_by_word()[kind],
        customer_id=customer_id,
        since=None if first is None else start_of_day(first, session.zone),
        until=None if last is None else start_of_day(last + 1, session.zone),
        road=road,
    )
    return AuditFilter(asked, " · ".join(words))


def ask_export(screen: ScreenCommands[Any], asked: AuditFilter) -> None:
    """Ask for a file, and write what is shown into it."""
    session = screen.session
    name = "-".join((_("History of everything"), f"{date_of(session.today):%Y%m%d}.xlsx"))

    def write(path: Path) -> int:
        from crm_tui.services.audits import AuditFile  # noqa: PLC0415 - its import is slow

        file = AuditFile(path, audit_header(), audit_cells)
        return session.crm.audits.export(session.actor, asked.asked, file)

    def answered(values: Values | None) -> None:
        if values is None:
            return
        path = typed_path(str(values["path"]))

        def told(count: int) -> None:
            words = _("{count} events: {path}").format(count=f"{count:,}", path=path)
            screen.operations.tell(words)

        screen.operations.perform(lambda: write(path), told)

    lines = [
        _("The ending says what kind of file it is: {known}").format(known=".xlsx .csv .json"),
        _("It is written down who exported what."),
    ]
    screen.app.push_screen(
        FormDialog(
            _("Export"),
            lambda: [PathField(_("Export to"), str(downloads() / name), id="path")],
            _("Export"),
            lines=lines,
        ),
        answered,
    )
