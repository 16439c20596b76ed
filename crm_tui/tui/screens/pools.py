"""公海: the customers that wait to be claimed, pool by pool."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from typing import ClassVar

from textual.binding import BindingType

from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.identifiers import PoolId
from crm_tui.domain.pools import PoolRow
from crm_tui.domain.today import Quota
from crm_tui.i18n import _
from crm_tui.presentation.words import name_in_sentence
from crm_tui.tui.keys import Scope, bindings_for
from crm_tui.tui.screens.lists import ListScreen
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.dialogs import ChooseDialog

_ALL_POOLS = PoolId(0)

_COLUMNS = (
    "name",
    "level",
    "industry",
    "city",
    "last_follow_up_at",
    "holder_count",
    "contact_names",
    "source",
    "pool",
    "created_at",
)


class PoolScreen(ListScreen):
    """The list of a pool, or of all one belongs to, with one's quota."""

    tab_id = "pool"
    scope = Scope.POOL
    BINDINGS: ClassVar[list[BindingType]] = [*bindings_for(Scope.POOL)]

    def __init__(self, session: Session) -> None:
        super().__init__(
            session, ListRequest(CustomerView.POOL, sort="last_follow_up_at", descending=True)
        )
        self._pools: Sequence[PoolRow] = ()
        self._quota: Quota | None = None

    @property
    def column_keys(self) -> tuple[str, ...]:
        """What helps to choose whom to claim."""
        return _COLUMNS

    def heading(self) -> str:
        """Return the name of the pool."""
        pool = self._pool()
        return _("All my pools") if pool is None else name_in_sentence(pool.name)

    def subheading(self) -> str:
        """Return what one has claimed and holds, against the limits."""
        quota, pool = self._quota, self._pool()
        if quota is None:
            return ""
        claims = quota.claims_today if pool is None else pool.claims_today
        limit = quota.daily_limit if pool is None else pool.daily_limit
        said = [_("claimed today {count}").format(count=_of(claims, limit))]
        said.append(_("holding {held}").format(held=_of(quota.held, quota.holding_limit)))
        return " · ".join(said)

    def empty_words(self) -> str:
        """Return what to press when the pool is empty."""
        if self.request.search:
            return _("Nothing found for “{words}” in the pool.\nesc drops the search").format(
                words=name_in_sentence(self.request.search)
            )
        return _("The pool is empty.\nv chooses another pool, N enters a customer")

    def read_more(self) -> Callable[[], None]:
        """Read the pools and one's quota."""
        crm, actor = self.session.crm, self.session.actor
        return partial(self._take_more, crm.pools.pools(actor), crm.days.quota(actor))

    def _take_more(self, pools: Sequence[PoolRow], quota: Quota) -> None:
        self._pools, self._quota = pools, quota

    def action_views(self) -> None:
        """Choose the pool."""
        choices = [Choice(_ALL_POOLS, f"0 {_('All my pools')}", "0 all")]
        choices += [_choice(digit, pool) for digit, pool in enumerate(self._pools, start=1)]
        self.app.push_screen(ChooseDialog(_("Pools"), choices), self._show_pool)

    def _show_pool(self, pool_id: PoolId | None) -> None:
        if pool_id is None:
            return
        chosen = None if pool_id == _ALL_POOLS else pool_id
        self.show_request(replace(self.request, pool_id=chosen))

    def _pool(self) -> PoolRow | None:
        wanted = self.request.pool_id
        return next((each for each in self._pools if each.id == wanted), None)


def _choice(digit: int, pool: PoolRow) -> Choice[PoolId]:
    waiting = f"{pool.customers:,}"
    said = [
        f"{digit} {name_in_sentence(pool.name)}",
        _("{count} waiting").format(count=waiting),
        _("claimed today {count}").format(count=_of(pool.claims_today, pool.daily_limit)),
    ]
    return Choice(pool.id, "  ".join(said), str(digit))


def _of(count: int, limit: int | None) -> str:
    return str(count) if limit is None else f"{count}/{limit}"
