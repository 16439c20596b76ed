"""试算: what a change of the rules would do, computed beside it while one types."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from textual.timer import Timer

from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import warnings_of
from crm_tui.domain.pools.rule_books import (
    EarlierLoss,
    RuleDraft,
    RulePreview,
    rule_faults,
    trial_rules,
)
from crm_tui.errors import CrmError
from crm_tui.i18n import _
from crm_tui.presentation import errors
from crm_tui.presentation.conditions import rule_warning
from crm_tui.presentation.dates import day_heading, relative_day
from crm_tui.presentation.widths import cut
from crm_tui.presentation.words import more_words, name_in_sentence
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.settings.sections import fact, words
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.preview import Line, Preview, Section

_TYPING_PAUSE_SECONDS = 0.3
_OWNERS_SHOWN = 8
_LOSSES_SHOWN = 12
_SPANS = (0, 7, 30)
_NAME_CELLS, _OWNER_CELLS = 20, 8


class TrialPane(Preview):
    """Shows what the rules would do; the last one asked is the one that is shown."""

    def __init__(self, session: Session, pool_id: PoolId) -> None:
        super().__init__(id="trial")
        self._session, self._pool_id = session, pool_id
        self._timer: Timer | None = None
        self._asked: tuple[Sequence[RuleDraft], int] | None = None
        self._is_outdated = False
        self.preview: RulePreview | None = None
        """What was computed last, None while something else is being computed."""
        self.when_ready: Callable[[], None] | None = None

    def try_out(self, drafts: Sequence[RuleDraft], day: int) -> None:
        """Compute what these rules would do from a day on, once the typing pauses."""
        asked = (tuple(drafts), day)
        if asked == self._asked:
            return
        self._asked, self.preview = asked, None
        if self._timer is not None:
            self._timer.stop()
        self.show((*self._warnings(drafts), Section("", (words(_("Computing …")),))))
        if rule_faults(drafts):
            operations_of(self).forget(self._key)
            self.show(self._warnings(drafts))
            return
        self._timer = self.set_timer(_TYPING_PAUSE_SECONDS, self._ask)

    def try_again(self) -> None:
        """Compute the same once more, because the customers or the rules in force changed."""
        if self._asked is None or rule_faults(self._asked[0]):
            return
        if self.preview is None:  # one after the other: a dry run of a big office takes its time
            self._is_outdated = True
            return
        self.preview = None
        self._timer = self.set_timer(_TYPING_PAUSE_SECONDS, self._ask)

    @property
    def _key(self) -> str:
        return f"dry run {id(self)}"

    def _ask(self) -> None:
        if self._asked is None:
            return
        self._is_outdated = False
        drafts, day = self._asked
        rules, actor, pool_id = self._session.crm.rules, self._session.actor, self._pool_id
        operations_of(self).ask(
            lambda: rules.preview(actor, pool_id, drafts, effective_day=day),
            self._take,
            key=self._key,
            failed=self._fail,
        )

    def on_unmount(self) -> None:
        """Drop what is still being computed."""
        operations_of(self).forget(self._key)

    def _take(self, preview: RulePreview) -> None:
        self.preview = preview
        drafts = () if self._asked is None else self._asked[0]
        numbers, *rest = trial_sections(preview, self._session.today)
        self.show((numbers, *self._warnings(drafts), *rest))
        if self.when_ready is not None:
            self.when_ready()
        if self._is_outdated:
            self.try_again()

    def _fail(self, error: CrmError) -> None:
        self._asked = None
        self.show((Section("", (words(errors.sentence(error)),)),))

    def _warnings(self, drafts: Sequence[RuleDraft]) -> tuple[Section, ...]:
        said = [
            words(f"! {_warning(drafts[number - 1], number, rule_warning(warning))}")
            for number, warning in warnings_of(trial_rules(drafts))
        ]
        return (Section(_("Look again"), tuple(said)),) if said else ()


def _warning(draft: RuleDraft, at: int, said: str) -> str:
    if not draft.name and at <= 1:
        return said
    return _("{label}: {what}").format(label=name_in_sentence(draft.name) or at, what=said)


def trial_sections(preview: RulePreview, today: int) -> Iterator[Section]:
    """Yield the numbers, who would lose how many, and the first names."""
    yield Section(
        _("Dry run from {day}").format(day=day_heading(preview.effective_day, today)),
        tuple(_numbers(preview)),
    )
    if preview.owners:
        yield Section(_("By person"), tuple(_owners(preview)))
    if preview.losses:
        yield Section(_("Protected for less long"), tuple(_losses(preview, today)))


def numbers_sentence(preview: RulePreview) -> str:
    """Return the numbers of a dry run in a sentence."""
    return _(
        "Of {owned} customers held, {changed} change: {earlier} come forward, {later} get longer;"
        " {at_once} go back on that day."
    ).format(
        owned=f"{preview.owned:,}",
        changed=f"{preview.changed:,}",
        earlier=f"{preview.earlier:,}",
        later=f"{preview.later:,}",
        at_once=f"{preview.leaving_at_once:,}",
    )


def leaving_within(preview: RulePreview, days: int) -> int:
    """Return how many go back up to so many days after the day it takes effect."""
    last = preview.effective_day + days
    return sum(number for day, number in preview.leaving if day <= last)


def _numbers(preview: RulePreview) -> Iterator[Line]:
    yield words(
        _("{owned} held · {changed} change · {earlier} come forward · {later} get longer").format(
            owned=f"{preview.owned:,}",
            changed=f"{preview.changed:,}",
            earlier=f"{preview.earlier:,}",
            later=f"{preview.later:,}",
        )
    )
    at_once, week, month = (leaving_within(preview, days) for days in _SPANS)
    yield words(
        _("Go back: {at_once} on the day · {week} in 7 days · {month} in 30 days").format(
            at_once=f"{at_once:,}", week=f"{week:,}", month=f"{month:,}"
        )
    )


def _owners(preview: RulePreview) -> Iterator[Line]:
    for each in preview.owners[:_OWNERS_SHOWN]:
        yield fact(
            name_in_sentence(each.owner),
            _("{owned} held · {earlier} earlier · {leaving} leave").format(
                owned=each.owned, earlier=each.earlier, leaving=each.leaving
            ),
        )
    if len(preview.owners) > _OWNERS_SHOWN:
        yield words("…")


def _losses(preview: RulePreview, today: int) -> Iterator[Line]:
    for each in preview.losses[:_LOSSES_SHOWN]:
        name, owner = cut(each.name, _NAME_CELLS), cut(each.owner, _OWNER_CELLS)
        yield words(f"{name} {owner} {days_words(each, today)}")
    more = preview.earlier - _LOSSES_SHOWN
    if more > 0:
        yield words(more_words(more))


def days_words(loss: EarlierLoss, today: int) -> str:
    """Return the last day of now and that under the new rules."""
    old, new = (relative_day(day, today) for day in (loss.old_last_day, loss.new_last_day))
    return f"{old} → {new}"
