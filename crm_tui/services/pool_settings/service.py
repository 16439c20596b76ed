"""What an administrator, and the admin of a pool, sets of pools; every change can be undone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict

from crm_tui.db.queries import pools
from crm_tui.db.unit_of_work import Database, Unit, View, operation
from crm_tui.domain.events import (
    Changed,
    DefaultPoolChanged,
    HoldingLimitSet,
    PoolAdded,
    PoolDeleted,
    PoolEdited,
    PoolMemberSet,
    PoolRoutesSet,
)
from crm_tui.domain.field_changes import merged_list
from crm_tui.domain.identifiers import CustomerId, LimitId, PoolId, UserId
from crm_tui.domain.pools import (
    HoldingLimit,
    LimitRow,
    MemberKind,
    MoveOffer,
    PoolClosed,
    PoolDetail,
    PoolFields,
    PoolMember,
    Route,
    RouteRow,
    why_not_edit_pool,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import (
    ConflictError,
    FieldError,
    NotFoundError,
    NotPermittedError,
    RefusedError,
)
from crm_tui.services.pool_settings import stored
from crm_tui.services.pool_settings.checking import (
    checked_changes,
    checked_name,
    checked_routes,
    refuse_default,
    refuse_limit,
    refuse_member,
    refuse_name_taken,
    refuse_not_pool_admin,
)
from crm_tui.services.pool_settings.emptying import move_everybody
from crm_tui.values import dataclass

OFFERED = 500
"""Customers named in one offer to move."""


@dataclass(frozen=True, slots=True)
class PoolSettings:
    """The pools of the office as those in charge keep them."""

    database: Database

    # --- looking ---------------------------------------------------------------------------------

    def show(self, actor: Actor, pool_id: PoolId) -> PoolDetail:
        """Return a pool with all that is set of it, to whoever belongs to or administers it.

        Raises NotFoundError for any other.
        """
        with self.database.reading(actor) as view:
            return _detail(view, pool_id)

    def limits(self, actor: Actor, pool_id: PoolId | None = None) -> list[LimitRow]:
        """Return the limits of a pool, or without one those of the office that one may see."""
        with self.database.reading(actor) as view:
            if pool_id is not None:
                return list(_detail(view, pool_id).limits)
            rows = pools.limit_rows(view)
            mine = view.person.pool_ids
            if view.person.is_admin:
                return rows
            return [row for row in rows if row.limit.pool_id is None or row.limit.pool_id in mine]

    def routes(self, actor: Actor) -> list[RouteRow]:
        """Return every route in the order in which they are tried."""
        with self.database.reading(actor) as view:
            return pools.route_rows(view)

    def offers(
        self, actor: Actor, pool_id: PoolId | None = None, *, limit: int = OFFERED
    ) -> list[MoveOffer]:
        """Return who would move where, were the routes applied to what is there already.

        Nothing moves by itself: `Movements.move` takes what was agreed to. Raises
        NotPermittedError for who administers no pool.
        """
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EDIT_POOL):
                raise NotPermittedError(Permission.EDIT_POOL.value)
            return _offers(view, pool_id, limit)

    def offer_for(self, actor: Actor, customer_id: CustomerId) -> MoveOffer | None:
        """Return where the routes would put one customer, or None when it is there."""
        with self.database.reading(actor) as view:
            return next(iter(_offers(view, None, 1, customer_id)), None)

    # --- pools -----------------------------------------------------------------------------------

    @operation(Permission.MANAGE_OFFICE)
    def add(self, actor: Actor, name: str, changes: Mapping[str, object] | None = None) -> PoolId:
        """Make a pool without members; raise FieldError for a name that is taken."""
        fields = checked_changes(PoolFields(name=checked_name(name)), changes or {})
        with self.database.writing(actor) as unit:
            refuse_name_taken(unit, fields.name)
            values = asdict(fields)
            pool_id = pools.add_pool(
                unit.connection,
                name=str(values.pop("name")),
                now=unit.now,
                is_default=False,
                values=values,
            )
            unit.record(PoolAdded(record_id=pool_id, after=stored.fields_of(fields)))
        return pool_id

    @operation(Permission.EDIT_POOL)
    def edit(self, actor: Actor, pool_id: PoolId, changes: Mapping[str, object]) -> Changed:
        """Change settings of a pool that one administers.

        Raises FieldError for what cannot be stored, RefusedError for somebody else's pool and
        for switching the default pool off.
        """
        with self.database.writing(actor) as unit:
            old = refuse_not_pool_admin(unit, pool_id)
            new = checked_changes(old, changes)
            if new.name != old.name:
                refuse_name_taken(unit, new.name, besides=pool_id)
            if old.enabled and not new.enabled:
                refuse_default(unit, pool_id, old.name)
            before, after = stored.difference(old, new)
            if after:
                pools.update_pool(unit, pool_id, {name: getattr(new, name) for name in after})
                unit.record(PoolEdited(record_id=pool_id, before=before, after=after))
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def make_default(self, actor: Actor, pool_id: PoolId) -> Changed:
        """Let new customers that no route names belong to this pool; those there are stay.

        Raises RefusedError for a pool that is switched off.
        """
        with self.database.writing(actor) as unit:
            fields, old = pools.pool_fields(unit, pool_id), pools.default_pool(unit.connection)
            if not fields.enabled:
                raise RefusedError(PoolClosed(fields.name))
            if old != pool_id:
                pools.set_default_pool(unit, pool_id)
                unit.record(
                    DefaultPoolChanged(
                        record_id=pool_id, before={"pool_id": old}, after={"pool_id": pool_id}
                    )
                )
        return unit.changed

    @operation(Permission.MANAGE_OFFICE)
    def delete(self, actor: Actor, pool_id: PoolId, move_to: PoolId) -> Changed:
        """Close a pool for good; its customers, owned ones included, go to another pool with it.

        Owners keep theirs, under the rules of the other pool and with grace. Raises RefusedError
        for the default pool.
        """
        with self.database.writing(actor) as unit:
            old, there = pools.pool_fields(unit, pool_id), pools.pool_fields(unit, move_to)
            if pool_id == move_to:
                raise FieldError("move_to", "not_one_of", old.name)
            refuse_default(unit, pool_id, old.name)
            moved = move_everybody(unit, pool_id, move_to, there)
            before = stored.closing(unit, pool_id)
            pools.remove_members(unit, pool_id)
            pools.remove_limits_of_pool(unit, pool_id)
            pools.replace_routes(unit, pool_id, ())
            pools.update_pool(unit, pool_id, {"deleted_at": unit.now, "enabled": False})
            unit.record(
                PoolDeleted(
                    record_id=pool_id,
                    before={**before, "enabled": old.enabled},
                    after={"pool_id": move_to, "pool": there.name, "customers": moved},
                )
            )
        return unit.changed

    # --- members ---------------------------------------------------------------------------------

    @operation(Permission.EDIT_POOL)
    def set_member(self, actor: Actor, pool_id: PoolId, member: PoolMember) -> Changed:
        """Let a user, department, role or everybody in, keep them out, or put them in charge."""
        with self.database.writing(actor) as unit:
            refuse_not_pool_admin(unit, pool_id)
            refuse_member(unit, member)
            old = pools.set_member(unit, pool_id, member)
            if old != member:
                _record_member(unit, pool_id, old, member)
        return unit.changed

    @operation(Permission.EDIT_POOL)
    def remove_member(
        self, actor: Actor, pool_id: PoolId, kind: MemberKind, member_id: int | None
    ) -> Changed:
        """Take somebody's line off a pool; raise NotFoundError when there is none.

        Nobody loses customers they hold by it.
        """
        with self.database.writing(actor) as unit:
            refuse_not_pool_admin(unit, pool_id)
            old = pools.remove_member(unit, pool_id, PoolMember(kind, member_id))
            if old is None:
                raise NotFoundError("member", str(member_id or ""))
            _record_member(unit, pool_id, old, None)
        return unit.changed

    # --- limits ----------------------------------------------------------------------------------

    @operation(Permission.EDIT_POOL)
    def set_limit(self, actor: Actor, limit: HoldingLimit) -> LimitId:
        """Set how many customers somebody may hold; a lower one takes nothing away."""
        with self.database.writing(actor) as unit:
            refuse_limit(unit, limit)
            limit_id, old = pools.set_limit(unit, limit)
            if old != limit:
                _record_limit(unit, old, limit)
        return limit_id

    @operation(Permission.EDIT_POOL)
    def remove_limit(self, actor: Actor, limit_id: LimitId) -> Changed:
        """Take a limit away, so that the next less specific one binds."""
        with self.database.writing(actor) as unit:
            limit = pools.limit(unit, limit_id)
            refuse_limit(unit, limit)
            pools.remove_limit(unit, limit)
            _record_limit(unit, limit, None)
        return unit.changed

    # --- routes ----------------------------------------------------------------------------------

    @operation(Permission.MANAGE_OFFICE)
    def set_routes(
        self,
        actor: Actor,
        pool_id: PoolId,
        routes: Sequence[Route],
        *,
        seen: Sequence[Route] | None = None,
    ) -> Changed:
        """Say anew which customers belong to a pool when they are entered.

        What is there already stays where it is: `offers` tells who would move. `seen` are the
        routes that were shown: what others changed since stays where it can.
        """
        with self.database.writing(actor) as unit:
            pools.pool_fields(unit, pool_id)
            old = [row.route for row in pools.route_rows(unit, pool_id)]
            wished = routes if seen is None else merged_list(seen, routes, old)
            if wished is None:
                raise ConflictError("route", pool_id, {"routes": (len(old), len(routes))})
            new = checked_routes(unit, pool_id, wished)
            if old != new:
                pools.replace_routes(unit, pool_id, new)
                unit.record(
                    PoolRoutesSet(
                        record_id=pool_id,
                        before={"routes": [stored.route(each) for each in old]},
                        after={"routes": [stored.route(each) for each in new]},
                    )
                )
        return unit.changed


def _detail(view: View, pool_id: PoolId) -> PoolDetail:
    person = view.person
    if not person.is_admin and pool_id not in person.pool_ids:
        raise NotFoundError("pool", str(pool_id))
    fields = pools.pool_fields(view, pool_id)
    free, owned = pools.pool_sizes(view, [pool_id]).get(pool_id, (0, 0))
    return PoolDetail(
        id=pool_id,
        fields=fields,
        is_default=pools.is_default_pool(view, pool_id),
        in_pool=free,
        owned=owned,
        members=tuple(pools.member_rows(view, pool_id)),
        limits=tuple(pools.limit_rows(view, [pool_id])),
        routes=tuple(pools.route_rows(view, pool_id)),
        next_in_turn=_next_in_turn(view, pool_id),
        may_edit=why_not_edit_pool(pool_id, fields.name, by=person) is None,
    )


def _next_in_turn(view: View, pool_id: PoolId) -> str:
    last: UserId | None = pools.turn_user_id(view, pool_id)
    found = pools.next_in_turn(view, pool_id, last)
    return "" if found is None else found.name


def _offers(
    view: View, pool_id: PoolId | None, limit: int, customer_id: CustomerId | None = None
) -> list[MoveOffer]:
    names = pools.pool_names(view)
    return [
        MoveOffer(
            CustomerId(row.id),
            row.name,
            PoolId(row.pool_id),
            names.get(row.pool_id, ""),
            to_pool_id,
            names.get(to_pool_id, ""),
        )
        for row, to_pool_id in pools.misplaced(
            view, pool_id=pool_id, customer_id=customer_id, limit=limit
        )
    ]


def _record_member(
    unit: Unit, pool_id: PoolId, old: PoolMember | None, new: PoolMember | None
) -> None:
    unit.record(
        PoolMemberSet(
            record_id=pool_id,
            before={"member": stored.member(old)},
            after={"member": stored.member(new)},
        )
    )


def _record_limit(unit: Unit, old: HoldingLimit | None, new: HoldingLimit | None) -> None:
    either = old or new
    unit.record(
        HoldingLimitSet(
            record_id=None if either is None else either.pool_id,
            before={"limit": stored.limit(old)},
            after={"limit": stored.limit(new)},
        )
    )
