"""单据与回款: how papers are numbered and printed, what makes a deal, what needs approval."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from textual.app import ComposeResult

from crm_tui.bootstrap import Crm
from crm_tui.domain.approvals import papers as approval_papers
from crm_tui.domain.contracts import papers as contract_papers
from crm_tui.domain.events import Changed
from crm_tui.domain.orders import papers as order_papers
from crm_tui.domain.payments import papers as payment_papers
from crm_tui.domain.quotes import papers as quote_papers
from crm_tui.domain.users import Actor, Permission
from crm_tui.i18n import N_, _
from crm_tui.presentation.paper_settings import (
    paper_choices,
    paper_label,
    paper_told,
    paper_value,
)
from crm_tui.tui.operations import operations_of
from crm_tui.tui.screens.forms import FormScreen, editor_of, text_of
from crm_tui.tui.screens.settings.sections import (
    SettingsList,
    text_column,
    why_not_may,
    words,
)
from crm_tui.tui.session import Session
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField, MultiLineField, ValueField
from crm_tui.tui.widgets.preview import Section
from crm_tui.tui.widgets.record_list import Column
from crm_tui.values import dataclass

_LONGEST = 200
_TERMS_LIMIT = 4_000
Written = Mapping[str, str]
"""Settings by their names, each as a person writes it in the shell."""


@dataclass(frozen=True, slots=True)
class PaperKind:
    """What is set of one kind of paper, and how it is read and changed."""

    id: str
    title: str
    read: Callable[[Crm, Actor], Written]
    change: Callable[[Crm, Actor, Written], Changed]


def _of_approvals(crm: Crm, actor: Actor) -> Written:
    found = crm.approvals.settings(actor)
    _person, office, _today = crm.offices.who(actor)
    names = approval_papers.APPROVAL_SETTINGS
    return {name: approval_papers.written(found, name, office.currency) for name in names}


KINDS: Sequence[PaperKind] = (
    PaperKind(
        quote_papers.KIND,
        N_("Quotes"),
        lambda crm, actor: quote_papers.SETTINGS.written(crm.papers.settings(actor)),
        lambda crm, actor, changes: crm.papers.change(actor, changes),
    ),
    PaperKind(
        order_papers.KIND,
        N_("Orders"),
        lambda crm, actor: order_papers.SETTINGS.written(crm.orders.settings(actor)),
        lambda crm, actor, changes: crm.orders.set_settings(actor, changes),
    ),
    PaperKind(
        contract_papers.KIND,
        N_("Contracts"),
        lambda crm, actor: contract_papers.SETTINGS.written(crm.contracts.settings(actor)),
        lambda crm, actor, changes: crm.contracts.change_settings(actor, changes),
    ),
    PaperKind(
        payment_papers.KIND,
        N_("Payments"),
        lambda crm, actor: payment_papers.SETTINGS.written(crm.payments.settings(actor)),
        lambda crm, actor, changes: crm.payments.change_settings(actor, changes),
    ),
    PaperKind(
        approval_papers.KIND,
        N_("Approvals"),
        _of_approvals,
        lambda crm, actor, changes: crm.approvals.change_settings(actor, changes),
    ),
)


@dataclass(frozen=True, slots=True)
class _Setting:
    """One setting in the list, with all that are set of the same kind of paper."""

    id: int
    kind: PaperKind
    name: str
    whole: Written

    @property
    def value(self) -> str:
        """The setting in words."""
        return paper_value(self.name, self.whole[self.name])


class PaperList(SettingsList[_Setting]):
    """The settings of quotes, orders, contracts, money and approvals."""

    id = "papers"
    commands = frozenset({"settings.edit"})

    @property
    def title(self) -> str:
        """What the list is called."""
        return _("Papers and money")

    def columns(self) -> Sequence[Column[_Setting]]:
        """Return the setting and its value."""
        return (
            text_column(
                "name", _("Setting"), 26, lambda row: paper_label(row.kind.id, row.name), widest=40
            ),
            text_column("value", _("Value"), 20, lambda row: row.value, widest=60),
        )

    def read(self) -> Sequence[_Setting]:
        """Read what is set of each kind of paper."""
        crm, actor = self.session.crm, self.session.actor
        found = [(kind, kind.read(crm, actor)) for kind in KINDS]
        named = [(kind, name, whole) for kind, whole in found for name in whole]
        return [_Setting(at, *each) for at, each in enumerate(named)]

    def facts(self, row: _Setting) -> Iterable[Section]:
        """Return what the setting means."""
        yield Section(paper_label(row.kind.id, row.name), (words(paper_told(row.name)),))

    def why_not(self, command_id: str, row: _Setting | None) -> str | None:
        """Return why whoever sits here may not change it, or None."""
        return why_not_may(self.session, Permission.MANAGE_OFFICE)

    def act(self, command_id: str, row: _Setting | None) -> None:
        """Open the form of all that is set of the same kind of paper."""
        if row is not None:
            self.host.app.push_screen(PaperForm(self.session, row.kind, row.whole, row.name))


class PaperForm(FormScreen):
    """What is set of one kind of paper."""

    def __init__(self, session: Session, kind: PaperKind, written: Written, first: str) -> None:
        super().__init__(session, _(kind.title), draft_name=f"papers-{kind.id}")
        self._kind = kind
        self._written = written
        self._first = first

    def compose_fields(self) -> ComposeResult:
        """Yield the settings, in their order."""
        for name, written in self._written.items():
            yield self._field(name, written)

    def _field(self, name: str, written: str) -> FormField[Any]:
        label = paper_label(self._kind.id, name)
        if choices := [Choice(value, said, value) for value, said in paper_choices(name)]:
            return ChoiceField(label, choices, written, required=True, id=name)
        if name == "terms":
            return MultiLineField(label, written, limit=_TERMS_LIMIT, id=name)
        return ValueField(label, paper_value(name, written), limit=_LONGEST, id=name)

    def became_whole(self) -> None:
        """Begin in the setting that was under the cursor, and say below each what it means."""
        for each in self.form.fields:
            each.say(paper_told(str(each.id)))
        editor_of(next(each for each in self.form.fields if each.id == self._first)).focus()

    def save(self) -> None:
        """Save what is different."""
        session, kind = self.session, self._kind
        changes = {str(each.id): _said(each) for each in self.form.fields if each.is_dirty}

        def saved(changed: Changed) -> None:
            operations_of(self).tell(_("Saved the office's settings"))
            self.leave(changed)

        self.store(lambda: kind.change(session.crm, session.actor, changes), saved)


def _said(field: FormField[Any]) -> str:
    """Return what stands in a field, as a person writes it in the shell."""
    return str(field.value) if isinstance(field, ChoiceField) else text_of(field)
