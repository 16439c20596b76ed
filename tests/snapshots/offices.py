"""The office that is photographed: the same facts, told in Chinese or in English."""

from __future__ import annotations

import shutil
from datetime import timedelta
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from crm_tui.bootstrap import Crm
from crm_tui.clock import FakeClock
from crm_tui.domain.customers import Level
from crm_tui.domain.days import DayRange
from crm_tui.domain.deals import DealFields
from crm_tui.domain.handovers import HandoverPlan, HandoverWay
from crm_tui.domain.leaves import LeavePlan
from crm_tui.domain.users import Actor, Road
from crm_tui.domain.views import Audience, NewView
from crm_tui.services.disputes import Filing
from crm_tui.services.founding import OfficePlan
from crm_tui.values import dataclass
from tests import make

LOGIN = "wangwei"
BEGUN = make.NOW
NOW = BEGUN + make.DAY
_FOLDER = TemporaryDirectory(prefix="crm-pictures-")


@dataclass(frozen=True, slots=True)
class Names:
    """What people, places and things are called in one language."""

    manager: str
    reps: tuple[str, str]
    departments: tuple[str, str]
    pool: str
    customers: tuple[str, ...]
    branch: str
    city: str
    contact: str
    follow_up: str
    plan: str
    tag: str
    view: str
    leave: str
    asked: tuple[str, str, str]
    """Customers that somebody waits to hear about: more days, a clash, a hand-over."""

    @property
    def home(self) -> str:
        """The pool that an office begins with."""
        return "公海" if self.pool.endswith("公海") else "Public pool"


NAMES = {
    "zh": Names(
        "王伟",
        ("李娜", "赵军"),
        ("销售中心", "华北部"),
        "华北公海",
        (
            "北京恒信科技有限公司",
            "上海浦江精密机械",
            "深圳云图软件",
            "杭州西湖医疗",
            "成都天府教育",
        ),
        "{}分公司",
        "北京",
        "张敏",
        "预算已批，要分期方案",
        "发方案",
        "重点",
        "华东重点",
        "年假",
        ("广州白云物流", "南京紫金电子", "武汉长江建材"),
    ),
    "en": Names(
        "William Wong",
        ("Lina Reed", "Jon Zhao"),
        ("Sales centre", "North"),
        "North pool",
        (
            "Acme Tooling Ltd",
            "Harbour Precision",
            "Cloudmap Software",
            "Westlake Medical",
            "Oak Hill",
        ),
        "{} branch",
        "Leeds",
        "Mina Cole",
        "Budget approved, wants instalments",
        "Send the offer",
        "priority",
        "Key accounts",
        "Holiday",
        ("Birch Logistics", "Castle Electronics", "Riverside Supplies"),
    ),
}


def office_in(folder: Path, language: str) -> Path:
    """Return the file of an office of five customers, two colleagues and two pools."""
    folder.mkdir(parents=True, exist_ok=True)
    return Path(shutil.copyfile(_template(language), folder / "crm.db"))


def no_office_in(folder: Path, _language: str) -> Path:
    """Return where nothing is yet."""
    return folder / "crm.db"


def waiting_office_in(folder: Path, language: str) -> Path:
    """Return the file of the office once colleagues have asked for what others decide."""
    return Path(shutil.copyfile(_waiting_template(language), folder / "crm.db"))


@cache
def _waiting_template(language: str) -> Path:
    names = NAMES[language]
    file = office_in(Path(_FOLDER.name) / f"{language}-waiting", language)
    crm = make.opened(file, FakeClock(BEGUN))
    _ask(crm, names)
    crm.close()
    return file


def _ask(crm: Crm, names: Names) -> None:
    admin = make.admin(crm)
    lina, zhao = (Actor(who, Road.SHELL) for who, _login, _name in crm.offices.people()[1:])
    wanted, disputed, passed = names.asked
    handed = make.customer(crm, zhao, passed, contact_name=names.contact)
    make.follow_up(crm, zhao, handed, names.follow_up)
    crm.handovers.hand_over(
        admin, zhao.user_id, HandoverPlan(HandoverWay.PERSON, (admin.user_id,)), names.leave
    )
    kept = make.customer(crm, lina, wanted, contact_name=names.contact)
    last_day = crm.customers.record(lina, kept).row.last_day
    assert last_day is not None
    crm.movements.ask_extension(lina, [kept], last_day + 5, names.follow_up)
    claimed = make.customer(crm, zhao, disputed, contact_name=names.contact)
    make.follow_up(crm, zhao, claimed, names.follow_up)
    crm.disputes.file(lina, Filing(claimed, names.plan, found_by=disputed))


@cache
def _template(language: str) -> Path:
    names = NAMES[language]
    file = Path(_FOLDER.name) / language / "crm.db"
    file.parent.mkdir()
    clock = FakeClock(BEGUN)
    shutil.copyfile(make.empty_template(), file)
    crm = make.opened(file, clock)
    crm.offices.set_up(OfficePlan(LOGIN, names.manager, language, holding_limit=50, daily_limit=10))
    admin = make.admin(crm)
    _hire(crm, admin, names)
    _sell(crm, admin, names)
    crm.close()
    return file


def _hire(crm: Crm, admin: Actor, names: Names) -> None:
    top = make.department(crm, names.departments[0])
    make.department(crm, names.departments[1], top)
    lina = make.rep(crm, "lina", names.reps[0], department=names.departments[1])
    make.rep(crm, "zhaojun", names.reps[1], role="manager", department=names.departments[1])
    today = BEGUN.toordinal()
    crm.leaves.record(admin, LeavePlan(lina.user_id, DayRange(today, today + 2), names.leave))
    make.pool(crm, names.pool, daily_limit=10)
    view = NewView(name=names.view, query="level:A", audience=Audience.EVERYBODY)
    crm.views.save(admin, view)


def _sell(crm: Crm, admin: Actor, names: Names) -> None:
    for at, name in enumerate(names.customers):
        kept = make.customer(
            crm,
            admin,
            name,
            phone=f"1380013800{at}",
            contact_name=names.contact,
            level=list(Level)[at % 3],
            tags=(names.tag,) if at % 2 else (),
            budget_minor=(at + 1) * 1_500_000,
        )
        make.customer(
            crm,
            admin,
            names.branch.format(name),
            pool=make.pool_id(crm, names.home),
            city=names.city,
            contact_name=names.contact,
        )
        make.follow_up(
            crm,
            admin,
            kept,
            names.follow_up,
            next_contact_at=BEGUN + timedelta(hours=2 + 20 * at),
            next_contact_note=names.plan,
        )
        if at < 2:
            crm.deals.record(admin, kept, DealFields(32_000_000, BEGUN.toordinal(), ""))
