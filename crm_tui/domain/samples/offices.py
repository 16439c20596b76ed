"""The people, departments and pools of the sample office, in Chinese and English."""

from __future__ import annotations

from crm_tui.values import dataclass

HOLDING_LIMIT = 50
DAILY_LIMIT = 10
_USUAL_CUSTOMERS = 3_000

NORTH, EAST, SOUTH, SOUTHWEST, ELSEWHERE = "north", "east", "south", "southwest", "elsewhere"


@dataclass(frozen=True, slots=True)
class SampleDepartment:
    """A department, below the one named by `parent`; regions are those it sells in."""

    code: str
    name: str
    parent: str = ""
    manager: str = ""
    regions: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class SamplePerson:
    """Somebody of the office; weight says how many customers they hold beside the others."""

    login: str
    name: str
    role: str
    department: str
    manager: str
    weight: int


@dataclass(frozen=True, slots=True)
class SamplePool:
    """A pool for a region with its rule; without departments it is everybody's."""

    region: str
    name: str
    idle_days: int
    departments: tuple[str, ...] = ()


_DEPARTMENTS = (
    ("sales", "销售中心", "Sales", "", "wangwei", frozenset[str]()),
    ("east", "华东一部", "East China 1", "sales", "wangwei", frozenset({EAST})),
    ("north", "华北部", "North China", "sales", "zhaojun", frozenset({NORTH})),
    ("south", "华南部", "South China", "sales", "chenjing", frozenset({SOUTH, SOUTHWEST})),
)
_PEOPLE = (
    ("wangwei", "王伟", "Wang Wei", "admin", "east", "", 9),
    ("lina", "李娜", "Li Na", "manager", "east", "wangwei", 2),
    ("zhaojun", "赵军", "Zhao Jun", "manager", "north", "wangwei", 2),
    ("chenjing", "陈静", "Chen Jing", "manager", "south", "wangwei", 2),
    ("zhanglei", "张磊", "Zhang Lei", "rep", "east", "lina", 4),
    ("liuyang", "刘洋", "Liu Yang", "rep", "east", "lina", 4),
    ("huangmin", "黄敏", "Huang Min", "rep", "east", "lina", 3),
    ("sunqiang", "孙强", "Sun Qiang", "rep", "north", "zhaojun", 4),
    ("zhouting", "周婷", "Zhou Ting", "rep", "north", "zhaojun", 4),
    ("wuhao", "吴昊", "Wu Hao", "rep", "north", "zhaojun", 3),
    ("zhengkai", "郑凯", "Zheng Kai", "rep", "south", "chenjing", 4),
    ("maxiaoli", "马晓丽", "Ma Xiaoli", "rep", "south", "chenjing", 4),
)
_POOLS = (
    (ELSEWHERE, "公海", "Public pool", 30, ()),
    (NORTH, "华北公海", "North China pool", 20, ("north",)),
    (EAST, "华东公海", "East China pool", 15, ("east",)),
    (SOUTH, "华南公海", "South China pool", 15, ("south",)),
    (SOUTHWEST, "西南公海", "Southwest China pool", 25, ("south",)),
)


def departments(language: str) -> tuple[SampleDepartment, ...]:
    """Return the departments, each after the one it belongs to."""
    return tuple(
        SampleDepartment(code, en if language == "en" else zh, parent, manager, regions)
        for code, zh, en, parent, manager, regions in _DEPARTMENTS
    )


def people(language: str) -> tuple[SamplePerson, ...]:
    """Return everybody, each after their manager; the first is the administrator."""
    return tuple(
        SamplePerson(login, en if language == "en" else zh, role, department, manager, weight)
        for login, zh, en, role, department, manager, weight in _PEOPLE
    )


def pools(language: str) -> tuple[SamplePool, ...]:
    """Return the pools; the first is the default one."""
    return tuple(
        SamplePool(region, en if language == "en" else zh, idle_days, members)
        for region, zh, en, idle_days, members in _POOLS
    )


def holding_limit(customers: int) -> int:
    """Return the limit of an office with so many customers: 50, in a large one in proportion."""
    return max(HOLDING_LIMIT, -(-customers * HOLDING_LIMIT // _USUAL_CUSTOMERS))
