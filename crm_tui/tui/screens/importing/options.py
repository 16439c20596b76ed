"""How an import shall go: what a match means, whose the customers are, what else is read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from crm_tui.domain.import_choices import ImportKind, MatchAction
from crm_tui.domain.imports.plans import ImportPlan
from crm_tui.domain.imports.policies import NUMBERED_ACTIONS, MatchPolicy
from crm_tui.domain.pinyin import initials
from crm_tui.domain.users import Permission
from crm_tui.i18n import _
from crm_tui.tui.screens.form_choices import enum_choices, yes_or_no
from crm_tui.tui.screens.importing.running import run_import
from crm_tui.tui.screens.settings.sections import Host
from crm_tui.tui.widgets.choice_field import ChoiceField
from crm_tui.tui.widgets.choices import Choice
from crm_tui.tui.widgets.fields import FormField
from crm_tui.tui.widgets.form_dialogs import FormDialog, Values
from crm_tui.tui.widgets.several_field import SeveralField

if TYPE_CHECKING:
    from crm_tui.domain.pools import PoolRow
    from crm_tui.domain.users import UserRow


def ask_options(host: Host, plan: ImportPlan) -> None:
    """Ask how the import shall go, then try it without storing anything."""
    session = host.session

    def show(found: tuple[list[PoolRow], list[UserRow]]) -> None:
        pools, people = found
        dialog = FormDialog(
            _("How shall it go?"),
            lambda: _fields(host, plan, pools, people),
            _("Try it"),
            lines=(_("A dry run first: it tells what would become of every row."),),
        )

        def chosen(values: Values | None) -> None:
            if values is not None:
                run_import(host, replace(_with(plan, values, host), dry_run=True))

        host.app.push_screen(dialog, chosen)

    crm, actor = session.crm, session.actor
    host.operations.ask(
        lambda: (crm.pools.pools(actor), crm.people.users(actor)),
        show,
        key="import options",
        opens=True,
    )


def _fields(
    host: Host, plan: ImportPlan, pools: Sequence[PoolRow], people: Sequence[UserRow]
) -> Sequence[FormField[Any]]:
    fields: list[FormField[Any]] = []
    if plan.kind is ImportKind.CUSTOMERS:
        policy = plan.policy
        fields += [
            _action(_("Same customer"), policy.block, "same"),
            _action(_("Probably same"), policy.warn, "alike"),
            _action(_("Alike"), policy.hint, "similar"),
            ChoiceField(_("Into"), _homes(pools), "", required=True, id="home"),
        ]
        if host.session.person.may(Permission.ASSIGN):
            fields.append(
                SeveralField(
                    _("Share out"),
                    [
                        Choice(each.id, each.name, f"{each.login} {initials(each.name)}")
                        for each in people
                    ],
                    placeholder=_("nobody: as above"),
                    id="owners",
                )
            )
        fields.append(_switch(_("Split notes"), plan.splits_notes, "notes"))
    if plan.kind is ImportKind.CONTACTS:
        fields += [
            _action(_("Same contact"), MatchAction.FILL, "same", _CHANGING),
            _switch(_("Add customers"), plan.adds_customers, "customers"),
        ]
    if plan.kind in _ENTERED:
        fields += _fields_of_sales(plan)
    if plan.kind in _PAPERS:
        fields.append(_action(_("Known number"), MatchAction.SKIP, "known", NUMBERED_ACTIONS))
    if plan.kind is ImportKind.USAGES:
        fields.append(_action(_("Known already"), MatchAction.SKIP, "known", NUMBERED_ACTIONS))
    if plan.kind not in _WITHOUT_NAMES_ABOVE:
        fields.append(_switch(_("Carry names"), plan.carries_names, "carry"))
    return [*fields, *_fields_of_office(host, plan)]


def _fields_of_sales(plan: ImportPlan) -> Iterator[FormField[Any]]:
    among = _PLANNING if plan.kind is ImportKind.PAYMENT_PLANS else _ENTERING
    yield _action(_("Known already"), MatchAction.SKIP, "known", among)
    if plan.kind is ImportKind.LEADS:
        yield ChoiceField(_("Into"), _holders(), "me", required=True, id="home")


def _fields_of_office(host: Host, plan: ImportPlan) -> Sequence[FormField[Any]]:
    """Return what only who manages the office decides."""
    fields: list[FormField[Any]] = []
    if host.session.person.may(Permission.MANAGE_OFFICE):
        if plan.kind not in _WITHOUT_WORDS:
            fields.append(_switch(_("Add words"), plan.adds_words, "words"))
        if plan.kind is ImportKind.CUSTOMERS:
            fields.append(_switch(_("First data"), plan.is_opening, "opening"))
    return fields


_ENTERED = frozenset(
    {
        *(ImportKind.LEADS, ImportKind.OPPORTUNITIES, ImportKind.EXPENSES),
        *(ImportKind.PAYMENT_PLANS, ImportKind.BANK_RECEIPTS),
    }
)
"""What is entered where it is not known."""
_CHANGING = (MatchAction.FILL, MatchAction.OVERWRITE)
_ENTERING = (MatchAction.SKIP, MatchAction.NEW)
_PLANNING = (MatchAction.SKIP, MatchAction.OVERWRITE, MatchAction.NEW)
_PAPERS = frozenset({ImportKind.ORDERS, ImportKind.CONTRACTS, ImportKind.QUOTES})
"""What is known again by its number."""
_WITHOUT_NAMES_ABOVE = _PAPERS | {
    *(ImportKind.LEADS, ImportKind.PAYMENT_PLANS, ImportKind.BANK_RECEIPTS),
}
"""Where no customer's name carries on downwards, or it always does."""
_WITHOUT_WORDS = _PAPERS | {
    *(ImportKind.CONTACTS, ImportKind.USAGES, ImportKind.PAYMENT_PLANS, ImportKind.BANK_RECEIPTS),
}
"""What holds no words of lists."""


def _action(
    label: str, value: MatchAction, id_: str, among: Sequence[MatchAction] = tuple(MatchAction)
) -> ChoiceField[MatchAction]:
    return ChoiceField(label, enum_choices(among), value, required=True, id=id_)


def _switch(label: str, value: bool, id_: str) -> ChoiceField[bool]:
    return ChoiceField(label, yes_or_no(), value, required=True, id=id_)


def _homes(pools: Sequence[PoolRow]) -> list[Choice[str]]:
    homes = [
        Choice("", _("as the file says"), "wjs file"),
        Choice("me", _("my own customers"), "wd mine"),
    ]
    return homes + [Choice(str(each.id), each.name, each.name) for each in pools]


def _holders() -> list[Choice[str]]:
    return [
        Choice("me", _("the file's owners, else mine"), "wd mine"),
        Choice("turn", _("the file's owners, else in turn by the routes"), "lunliu turn"),
    ]


def _with(plan: ImportPlan, values: Values, host: Host) -> ImportPlan:
    """Return the plan as it was chosen."""
    home = values.get("home", "")
    owners = tuple(values.get("owners", ()))
    if home == "me" and not owners:
        owners = (host.session.actor.user_id,)
    pool_id = int(home) if home.isdecimal() and not owners else None
    policy = plan.policy
    if plan.kind is ImportKind.CUSTOMERS:
        policy = MatchPolicy(values["same"], values["alike"], values["similar"])
    elif plan.kind is ImportKind.CONTACTS:
        policy = MatchPolicy(values["same"], values["same"], MatchAction.NEW)
    elif plan.kind is not ImportKind.FOLLOW_UPS:
        policy = MatchPolicy(values["known"], values["known"], values["known"])
    return replace(
        plan,
        policy=policy,
        pool_id=pool_id,  # type: ignore[arg-type]  # the id of a listed pool
        owner_ids=owners,
        in_turn=home == "turn",
        splits_notes=values.get("notes", False),
        adds_customers=values.get("customers", False),
        carries_names=values.get("carry", False),
        adds_words=values.get("words", False),
        is_opening=values.get("opening", False),
    )
