"""`crm pool rule`: what takes customers back, version by version; a dry run of every change."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from crm_tui.cli.commands import AsCsv, AsJson, command, group
from crm_tui.cli.inputs import read_day, read_number
from crm_tui.cli.joined_options import joined
from crm_tui.cli.output import Form, Listing, Output, TableColumn, say
from crm_tui.cli.pool_routes import words_of
from crm_tui.cli.pool_subjects import PoolArgument
from crm_tui.cli.rule_files import draft_with, read_rules
from crm_tui.cli.rule_options import RuleOptions
from crm_tui.cli.sessions import Session, opened, output_of
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools.rule_books import RuleBook, RuleDraft, RuleVersion, draft_of
from crm_tui.domain.pools.rule_warnings import warnings_of
from crm_tui.domain.text import clean
from crm_tui.errors import NotFoundError
from crm_tui.i18n import _
from crm_tui.presentation.conditions import rule_warning
from crm_tui.presentation.rule_words import (
    RuleWords,
    book_lines,
    preview_lines,
    rule_sentence,
    version_words,
)
from crm_tui.presentation.shapes import rules as shapes
from crm_tui.presentation.widths import Align
from crm_tui.values import dataclass

app = group(_("The rules that take customers back."))

RuleArgument = Annotated[
    str, typer.Argument(metavar="RULE", help=_("Its number in the list, or its name."))
]
Effective = Annotated[
    str | None,
    typer.Option("--effective", metavar="DATE", help=_("From which day on; tomorrow if not said.")),
]
Note = Annotated[str, typer.Option("--note", help=_("Why the rules change."))]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help=_("Only say what it would do."), show_default=False),
]
Priority = Annotated[
    int | None,
    typer.Option("--priority", min=1, metavar="N", help=_("Its place; the first that fits wins.")),
]


@dataclass(frozen=True, slots=True)
class _Change:
    """From which day on, why, and whether it is only tried."""

    effective: str | None
    note: str
    dry_run: bool


@command(app, "list", _("List the rules of a pool that are in force."))
def list_rules(
    context: typer.Context,
    pool: PoolArgument,
    *,
    everything: Annotated[
        bool, typer.Option("--all", help=_("Those of every version."), show_default=False)
    ] = False,
    as_json: AsJson = False,
    as_csv: AsCsv = False,
) -> None:
    """List the rules in the order in which they are tried."""
    output = output_of(context, as_json=as_json, as_csv=as_csv)
    with opened(context) as session:
        book = session.crm.rules.rule_book(session.actor, session.pool(pool))
        words = _words_of(session)
        versions = book.history if everything else [book.current] if book.current else []
        rows = [
            (version, number) for version in versions for number in range(1, len(version.rules) + 1)
        ]
        output.rows(
            rows,
            _listing(book, words),
            nothing=_("This pool has no rules: it takes nobody back. crm pool rule add adds one."),
        )


def _listing(book: RuleBook, words: RuleWords) -> Listing[tuple[RuleVersion, int]]:
    column, right = TableColumn[tuple[RuleVersion, int]], Align.RIGHT
    return Listing[tuple[RuleVersion, int]](
        (
            column(_("No."), lambda row: str(row[1]), 0, right),
            column(_("Rule"), lambda row: rule_sentence(row[0].rules[row[1] - 1], words)),
            column(_("Version"), lambda row: version_words(row[0]), 1),
        ),
        lambda row: shapes.numbered_rule(book, row[0], row[1], words),
        shapes.KEYS,
    )


@command(app, "show", _("Show the rules of a pool: in force, to come, and all there were."))
def show(context: typer.Context, pool: PoolArgument, *, as_json: AsJson = False) -> None:
    """Answer with every version."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        book = session.crm.rules.rule_book(session.actor, session.pool(pool))
        words = _words_of(session)
        shape = shapes.rule_book(book, words, session.zone)
        output.record(shape, book_lines(book, words))


@command(app, "set", _("Put the rules of a file in the place of all rules of a pool."))
def set_rules(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pool: PoolArgument,
    *,
    file: Annotated[
        str, typer.Option("--file", metavar="FILE|-", help=_("Rules as `show --json` tells them."))
    ],
    effective: Effective = None,
    note: Note = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write the next version from a file, or try it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        drafts = read_rules(session, file)
        change = _Change(effective, note, dry_run)
        _answer(session, output, session.pool(pool), drafts, change)


@command(app, "add", _("Add a rule to those of a pool."))
@joined(RuleOptions)
def add(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pool: PoolArgument,
    *,
    options: RuleOptions,
    priority: Priority = None,
    effective: Effective = None,
    note: Note = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write the next version with one rule more, or try it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id = session.pool(pool)
        drafts = _drafts(session, pool_id)
        place = len(drafts) if priority is None else priority - 1
        drafts.insert(place, draft_with(session, options, RuleDraft(())))
        _answer(session, output, pool_id, drafts, _Change(effective, note, dry_run))


@command(app, "edit", _("Change a rule of a pool."))
@joined(RuleOptions)
def edit(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pool: PoolArgument,
    rule: RuleArgument,
    *,
    options: RuleOptions,
    priority: Priority = None,
    effective: Effective = None,
    note: Note = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write the next version with one rule changed, or try it; `none` switches a condition off."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id = session.pool(pool)
        drafts = _drafts(session, pool_id)
        place = _place(drafts, rule)
        changed = draft_with(session, options, drafts.pop(place))
        drafts.insert(place if priority is None else priority - 1, changed)
        _answer(session, output, pool_id, drafts, _Change(effective, note, dry_run))


@command(app, "remove", _("Take a rule of a pool away."))
def remove(  # noqa: PLR0913 - one argument for each option
    context: typer.Context,
    pool: PoolArgument,
    rule: RuleArgument,
    *,
    effective: Effective = None,
    note: Note = "",
    dry_run: DryRun = False,
    as_json: AsJson = False,
) -> None:
    """Write the next version without one rule, or try it."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        pool_id = session.pool(pool)
        drafts = _drafts(session, pool_id)
        del drafts[_place(drafts, rule)]
        _answer(session, output, pool_id, drafts, _Change(effective, note, dry_run))


@command(app, "withdraw", _("Let go of rules that have not taken effect yet."))
def withdraw(
    context: typer.Context,
    pool: PoolArgument,
    version: Annotated[
        str, typer.Argument(metavar="VERSION", help=_("The number of the version."))
    ],
    *,
    as_json: AsJson = False,
) -> None:
    """Withdraw a version to come."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        book = session.crm.rules.rule_book(session.actor, session.pool(pool))
        number = read_number("rule_version", version)
        found = next((each for each in book.history if each.version == number), None)
        if found is None:
            raise NotFoundError("rule_version", clean(version))
        changed = session.crm.rules.withdraw(session.actor, found.id)
        shape = {"batch": changed.batch_id, "pool": book.pool, "version": number}
        output.record(shape, [_("Withdrawn: {version}.").format(version=version_words(found))])


@command(app, "apply", _("Apply rules whose day has come, without waiting for the sweep."))
def apply(context: typer.Context, *, as_json: AsJson = False) -> None:
    """Apply every version that has taken effect, telling how far it has come."""
    output = output_of(context, as_json=as_json)
    with opened(context) as session:
        applied = session.crm.rules.apply_due(session.actor, _tell(output))
        shape = {
            "applied": [
                {"pool_id": each.pool_id, "version": each.version, "customers": each.changed}
                for each in applied
            ]
        }
        lines = [
            _("Version {version}: {count} customers changed.").format(
                version=each.version, count=each.changed
            )
            for each in applied
        ]
        output.record(shape, lines or [_("No rules wait to be applied.")])


def _words_of(session: Session) -> RuleWords:
    methods = session.crm.offices.words(session.actor, DictionaryKind.FOLLOW_UP_METHOD)
    return RuleWords(words_of(session), {item.code: item.name for item in methods})


def _drafts(session: Session, pool_id: PoolId) -> list[RuleDraft]:
    """Return the rules that the next change begins with: the last to come, else in force."""
    book = session.crm.rules.rule_book(session.actor, pool_id)
    return [draft_of(rule) for rule in book.latest_rules]


def _place(drafts: Sequence[RuleDraft], reference: str) -> int:
    wanted = clean(reference)
    named = [place for place, draft in enumerate(drafts) if draft.name == wanted]
    if named:
        return named[0]
    if wanted.isdecimal() and 0 < int(wanted[:9]) <= len(drafts):
        return int(wanted) - 1
    raise NotFoundError("rule", wanted)


def _tell(output: Output) -> Callable[[int, int], None] | None:
    """Return what tells people how far a long change has come; programs hear only the answer."""
    if output.form is not Form.TABLE:
        return None

    def tell(done: int, whole: int) -> None:
        if done < whole:
            say(_("{percent} % of all customers …").format(percent=done * 100 // whole))

    return tell


def _answer(
    session: Session,
    output: Output,
    pool_id: PoolId,
    drafts: Sequence[RuleDraft],
    change: _Change,
) -> None:
    rules, actor = session.crm.rules, session.actor
    day = session.at.today + 1
    if change.effective is not None:
        day = read_day(session, "effective_day", change.effective, prefer="future")
    if change.dry_run:
        found = session.crm.rules.preview(session.actor, pool_id, drafts, effective_day=day)
        output.record(shapes.preview(found, session.logins()), preview_lines(found))
        return
    changed = session.crm.rules.save(
        session.actor,
        pool_id,
        drafts,
        effective_day=day,
        note=clean(change.note),
        progress=_tell(output),
    )
    book = rules.rule_book(actor, pool_id)
    version = next(each for each in book.history if each.id == changed.record_id)
    warnings = [rule_warning(warning) for _number, warning in warnings_of(version.rules)]
    words = _words_of(session)
    shape = {
        "batch": changed.batch_id,
        "pool": book.pool,
        **shapes.version(version, words, session.zone),
        "warnings": warnings,
    }
    saved = _("Saved: {version}.").format(version=version_words(version))
    lines = [f"{number}. {rule_sentence(r, words)}" for number, r in enumerate(version.rules, 1)]
    output.record(shape, [saved, *lines, *warnings])
