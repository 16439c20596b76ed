"""Put a draft of the rules into force: from a day on, after its numbers were looked at."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from textual.app import ComposeResult
from textual.content import Content
from textual.message import Message
from textual.widgets import ProgressBar

from crm_tui.domain.events import Changed
from crm_tui.domain.moments import Moment
from crm_tui.domain.pools.rule_books import LONGEST_NOTE, RuleBook, RuleDraft
from crm_tui.i18n import _
from crm_tui.presentation.dates import day_heading
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.form_choices import moment_reader, read_moment
from crm_tui.tui.screens.rule_form import TrialForm
from crm_tui.tui.screens.rule_trials import numbers_sentence
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.dialogs import ConfirmDialog
from crm_tui.tui.widgets.fields import MomentField, TextField


class PublishForm(TrialForm):
    """From which day on the draft is in force, and why."""

    @dataclass
    class Progress(Message):
        """How many customers were counted anew."""

        done: int
        total: int

    def __init__(self, session: Session, book: RuleBook, drafts: Sequence[RuleDraft]) -> None:
        title = _("Put into force · {pool}").format(pool=name_in_sentence(book.pool))
        super().__init__(session, title, draft_name=f"rules-{book.pool_id}", pool_id=book.pool_id)
        self._book, self._drafts = book, tuple(drafts)

    @property
    def _version(self) -> int:
        return max((each.version for each in self._book.history), default=0) + 1

    def compose_fields(self) -> ComposeResult:
        """Yield the day and a note."""
        yield MomentField(
            _("In force from"),
            moment_reader(self.session, only_day=True),
            _("tomorrow"),
            required=True,
            placeholder=_("tomorrow, 12-01; today takes effect at once"),
            id="effective_day",
        )
        yield TextField(
            _("Note"), limit=LONGEST_NOTE, placeholder=_("why the rules change"), id="note"
        )
        progress = ProgressBar(show_eta=False, id="rule-progress")
        progress.display = False
        yield progress

    @property
    def _day(self) -> int | None:
        found = read_moment(self.session, self.query_one("#effective_day", MomentField).text)
        return found.day if isinstance(found, Moment) else None

    def try_out(self) -> None:
        """Compute what the draft would do from the day that is typed."""
        day = self._day
        if day is not None and day >= self.session.today:
            self.trial.try_out(self._drafts, day)

    def save(self) -> None:
        """Ask with the numbers of that day; then save."""
        day = self._day
        if day is None or day < self.session.today:
            field = self.query_one("#effective_day", MomentField)
            field.show_note(_("Rules cannot begin on a day that is over."), is_fault=True)
            return
        self.try_out()
        if self.trial.preview is None:
            self.trial.when_ready = self._ask
            operations_of(self).tell(_("The dry run is still being computed …"))
        else:
            self._ask()

    def _ask(self) -> None:
        self.trial.when_ready = None
        preview = self.trial.preview
        if preview is None:
            return
        day = day_heading(preview.effective_day, self.session.today)
        question = ConfirmDialog(
            _("Put version {version} into force from {day}?").format(
                version=self._version, day=day
            ),
            Content(f"{numbers_sentence(preview)}\n\n{self._what_else(preview.effective_day)}"),
            yes=_("Put into force"),
            no=_("Not yet"),
            is_dangerous=True,
        )
        self.app.push_screen(question, self._save_if)

    def _what_else(self, day: int) -> str:
        said = _("Whose day comes forward keeps the grace of the rule; u takes it back.")
        later = [each.version for each in self._book.pending if each.effective_day >= day]
        if later:
            said += "\n" + _("Withdrawn by it: version {versions}").format(
                versions=_(", ").join(map(str, later))
            )
        return said

    def _save_if(self, confirmed: bool | None) -> None:
        day, preview = self._day, self.trial.preview
        if not confirmed or day is None or preview is None:
            return
        session, pool_id, drafts = self.session, self._book.pool_id, self._drafts
        note, version = self.query_one("#note", TextField).value, self._version
        if day == session.today:
            bar = self.query_one("#rule-progress", ProgressBar)
            bar.display = True

        def write() -> Changed:
            return session.crm.rules.save(
                session.actor,
                pool_id,
                drafts,
                effective_day=day,
                note=note,
                progress=self.tell_progress,
            )

        def saved(changed: Changed) -> None:
            said = _("Version {version} of the rules is in force from {day}").format(
                version=version, day=day_heading(day, session.today)
            )
            operations_of(self).tell(said)
            self.leave(changed)

        self.store(write, saved)

    def tell_progress(self, done: int, total: int) -> None:
        """Show how many customers were counted anew; called from the worker that does it."""
        self.post_message(self.Progress(done, total))

    def on_publish_form_progress(self, message: Progress) -> None:
        """Draw how far it is."""
        bar = self.query_one("#rule-progress", ProgressBar)
        bar.update(total=message.total, progress=message.done)
