"""回收规则: the rules of a pool by priority, as a draft of the next version, with its dry run."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content

from crm_tui.domain.events import Changed
from crm_tui.domain.pools.rule_books import (
    LONGEST_NAME,
    RuleBook,
    RuleDraft,
    draft_of,
)
from crm_tui.i18n import _
from crm_tui.presentation.dates import relative_day
from crm_tui.presentation.rule_words import rule_lines, rule_sentence
from crm_tui.presentation.widths import Align
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.rule_form import RuleForm
from crm_tui.tui.screens.rule_losses import LossList
from crm_tui.tui.screens.rule_publishing import PublishForm
from crm_tui.tui.screens.rule_trials import TrialPane
from crm_tui.tui.screens.rule_versions import VersionList
from crm_tui.tui.screens.settings.panes import ListFooter, ListPane
from crm_tui.tui.screens.settings.parts import PartScreen
from crm_tui.tui.screens.settings.rule_texts import rule_words_of
from crm_tui.tui.screens.settings.sections import (
    SettingsList,
    needs_row,
    text_column,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog, leave_question
from crm_tui.tui.widgets.preview import Preview, Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.tui.widgets.record_list.rows import Rows
from crm_tui.tui.widgets.status_bar import StatusBar
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class DraftRow:
    """A rule in the list; it keeps its id wherever it moves."""

    id: int
    draft: RuleDraft


class RuleEditor(ListPane[None]):
    """The draft of a pool's next version; nothing is in force before it is saved."""

    scope = Scope.RULES
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.RULES)]

    def __init__(self, session: Session, book: RuleBook) -> None:
        super().__init__(session)
        self.book = book
        self.trial = TrialPane(session, book.pool_id)
        self.day = session.today + 1
        self.rows: list[DraftRow] = []
        self._begin(book)
        self._list = RuleList(self)

    def _begin(self, book: RuleBook) -> None:
        self.book = book
        self._at_first = tuple(map(draft_of, book.latest_rules))
        if self.drafts != self._at_first:
            self.rows = [DraftRow(at, draft) for at, draft in enumerate(self._at_first, 1)]

    @property
    def drafts(self) -> tuple[RuleDraft, ...]:
        """The rules as they stand, by priority."""
        return tuple(row.draft for row in self.rows)

    @property
    def is_dirty(self) -> bool:
        """Whether the draft differs from what it began with."""
        return self.drafts != self._at_first

    @property
    def shown(self) -> SettingsList[DraftRow]:
        """The list of rules."""
        return self._list

    def compose(self) -> ComposeResult:
        """Put the rules beside their dry run."""
        yield StatusBar()
        with Horizontal(classes="tab--body"):
            with Vertical(classes="tab--list"):
                yield self._rows
                yield Preview(id="rule-in-full")
            with Vertical(classes="tab--preview"):
                yield self.trial
        yield ListFooter(self.scope, why_not=self.why_not)

    def on_mount(self) -> None:
        """Compute the dry run."""
        self.try_out()

    def side_heading(self) -> str:
        """Return what stands over the dry run."""
        return _("Dry run")

    def show_facts(self) -> None:
        """Show the rule under the cursor in full; the dry run is about all of them."""
        row, named = self.row, rule_words_of(self.session)
        said = () if row is None else tuple(map(words, rule_lines(row.draft, named)))
        self.query_one("#rule-in-full", Preview).show((Section("", said),))
        self.refresh_footer()

    def try_out(self) -> None:
        """Compute what the draft would do."""
        self.trial.try_out(self.drafts, self.day)

    def records_changed(self, changed: Changed) -> None:
        """Begin anew when somebody saved other rules and nothing was typed here."""
        self.trial.try_again()
        rules, actor, pool_id = self.session.crm.rules, self.session.actor, self.book.pool_id
        self.operations.ask(
            lambda: rules.rule_book(actor, pool_id), self._take_book, key=f"rules {id(self)}"
        )

    def _take_book(self, book: RuleBook) -> None:
        if self.is_dirty:
            self.book = book
        else:
            self._begin(book)
        self.redraw()

    def redraw(self, cursor_id: int | None = None) -> None:
        """Show the draft as it stands now."""
        self.reload()
        if cursor_id is not None:
            source = Rows(self.rows)
            self._rows.replace_source(source, opening=source.opening(cursor_id))
        self.try_out()

    # Changing the draft ---------------------------------------------------------------------------

    def open_form(self, row: DraftRow | None, draft: RuleDraft, title: str) -> None:
        """Open the form of a rule; it comes back in place, or at the end."""

        def together(written: RuleDraft) -> tuple[Sequence[RuleDraft], int]:
            return tuple(each.draft for each in self._with(row, written)), self.day

        def done(written: RuleDraft) -> None:
            self.rows = self._with(row, written)
            self.redraw(row.id if row is not None else self.rows[-1].id)

        form = RuleForm(
            self.session, self.book.pool_id, draft, title=title, together=together, done=done
        )
        self.app.push_screen(form)

    def _with(self, row: DraftRow | None, draft: RuleDraft) -> list[DraftRow]:
        if row is None:
            new_id = max((each.id for each in self.rows), default=0) + 1
            return [*self.rows, DraftRow(new_id, draft)]
        return [replace(each, draft=draft) if each.id == row.id else each for each in self.rows]

    def take_out(self, row: DraftRow) -> None:
        """Take a rule out of the draft."""
        self.rows = [each for each in self.rows if each.id != row.id]
        self.redraw()

    def shift(self, row: DraftRow, by: int) -> None:
        """Let a rule be tried earlier or later."""
        here = next(at for at, each in enumerate(self.rows) if each.id == row.id)
        there = here + by
        if 0 <= there < len(self.rows):
            self.rows[here], self.rows[there] = self.rows[there], self.rows[here]
            self.redraw(row.id)

    # Keys ---------------------------------------------------------------------------------------

    def action_back(self) -> None:
        """Go back; ask first when the draft would be lost."""
        if not self.is_dirty:
            self.dismiss(None)
            return
        self.app.push_screen(leave_question(), self._leave_if)

    def _leave_if(self, confirmed: bool | None) -> None:
        if confirmed:
            self.dismiss(None)

    def action_shift(self, by: int) -> None:
        """Move the rule under the cursor up or down."""
        self.do("part.up" if by < 0 else "part.down")

    def action_copy(self) -> None:
        """Add a rule like the one under the cursor."""
        self.do("rules.copy")

    def action_save(self) -> None:
        """Save the draft as a version."""
        self.do("rules.save")

    def action_versions(self) -> None:
        """Show every version."""
        self.do("rules.versions")

    def action_losers(self) -> None:
        """Show who would be protected for less long."""
        self.do("rules.losers")

    def publish(self) -> None:
        """Ask from which day on, and save."""
        self.app.push_screen(PublishForm(self.session, self.book, self.drafts), self._published)

    def _published(self, changed: Changed | None) -> None:
        if changed is not None:
            self._at_first = self.drafts
            self.records_changed(changed)


class RuleList(SettingsList[DraftRow]):
    """The rules of the draft; of those that fit a customer the first is its rule."""

    id = "rules"
    commands = frozenset(
        {
            "settings.add",
            "settings.edit",
            "settings.delete",
            "part.up",
            "part.down",
            "rules.copy",
            "rules.save",
            "rules.versions",
            "rules.losers",
        }
    )

    def __init__(self, host: RuleEditor) -> None:
        super().__init__(host)
        self.editor = host

    @property
    def title(self) -> str:
        """What the list is called."""
        book = self.editor.book
        title = _("Reclaim rules of “{pool}”").format(pool=name_in_sentence(book.pool))
        if book.current is not None:
            title += " · " + _("version {version}").format(version=book.current.version)
        for version in book.pending:
            title += " · " + _("version {version} from {day}").format(
                version=version.version,
                day=relative_day(version.effective_day, self.session.today),
            )
        if self.editor.is_dirty:
            title += " · " + _("changed, not saved")
        return title

    def columns(self) -> Sequence[Column[DraftRow]]:
        """Return the order, the name, and the rule in a sentence."""
        return (
            text_column("order", _("Order"), 4, self._order, align=Align.RIGHT),
            text_column("name", _("Name"), 8, lambda row: row.draft.name or "—", widest=20),
            text_column("rule", _("Rule"), 30, self._sentence, widest=200),
        )

    def _order(self, row: DraftRow) -> str:
        return str(
            next((at for at, each in enumerate(self.editor.rows, 1) if each.id == row.id), 0)
        )

    def _sentence(self, row: DraftRow) -> str:
        return rule_sentence(replace(row.draft, name=""), rule_words_of(self.session))

    def read(self) -> Sequence[DraftRow]:
        """Return the draft."""
        return tuple(self.editor.rows)

    def foot(self, rows: Sequence[DraftRow]) -> str:
        """Return what the order means."""
        return _("the first that fits a customer is its rule")

    def empty_words(self) -> str:
        """Return what to press."""
        return _("No rule: nothing takes customers back.\na adds one")

    def why_not(self, command_id: str, row: DraftRow | None) -> str | None:
        """Return why the rules cannot be changed, or None."""
        if command_id == "rules.versions":
            return None
        if command_id == "rules.losers":
            return self._why_no_losers()
        if not self.editor.book.may_edit:
            return _("Only those in charge of the pool “{pool}” change its rules.").format(
                pool=name_in_sentence(self.editor.book.pool)
            )
        if command_id == "rules.save":
            return None if self.editor.is_dirty else _("Nothing is changed.")
        return None if command_id == "settings.add" else needs_row(row)

    def _why_no_losers(self) -> str | None:
        preview = self.editor.trial.preview
        if preview is None:
            return _("The dry run is still being computed.")
        return None if preview.losses else _("Nobody would be protected for less long.")

    def act(self, command_id: str, row: DraftRow | None) -> None:
        """Change the draft, or open what the key means."""
        editor = self.editor
        match command_id:
            case "settings.add":
                editor.open_form(None, RuleDraft(()), _("New rule"))
            case "rules.copy" if row is not None:
                name = _("{name} (copy)").format(name=row.draft.name) if row.draft.name else ""
                copy = replace(row.draft, name=name[:LONGEST_NAME])
                editor.open_form(None, copy, _("New rule"))
            case "settings.edit" if row is not None:
                title = _("Rule · {name}").format(
                    name=name_in_sentence(row.draft.name) or self._order(row)
                )
                editor.open_form(row, row.draft, title)
            case "settings.delete" if row is not None:
                self._ask_remove(row)
            case "part.up" | "part.down" if row is not None:
                editor.shift(row, -1 if command_id == "part.up" else 1)
            case _:
                self._act_on_all(command_id)

    def _act_on_all(self, command_id: str) -> None:
        editor = self.editor
        match command_id:
            case "rules.save":
                editor.publish()
            case "rules.versions":
                book = editor.book
                editor.app.push_screen(PartScreen(self.session, partial(VersionList, book=book)))
            case "rules.losers" if editor.trial.preview is not None:
                losses = editor.trial.preview.losses
                editor.app.push_screen(PartScreen(self.session, partial(LossList, losses=losses)))

    def _ask_remove(self, row: DraftRow) -> None:
        def remove(confirmed: bool | None) -> None:
            if confirmed:
                self.editor.take_out(row)

        question = ConfirmDialog(
            _("Take this rule out of the draft?"), Content(self._sentence(row)), is_dangerous=True
        )
        self.editor.app.push_screen(question, remove)
