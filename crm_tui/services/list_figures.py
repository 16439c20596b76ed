"""What stands over and under a list of customers: groups with their counts, sums of money."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from crm_tui.db import search
from crm_tui.db.queries.customers import extras, figures, in_view
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.customers import ListRequest
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.list_figures import Grouping, GroupValue, ListGroup, MoneySums, RowExtras
from crm_tui.domain.users import Actor
from crm_tui.services.queries import understood
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class ListFigures:
    """Numbers of lists as people look at them."""

    database: Database

    def groups(self, actor: Actor, request: ListRequest, grouping: Grouping) -> list[ListGroup]:
        """Return the groups of a list with their counts, in the order they are listed."""
        with self.database.reading(actor) as view:
            request = understood(view, request)
            wanted = in_view(view, request)
            if request.query:
                found = search.ids_of_all(view, request.query, wanted, request.view)[0]
                counts = figures.counts_among(view, grouping, found.tolist())
            else:
                counts = figures.counts_by(view, grouping, wanted, request.view)
            return figures.groups_of(view, grouping, counts)

    def group_of(
        self, actor: Actor, grouping: Grouping, customer_id: CustomerId
    ) -> GroupValue | None:
        """Return the group of a customer; None when this person may not see it."""
        with self.database.reading(actor) as view:
            return figures.value_of(view, grouping, customer_id)

    def group_sums(
        self, actor: Actor, request: ListRequest, grouping: Grouping
    ) -> Mapping[str | int | None, MoneySums]:
        """Return what was sold to each group of a list, by the value of the group."""
        with self.database.reading(actor) as view:
            request = understood(view, request)
            wanted = in_view(view, request)
            if request.query:
                found = search.ids_of_all(view, request.query, wanted, request.view)[0]
                wanted = figures.among(found.tolist())
            return figures.sums_by(view, grouping, wanted)

    def sums(self, actor: Actor, ids: Iterable[int]) -> MoneySums:
        """Return what was sold to these customers, and what they have to spend."""
        with self.database.reading(actor) as view:
            return figures.sums(view, ids)

    def extras(self, actor: Actor, ids: Sequence[int]) -> Mapping[int, RowExtras]:
        """Return what columns beyond the usual ones show of customers; those unseen are left out.

        What their pools hide of them is masked.
        """
        with self.database.reading(actor) as view:
            return extras.extras_of(view, ids)
