"""Find customers that may be one, say of two that they are not, and look at those found anew."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import closing
from dataclasses import replace

from crm_tui.db.queries import customers, suspects
from crm_tui.db.unit_of_work import Database, View, operation
from crm_tui.domain.customers import CustomerView, ListRequest
from crm_tui.domain.duplicates import MatchLevel, levels_from_json
from crm_tui.domain.duplicates.suspects import (
    Dismissal,
    Pair,
    SuspectRequest,
    Suspects,
    heaviest_first,
)
from crm_tui.domain.events import Changed, DataExported, DuplicateDismissed, DuplicateReopened
from crm_tui.domain.identifiers import CustomerId
from crm_tui.domain.imports.cells import Cell
from crm_tui.domain.users import Actor, Permission
from crm_tui.errors import FieldError, NotFoundError, NotPermittedError
from crm_tui.services.exports.files import refuse_own_files
from crm_tui.services.queries import understood
from crm_tui.services.suspects.exact import Gathering, kinds_in_order
from crm_tui.services.suspects.files import SuspectFile, write_suspects
from crm_tui.services.suspects.near import NearNames
from crm_tui.services.suspects.telling import standing_rows, told_pairs
from crm_tui.values import dataclass

Progress = Callable[[int, int | None], None]
"""Is told how many of how many kinds, or how many names, were looked at."""
_START = ("", 0)


def _tell_nobody(_done: int, _total: int | None) -> None:
    """Let nobody know how far it is."""


@dataclass(frozen=True, slots=True)
class SuspectSearch:
    """疑似重复 as people look for them and decide on them."""

    database: Database

    def find(
        self, actor: Actor, request: SuspectRequest, progress: Progress = _tell_nobody
    ) -> list[Suspects]:
        """Return customers that may be one, the heaviest first, as far as the actor sees both.

        It is read in many short steps, between which others write.
        """
        if request.near:
            return self._near(actor, request, progress)
        with self.database.reading(actor) as view:
            levels = levels_from_json(view.office.duplicates)
            wanted = suspects.asked(view, _asked(view, request))
        kinds = kinds_in_order(request, levels)
        gathering = Gathering(levels, kinds, request.limit)
        for number, kind in enumerate(kinds):
            progress(number, len(kinds))
            after: str | None = ""
            while after is not None and not gathering.is_full(kind):
                with self.database.reading(actor) as view:
                    found, after = suspects.shared_keys(view, kind, after, wanted)
                    gathering.add(view, kind, found)
        return gathering.told()

    def again(self, actor: Actor, found: Sequence[Suspects]) -> list[Suspects]:
        """Return those found before that may still be one, as they are now.

        What many share stays as it was found, unless none but one of those named is left.
        """
        with self.database.reading(actor) as view:
            pairs = [each.pair for each in found if each.pair is not None]
            told = {each.pair: each for each in told_pairs(view, pairs)}
            crowds = {each for some in found if not some.is_pair for each in some.ids}
            rows = standing_rows(view, sorted(crowds))
        kept: list[Suspects] = []
        for each in found:
            if each.pair is not None:
                now = told.get(each.pair)
                if now is not None and (now.shared or each.nearness):
                    kept.append(replace(each, customers=now.customers))
            else:
                named = tuple(rows[one] for one in each.ids if one in rows)
                if len(named) > 1:
                    gone = len(each.ids) - len(named)
                    kept.append(replace(each, customers=named, count=each.count - gone))
        return kept

    def dismissed(self, actor: Actor, limit: int) -> list[Dismissal]:
        """Return the pairs that somebody called different, as far as the actor sees both."""
        with self.database.reading(actor) as view:
            return suspects.dismissals(view, limit)

    @operation(Permission.EXPORT)
    def export(
        self,
        actor: Actor,
        request: SuspectRequest,
        file: SuspectFile,
        progress: Progress = _tell_nobody,
    ) -> int:
        """Write what `find` returns into a file, record who took it, and return how many.

        Raises FieldError for a kind of file that there is not, WorkbookError when the file
        cannot be written; then nothing of it is left.
        """
        refuse_own_files(file.path, self.database.location, self.database.files_folder)
        with self.database.reading(actor) as view:
            if not view.person.may(Permission.EXPORT):
                raise NotPermittedError(Permission.EXPORT.value)
            zone = view.zone
        found = self.find(actor, request, progress)

        def rows() -> Iterator[Sequence[Cell]]:
            yield from map(file.row, found)
            # Behind the last one, before the file has its name.
            self._record(actor, request, file, len(found))

        return write_suspects(file, rows(), zone)

    def _record(self, actor: Actor, request: SuspectRequest, file: SuspectFile, count: int) -> None:
        with self.database.writing(actor) as unit:
            facts: dict[str, object] = {
                "subject": "duplicates",
                "format": file.path.suffix.removeprefix("."),
                "file": file.path.name,
                "query": request.query,
                "columns": list(file.header),
                "rows": count,
            }
            unit.record(DataExported(after=facts))

    @operation(Permission.EDIT_CUSTOMER)
    def dismiss(self, actor: Actor, one: CustomerId, other: CustomerId) -> Changed:
        """Note that two customers are different, so that nobody is told of them again.

        Changes nothing where that was said before.
        """
        with self.database.writing(actor) as unit:
            pair = _seen_pair(unit, one, other)
            if suspects.dismissal_of(unit, pair) is None:
                values = {"user_id": actor.user_id, "at": unit.now}
                suspects.add_dismissal(unit, pair, values)
                unit.record(DuplicateDismissed(record_id=pair[0], after=_ids(pair)))
        return unit.changed

    @operation(Permission.EDIT_CUSTOMER)
    def reopen(self, actor: Actor, one: CustomerId, other: CustomerId) -> Changed:
        """Let two customers that were called different be told of again; raise where none did."""
        with self.database.writing(actor) as unit:
            pair = _seen_pair(unit, one, other)
            said = suspects.dismissal_of(unit, pair)
            if said is None:
                raise NotFoundError("dismissal", f"{pair[0]} {pair[1]}")
            suspects.remove_dismissal(unit, pair)
            before = {"user_id": said.user_id, "at": said.at.isoformat()}
            unit.record(DuplicateReopened(record_id=pair[0], before=before, after=_ids(pair)))
        return unit.changed

    def _near(self, actor: Actor, request: SuspectRequest, progress: Progress) -> list[Suspects]:
        with closing(NearNames()) as names:
            read = 0
            for persons in (False, True):
                for some in self._names(actor, request, persons=persons):
                    names.add(iter(some), persons=persons)
                    progress(read := read + len(some), None)
            best = names.pairs(request.limit, lambda done: progress(read + done, None))
        with self.database.reading(actor) as view:
            found = [
                Suspects(
                    told.customers, 2, MatchLevel.HINT, told.masked(told.shared), best[told.pair]
                )
                for told in told_pairs(view, list(best))
                # What weighs more is told without the names.
                if all(each.level is MatchLevel.HINT for each in told.shared)
            ]
        return heaviest_first(found)[: request.limit]

    def _names(
        self, actor: Actor, request: SuspectRequest, *, persons: bool
    ) -> Iterator[list[suspects.Named]]:
        with self.database.reading(actor) as view:
            wanted = suspects.asked(view, _asked(view, request))
        place = _START
        while True:
            with self.database.reading(actor) as view:
                some = suspects.names(view, persons=persons, after=place, wanted=wanted)
            if some:
                yield some
            if len(some) < suspects.NAMES_AT_ONCE:
                return
            place = (some[-1].key, some[-1].customer_id)


def _asked(view: View, request: SuspectRequest) -> ListRequest | None:
    if not request.query:
        return None
    return understood(view, ListRequest(CustomerView.ALL, query=request.query))


def _seen_pair(view: View, one: CustomerId, other: CustomerId) -> Pair:
    """Return two customers, the lower id first; raise where one is out of sight."""
    if one == other:
        raise FieldError("customer_id", "is_same_customer", str(one))
    for each in (one, other):
        customers.raw(view, each)
    return min(one, other), max(one, other)


def _ids(pair: Pair) -> dict[str, object]:
    return {"first_id": pair[0], "second_id": pair[1]}
