"""A reclaim rule: whom it is for, when it takes back, and beside it what that would do."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable, Iterable, Sequence
from typing import Any

from textual import on
from textual.app import ComposeResult
from textual.containers import Horizontal
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import Deciding
from crm_tui.domain.pools.rule_books import LONGEST_NAME, RuleDraft, rule_faults
from crm_tui.errors import InvalidRulesError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.words import field_label
from crm_tui.tui.screens.forms import FormScreen, editor_of, group
from crm_tui.tui.screens.rule_fields import (
    combine_choices,
    condition_rows,
    draft_in,
    exempt_fields,
)
from crm_tui.tui.screens.rule_trials import TrialPane
from crm_tui.tui.screens.settings.filters import filter_fields
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.fields import Form, FormField, TextField
from crm_tui.tui.widgets.key_footer import KeyFooter


class TrialForm(FormScreen):
    """A form with a dry run beside it, which follows what is typed."""

    def __init__(self, session: Session, title: str, *, draft_name: str, pool_id: PoolId) -> None:
        super().__init__(session, title, draft_name=draft_name)
        self.trial = TrialPane(session, pool_id)

    def compose(self) -> ComposeResult:
        """Put the fields beside the dry run, or over it where the terminal is narrow."""
        self.fit_width()
        yield Static(Content(f" {self._heading}"), classes="form--title", markup=False)
        with Horizontal(classes="rule--body"):
            with Form():
                yield from self.compose_fields()
            yield self.trial
        yield KeyFooter(self.scope, why_not=self.why_not)

    def became_whole(self) -> None:
        """Compute the dry run of what stands here at first."""
        self.try_out()

    def records_changed(self, _changed: Changed) -> None:
        """Compute the dry run anew when customers or rules changed meanwhile."""
        self.trial.try_again()

    @on(FormField.Changed)
    def _try_out_changed(self) -> None:
        if self.is_whole:
            self.try_out()

    @abstractmethod
    def try_out(self) -> None:
        """Compute the dry run of what stands in the fields."""


class RuleForm(TrialForm):
    """One rule of the version that is being written."""

    def __init__(
        self,
        session: Session,
        pool_id: PoolId,
        draft: RuleDraft,
        *,
        title: str,
        together: Callable[[RuleDraft], tuple[Sequence[RuleDraft], int]],
        done: Callable[[RuleDraft], None],
    ) -> None:
        super().__init__(session, title, draft_name=f"rule-of-{pool_id}", pool_id=pool_id)
        self._before = draft
        self._together, self._done = together, done

    def compose_fields(self) -> ComposeResult:
        """Yield the name, and how the conditions work together."""
        yield TextField(
            field_label("name"),
            self._before.name,
            limit=LONGEST_NAME,
            placeholder=_("may stay empty"),
            id="name",
        )
        yield ChoiceField(
            _("Conditions"), combine_choices(), self._before.combine, required=True, id="combine"
        )

    def groups_below(self) -> Iterable[Sequence[Widget]]:
        """Return the conditions, whom the rule is for, and whom it never takes."""
        draft = self._before
        by_code = {each.code: each for each in draft.conditions}
        heading = Static(
            Content(_("Takes back · an empty one is off")), classes="form--group", markup=False
        )
        rows = condition_rows(self.session, by_code)
        yield (heading, *map(_side_by_side, rows))
        yield group(_("For which customers"), filter_fields(self.session, draft.filter))
        yield group(_("Never takes · warns"), exempt_fields(draft))

    def try_out(self) -> None:
        """Compute what the pool's rules would do with this one as it stands."""
        self.trial.try_out(*self._together(draft_in(self, self._before)))

    def save(self) -> None:
        """Hand the rule back to the editor; nothing is in force yet."""
        draft = draft_in(self, self._before)
        others, _day = self._together(draft)
        faults = [*rule_faults([draft]), *rule_faults(others)]
        if faults:
            field = self.query_one("#name", TextField)
            field.show_note(errors.sentence(InvalidRulesError(tuple(faults))), is_fault=True)
            editor_of(field).focus()
            return
        if self._half_a_count():
            return
        self._done(draft)
        self.leave(None)

    def _half_a_count(self) -> bool:
        """Return whether only one half of 跟进次数 is filled in, and say so."""
        count = self.query_one("#count", TextField)
        days = self.query_one(f"#{Deciding.FOLLOW_UP_COUNT.value}_days", TextField)
        if count.is_blank == days.is_blank:
            return False
        blank = count if count.is_blank else days
        blank.show_note(_("Fill in both, or neither."), is_fault=True)
        editor_of(blank).focus()
        return True


def _side_by_side(fields: Sequence[FormField[Any]]) -> Horizontal:
    for each in fields[1:]:
        each.add_class("-beside")
    return Horizontal(*fields, classes="rule--condition")
