"""Merging as people do it: a look at what would be done, and doing it."""

from __future__ import annotations

from collections.abc import Mapping

from crm_tui.db.queries import customers, exports, merging
from crm_tui.db.queries.custom_fields import own_fields
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.custom_fields import CustomField, FieldHolder
from crm_tui.domain.customers import CustomerFields, CustomerRow
from crm_tui.domain.events import Changed
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.merging import (
    Choices,
    FieldPair,
    MergeContents,
    Side,
    field_pairs,
)
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import CrmError, FieldError, RefusedError
from crm_tui.services.merging.deciding import (
    Seen,
    fields_as_read,
    joined_fields,
    pair_as_found,
    refuse_changed,
    refuse_merge,
    settled_pair,
)
from crm_tui.services.merging.joining import join
from crm_tui.values import dataclass

_NOTHING_CHOSEN: Mapping[str, Side] = {}


@dataclass(frozen=True, slots=True)
class MergePreview:
    """What a merge would do: both customers, each field, what moves, and why it is refused."""

    kept: CustomerRow
    given_up: CustomerRow
    seen: tuple[CustomerFields, CustomerFields]
    """The fields of both as they are now, for `merge` to notice what somebody changed since."""
    pairs: tuple[FieldPair, ...]
    contents: MergeContents
    words: Mapping[int, str]
    """The office's words by their ids, for whoever tells the values."""
    own: tuple[CustomField, ...]
    """The office's own fields of customers."""
    parents: Mapping[int, str]
    """The names of the customers these two belong to, as far as they are seen."""
    refusal: CrmError | None = None

    @property
    def loser(self) -> str:
        """Who loses the given-up customer to somebody else, and is told; empty for nobody."""
        same = self.given_up.owner_id == self.kept.owner_id
        return "" if same else self.given_up.owner


@dataclass(frozen=True, slots=True)
class Merged:
    """What a merge did: the customer that is left, the one that went, and how much moved."""

    changed: Changed
    kept_id: CustomerId
    kept: str
    given_up_id: CustomerId
    given_up: str
    contents: MergeContents


@dataclass(frozen=True, slots=True)
class Merging:
    """Two customers that are one."""

    database: Database

    def preview(
        self,
        actor: Actor,
        kept_id: CustomerId,
        given_up_id: CustomerId,
        choices: Choices = _NOTHING_CHOSEN,
    ) -> MergePreview:
        """Return what `merge` would do and why it would be refused; change nothing.

        Raises NotFoundError for a customer out of sight, FieldError for a choice there is not.
        """
        with self.database.reading(actor) as view:
            pair = pair_as_found(view, kept_id, given_up_id)
            rows = {each.id: each for each in customers.rows(view, [kept_id, given_up_id])}
            seen = (fields_as_read(view, pair.kept), fields_as_read(view, pair.given_up))
            refusal: CrmError | None = None
            try:
                refuse_merge(view, pair)
                joined_fields(view, pair, choices)
            except (RefusedError, FieldError) as error:
                refusal = error
            return MergePreview(
                kept=rows[kept_id],
                given_up=rows[given_up_id],
                seen=seen,
                pairs=field_pairs(*seen, choices),
                contents=merging.contents(view, pair.movers),
                words=dict(exports.words(view)),
                own=tuple(own_fields(view, FieldHolder.CUSTOMER)),
                parents=_parents(view, seen),
                refusal=refusal,
            )

    @operation(Permission.DELETE_CUSTOMER)
    def merge(
        self,
        actor: Actor,
        kept_id: CustomerId,
        given_up_id: CustomerId,
        choices: Choices = _NOTHING_CHOSEN,
        *,
        seen: Seen | None = None,
    ) -> Merged:
        """Let one customer go over into another, with everything that belongs to it.

        `choices` says of which side a field stands, where it is not what is usual; `seen` are the
        fields as they were when that was chosen. Raises NotFoundError for a customer out of sight,
        RefusedError where they may not become one, FieldError for a choice there is not, and
        ConflictError where one was changed since it was seen.
        """
        with self.database.writing(actor) as unit:
            pair = settled_pair(unit, kept_id, given_up_id)
            refuse_merge(unit, pair)
            refuse_changed(unit, pair, seen)
            merged = joined_fields(unit, pair, choices)
            contents = merging.contents(unit, pair.movers)
            join(unit, pair, merged)
        return Merged(unit.changed, kept_id, merged.name, given_up_id, pair.given_up.name, contents)


def _parents(view: View, seen: Seen) -> dict[int, str]:
    ids = [CustomerId(each.parent_id) for each in seen if each.parent_id is not None]
    return {row.id: row.name for row in customers.rows(view, ids)} if ids else {}
