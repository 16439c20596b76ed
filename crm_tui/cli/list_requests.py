"""Which customers a command is about: a view, a query, a pool, in an order."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from crm_tui.cli.listings import columns_named, known_columns
from crm_tui.cli.sessions import Session
from crm_tui.cli.views import SORTABLE, listed_view
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.text import clean
from crm_tui.presentation.columns import (
    BY_KEY,
    OWNED_KEYS,
    POOL_KEYS,
    CustomerColumn,
    columns_of,
)

ALL_VIEW = "all"
DELETED_VIEW = "deleted"
"""What was deleted alone, of all that was set aside."""
_SET_ASIDE, _IS_DELETED = "set_aside", "standing:deleted"


def asked_list(
    session: Session,
    query: Sequence[str] | None,
    *,
    view: str = ALL_VIEW,
    pool: str | None = None,
    sort: str | None = None,
    columns: str | None = None,
) -> tuple[ListRequest, tuple[CustomerColumn, ...]]:
    """Return the list that options name, and the columns of it that they or the view show."""
    is_bin = clean(view) == DELETED_VIEW
    chosen = listed_view(session, _SET_ASIDE if is_bin else view)
    layout = chosen.layout.known(BY_KEY, SORTABLE)
    request = chosen.view.request(layout)
    asked = clean(" ".join(query or ()))
    terms = (chosen.view.query, _IS_DELETED if is_bin else "", asked)
    request = replace(request, query=" ".join(filter(None, terms)))
    if sort is not None or view == ALL_VIEW:
        wish = clean(sort or "id")
        key, turned = wish.removeprefix("-"), wish.startswith("-")
        request = replace(request, sort=key, descending=turned)
    if pool is not None:
        request = replace(request, pool_id=session.pool(pool))
    usual = POOL_KEYS if chosen.view.base is CustomerView.POOL else OWNED_KEYS
    if columns is not None:
        wanted = columns_named(known_columns(session), columns)
    elif all(key in BY_KEY for key in layout.columns):
        return request, columns_of(layout.columns or usual)
    else:
        wanted = layout.columns
    known = known_columns(session)
    return request, columns_of(tuple(key for key in wanted if key in known) or usual, known)
