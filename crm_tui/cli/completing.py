"""What a word of a command line may become: commands, options, choices, and names of the office."""

from __future__ import annotations

import os
import shlex
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

import typer

from crm_tui.cli.sessions import Session, invocation_of, looking
from crm_tui.domain.text import folded, printable
from crm_tui.errors import CrmError
from crm_tui.i18n import LANGUAGES, current_language
from crm_tui.settings import load_settings
from crm_tui.values import dataclass

_MOST = 30
_GLOBAL = {"--db": "database", "--user": "user", "--lang": "language"}


@dataclass(frozen=True, slots=True)
class Proposal:
    """What may be typed, and what it means."""

    value: str
    told: str = ""


def completed(context: typer.Context, typed: Sequence[str]) -> list[Proposal]:
    """Return what the last word may become; nothing, rather than an error, where it is not known.

    The database is only read, and one that would have to be brought up to date first is not.
    """
    root = context.find_root()
    *before, last = typed or [""]
    place = _place(root.command, root, before)
    found = _by_syntax(place, last)
    if found is None and place.parameter is not None:
        kind = _kind_of(place.parameter)
        names = _NAMES.get(kind)
        if kind in _BY_NOUN:
            names = partial(_BY_NOUN[kind], noun=_noun_of(place.context))
        found = [] if names is None else _of_office(context, names, before, last)
    listed = list(found or [])[:_MOST]
    return [Proposal(_one_line(each.value), _one_line(each.told)) for each in listed]


def words_of(line: str) -> list[str]:
    """Return the words after the program's name in a line that is still being typed."""
    for closing in ("", '"', "'", "\\"):
        try:
            words = shlex.split(line + closing)
        except ValueError:
            continue
        is_begun = bool(closing) or line[-1:].strip() != ""
        return words[1:] if is_begun else [*words[1:], ""]
    return []


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a command line has got to."""

    command: Any
    context: Any
    parameter: Any
    """The option or argument whose value is next, if any."""
    is_option_value: bool


def _place(command: Any, context: Any, words: Sequence[str]) -> _Place:
    waiting: Any = None
    given = 0
    is_plain = False
    for word in words:
        if waiting is not None:
            waiting = None
        elif word == "--":
            is_plain = True
        elif word.startswith("-") and not is_plain:
            waiting = _option_waiting(command, word)
        elif hasattr(command, "get_command"):
            inner = command.get_command(context, word)
            if inner is None:
                return _Place(None, context, None, is_option_value=False)
            context = typer.Context(inner, info_name=word, parent=context)
            command = inner
        else:
            given += 1
    if waiting is not None:
        return _Place(command, context, waiting, is_option_value=True)
    return _Place(command, context, _argument(command, given), is_option_value=False)


def _option_waiting(command: Any, word: str) -> Any:
    """Return the option that a word names and whose value comes next."""
    for parameter in command.params:
        if word in parameter.opts and not getattr(parameter, "is_flag", False):
            return parameter
    return None


def _argument(command: Any, given: int) -> Any:
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    if given < len(arguments):
        return arguments[given]
    return arguments[-1] if arguments and arguments[-1].nargs == -1 else None


def _by_syntax(place: _Place, last: str) -> Iterable[Proposal] | None:
    """Return what the command itself tells; None where a value of its own is wanted."""
    if place.command is None:
        return []
    if not place.is_option_value and last.startswith("-"):
        return _options(place, last)
    if not place.is_option_value and hasattr(place.command, "helps"):
        helps = place.command.helps(place.context)
        return [Proposal(name, told) for name, told in helps if name.startswith(last)]
    choices = _choices(place.parameter)
    return [Proposal(each) for each in choices if each.startswith(last)] if choices else None


def _options(place: _Place, last: str) -> Iterator[Proposal]:
    for parameter in place.command.get_params(place.context):
        for name in parameter.opts:
            if name.startswith("--") and name.startswith(last):
                yield Proposal(name, getattr(parameter, "help", None) or "")


def _choices(parameter: Any) -> Sequence[str]:
    """Return the words that a metavar like `bash|zsh` offers."""
    metavar = getattr(parameter, "metavar", None) or ""
    parts = metavar.split("|")
    return parts if len(parts) > 1 and all(part and part == part.lower() for part in parts) else ()


# Names of the office ------------------------------------------------------------------------------


def _customers(session: Session, last: str) -> Iterator[Proposal]:
    from crm_tui.domain.customers import CustomerView, ListRequest  # noqa: PLC0415

    request = ListRequest(CustomerView.ALL, query=last)
    wish = folded(last)
    rows = session.crm.customers.page(session.actor, request, _MOST).rows
    for row in rows:
        # The shell itself drops what does not begin as typed: then the number leads there too.
        value = row.name if folded(row.name).startswith(wish) else str(row.id)
        yield Proposal(value, row.name if value != row.name else row.owner or row.pool)


def _people(session: Session, last: str) -> Iterator[Proposal]:
    for login, name in ((row.login, row.name) for row in session.crm.people.users(session.actor)):
        if login.startswith(last):
            yield Proposal(login, name)
        elif last and name.startswith(last):
            yield Proposal(name, login)


def _named(names: Iterable[str], last: str) -> Iterator[Proposal]:
    wish = folded(last)
    yield from (Proposal(name) for name in names if folded(name).startswith(wish))


def _pools(session: Session, last: str) -> Iterable[Proposal]:
    return _named((row.name for row in session.crm.pools.pools(session.actor)), last)


def _roles(session: Session, last: str) -> Iterable[Proposal]:
    return _named((row.name for row in session.crm.people.roles(session.actor)), last)


def _departments(session: Session, last: str) -> Iterable[Proposal]:
    return _named((row.name for row in session.crm.people.departments(session.actor)), last)


def _views(session: Session, last: str, noun: str = "") -> Iterable[Proposal]:
    from crm_tui.domain.views import ListTab  # noqa: PLC0415
    from crm_tui.presentation.views import view_name  # noqa: PLC0415

    tab = next((each for each in ListTab if each.value in _plurals(noun)), ListTab.CUSTOMERS)
    views = session.crm.views.views(session.actor, tab)
    keys = (each.key.removeprefix(f"{tab.value}.") for each in views)
    return [*_named(keys, last), *_named(map(view_name, views), last)]


def _plurals(noun: str) -> tuple[str, str]:
    """Return what lists of a noun may be called: orders, opportunities."""
    return f"{noun}s", f"{noun[:-1]}ies"


_OF_MONEY = {"invoice": "payment", "plan": "payment"}
"""What is asked as payments are."""


def _queries(session: Session, last: str, noun: str = "") -> Iterator[Proposal]:
    from crm_tui.domain.queries.completion import complete  # noqa: PLC0415
    from crm_tui.domain.queries.fields import CUSTOMERS, SUBJECTS  # noqa: PLC0415

    asked = _OF_MONEY.get(noun, noun)
    subject = next((each for each in SUBJECTS if each.key in _plurals(asked)), CUSTOMERS)
    vocabulary = session.crm.queries.vocabulary(session.actor, subject)
    found = complete(last, len(last), vocabulary, current_language(), subject)
    if found is None:
        if subject is CUSTOMERS:
            yield from _customers(session, last)
        return
    for each in found.suggestions:
        yield Proposal(last[: found.start] + each.text + last[found.end :], each.label)


_Names = Callable[[Session, str], Iterable[Proposal]]
_NAMES: Mapping[str, _Names] = {
    "CUSTOMER": _customers,
    "LOGIN": _people,
    "POOL": _pools,
    "ROLE": _roles,
    "DEPARTMENT": _departments,
    "VIEW": _views,
    "QUERY": _queries,
}
_BY_NOUN = {"VIEW": _views, "QUERY": _queries}
"""What of the office depends on what the command lists."""
_BY_NAME = {"pool": "POOL", "department": "DEPARTMENT", "role": "ROLE", "customer": "CUSTOMER"}


def _noun_of(context: Any) -> str:
    """Return the noun of a command such as `crm order list`."""
    words = context.command_path.split()
    return words[-2] if len(words) > 1 else ""


def _kind_of(parameter: Any) -> str:
    metavar = parameter.metavar or ""
    return metavar if metavar in _NAMES else _BY_NAME.get(parameter.name, "")


def _of_office(
    context: typer.Context, names: _Names, before: Sequence[str], last: str
) -> Iterable[Proposal]:
    from crm_tui.bootstrap import is_current  # noqa: PLC0415 - only names need the database

    invocation = invocation_of(context)
    invocation.settings = load_settings(os.environ, **_global_options(before))
    if not is_current(invocation.settings):
        return []
    try:
        with looking(context) as session:
            return list(names(session, last))
    except CrmError:
        return []


def _global_options(words: Sequence[str]) -> dict[str, str]:
    found = {}
    for name, value in zip(words, [*words[1:], ""], strict=True):
        option, is_joined, joined = name.partition("=")
        if option in _GLOBAL:
            found[_GLOBAL[option]] = joined if is_joined else value
    if found.get("language", LANGUAGES[0]) not in LANGUAGES:
        del found["language"]
    return found


def _one_line(text: str) -> str:
    return " ".join(printable(text).split())
