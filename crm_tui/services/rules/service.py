"""The rules of pools: read them, try a change, save it, and apply it when its day has come."""

from __future__ import annotations

from collections.abc import Sequence

from crm_tui.db.queries.pools import rules
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import Changed, PoolRulesSaved, PoolRulesWithdrawn
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import why_not_edit_pool
from crm_tui.domain.pools.rule_books import (
    EffectiveInPast,
    NotPending,
    RuleBook,
    RuleDraft,
    RuleFault,
    RulePreview,
    RulesApplied,
    rule_book,
    rule_faults,
    trial_rules,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import InvalidRulesError, NotFoundError, RefusedError
from crm_tui.services.rules import trials
from crm_tui.services.rules.applying import Progress, apply_due
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of pools, version by version."""

    database: Database

    def rule_book(self, actor: Actor, pool_id: PoolId) -> RuleBook:
        """Return the rules of a pool in force, those to come, and all there were.

        Members of the pool and whoever manages people read them; raises NotFoundError for
        anybody else.
        """
        with self.database.reading(actor) as view:
            return _book(view, pool_id)

    def preview(
        self,
        actor: Actor,
        pool_id: PoolId,
        drafts: Sequence[RuleDraft],
        *,
        effective_day: int,
    ) -> RulePreview:
        """试算: tell what these rules would do from a day on; nothing is changed.

        Counted are the customers that the person sees. Raises InvalidRulesError.
        """
        with self.database.sketching(actor) as view:
            book = _book(view, pool_id)
            _refuse_faults(drafts, effective_day, view.today)
            return trials.preview(view, book, trial_rules(drafts), effective_day=effective_day)

    def save(
        self,
        actor: Actor,
        pool_id: PoolId,
        drafts: Sequence[RuleDraft],
        *,
        effective_day: int,
        note: str = "",
        progress: Progress | None = None,
    ) -> Changed:
        """Write the next version of a pool's rules; no rule at all means that nothing is taken.

        It takes effect at 00:00 of its day; one of today is applied at once. Versions to come that
        it overtakes are let go. Raises InvalidRulesError, RefusedError for somebody else's pool.
        """
        changed, today = self._save(actor, pool_id, drafts, effective_day=effective_day, note=note)
        if effective_day <= today:
            apply_due(self.database, actor, progress)
        return changed

    @operation(Permission.EDIT_POOL)
    def _save(
        self,
        actor: Actor,
        pool_id: PoolId,
        drafts: Sequence[RuleDraft],
        *,
        effective_day: int,
        note: str,
    ) -> tuple[Changed, int]:
        with self.database.writing(actor) as unit:
            _refuse_not_admin(unit, pool_id)
            _refuse_faults(drafts, effective_day, unit.today)
            overtaken = rules.supersede_pending(unit, pool_id, effective_day)
            values: dict[str, object] = {
                "note": note,
                "created_at": unit.now,
                "created_by_id": unit.person.user_id,
            }
            version_id = rules.add_version(
                unit.connection, pool_id, drafts, effective_day=effective_day, values=values
            )
            unit.record(
                PoolRulesSaved(
                    record_id=version_id,
                    before={"superseded": overtaken},
                    after={"pool_id": pool_id, "effective_day": effective_day},
                )
            )
            return unit.changed, unit.today

    @operation(Permission.EDIT_POOL)
    def withdraw(self, actor: Actor, version_id: int) -> Changed:
        """Let go of a version that has not taken effect yet.

        Raises NotFoundError, and RefusedError for one in force or somebody else's pool.
        """
        with self.database.writing(actor) as unit:
            found = rules.version(unit, version_id)
            if found is None or rules.pool_name(unit, found.pool_id) is None:
                raise NotFoundError("rule_version", str(version_id))
            pool = _refuse_not_admin(unit, found.pool_id)
            if found.superseded or found.effective_day <= unit.today:
                raise RefusedError(NotPending(pool, found.version))
            rules.set_superseded(unit, [version_id], superseded=True)
            unit.record(PoolRulesWithdrawn(record_id=version_id, after={"pool_id": found.pool_id}))
            return unit.changed

    def apply_due(self, actor: Actor, progress: Progress | None = None) -> tuple[RulesApplied, ...]:
        """Apply every version that has taken effect, in short transactions; return which."""
        return apply_due(self.database, actor, progress)


def _book(view: View, pool_id: PoolId) -> RuleBook:
    name, person = rules.pool_name(view, pool_id), view.person
    is_member = pool_id in person.pool_ids | person.managed_pool_ids
    may_read = is_member or person.is_admin or person.may(Permission.ASSIGN)
    if name is None or not may_read:
        raise NotFoundError("pool", str(pool_id))
    may_edit = (
        person.may(Permission.EDIT_POOL) and why_not_edit_pool(pool_id, name, by=person) is None
    )
    versions = rules.versions_of(view, pool_id)
    return rule_book(pool_id, name, versions, today=view.today, may_edit=may_edit)


def _refuse_not_admin(unit: Unit, pool_id: PoolId) -> str:
    name = rules.pool_name(unit, pool_id)
    if name is None:
        raise NotFoundError("pool", str(pool_id))
    reason = why_not_edit_pool(pool_id, name, by=unit.person)
    if reason is not None:
        raise RefusedError(reason)
    return name


def _refuse_faults(drafts: Sequence[RuleDraft], effective_day: int, today: int) -> None:
    faults: tuple[RuleFault, ...] = rule_faults(drafts)
    if effective_day < today:
        faults = (EffectiveInPast(effective_day, today), *faults)
    if faults:
        raise InvalidRulesError(faults)
