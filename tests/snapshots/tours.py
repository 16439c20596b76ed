"""The ways through the screens: which keys lead to each, and which lead back."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping

from crm_tui.values import dataclass
from tests.driver import Driver
from tests.snapshots.happenings import (
    customer_changed,
    form_open,
    terminal_shrunk,
    toasts_gone,
    work_begun,
    work_ended,
)


@dataclass(frozen=True, slots=True)
class Said:
    """A text that is typed or read, in Chinese and in English."""

    zh: str
    en: str

    def in_language(self, language: str) -> str:
        """The text of one language."""
        return self.zh if language == "zh" else self.en


Step = str | Said | Callable[[Driver], Awaitable[None]]
"""A key by its name, a text that is typed, or something that happens."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A screen worth a picture: how to get there from the one before, and what is read there."""

    name: str
    steps: tuple[Step, ...]
    until: Said
    leave: tuple[Step, ...] = ("escape",)


def same(text: str) -> Said:
    """A text that both languages share."""
    return Said(text, text)


def _section(name: str, until: Said, *keys: str) -> Stop:
    return Stop(name, ("v", same(name), "enter", *keys), until, ())


_NOTHING: tuple[Step, ...] = ()
_FIVE_DAYS = ("e", *("tab",) * 7, "backspace", "backspace", same("5"), "f2")

DAY = (
    Stop("today", _NOTHING, Said("今日待办 (6)", "To do today (6)"), ()),
    Stop("customers", ("2",), Said("我负责的 (5)", "Mine (5)"), ()),
    Stop("columns", ("full_stop",), Said("[x] 客户名称", "[x] Customer")),
    Stop("column_menu", ("right", "comma"), Said("按此值筛选", "Filter by this value")),
    Stop("cell", ("E",), Said("enter保存", "enter saves"), ("escape", "left")),
    Stop("sort", ("s",), Said("最后跟进", "Last follow-up")),
    Stop("group_menu", ("z",), Said("0 不分组", "0 Not grouped")),
    Stop(
        "groups",
        ("z", "1", "home", "space"),
        Said("已选 2 · 成交 ¥32万 · 预算", "2 marked · sold ¥320K · budget"),
        ("escape", "z", "0"),
    ),
    Stop("two_lines", ("i",), same("13800138000"), ("i",)),
    Stop("views", ("v",), Said("我参与的             0", "Those I take part in         0")),
    Stop("view_menu", ("v", Said("华东", "Key"), "f4"), Said("3 删除", "3 Delete it")),
    Stop("save_view", ("S",), Said("存为视图", "Save as a view")),
    Stop(
        "filter_field",
        ("F",),
        Said("等级      等级 A、B", "level       Level"),
        ("escape", "escape"),
    ),
    Stop("filter_ask", ("F", "enter"), Said("不为空", "is not empty"), ("escape", "escape")),
    Stop(
        "filter_value",
        ("F", "enter", "enter"),
        Said("例如 等级:A,B", "for example level:A,B"),
        ("escape",) * 3,
    ),
    Stop("proposals", ("slash", Said("等级:", "level:")), Said("等级：等级", "level: Level"), ()),
    Stop("fault", (Said("A 金额x:3", "A amountx:3"),), Said("没有字段", "no field"), ("escape",)),
    Stop(
        "query",
        ("slash", Said("等级:A 预算", "level:A budget"), "enter"),
        Said("匹配位置", "Found in"),
        (),
    ),
    Stop("filter", ("F",), Said("符合 2 个客户", "2 customers fit"), ("escape", "escape", "home")),
    Stop(
        "nothing_found",
        ("slash", same("0000"), "enter"),
        Said("没有找到“0000”", "Nothing found for “0000”"),
        ("escape",),
    ),
    Stop(
        "refused",
        ("asterisk", "c"),
        Said("5 个被拒", "5 were refused"),
        ("escape", "escape"),
    ),
    Stop("undo", ("u",), Said("撤销这一步？", "Take this back?"), ("n",)),
    Stop("find", ("ctrl+f", Said("张敏", "mina")), Said("联系人  张敏", "contact      Mina")),
    Stop("jump", ("semicolon",), Said("D3公海", "D3Pool")),
    Stop("help", ("question_mark",), Said("本页按键", "Keys of this screen")),
    Stop("palette", ("colon",), Said("全部命令", "All commands")),
    Stop("quit", ("q",), Said("退出客户通？", "Quit?"), ("n",)),
    Stop("pool", ("3",), Said("我的全部公海 (5)", "All my pools (5)"), ()),
    Stop("pools", ("P",), Said("2 华北公海", "2 North pool")),
    Stop("set_aside", ("D",), Said("没有已删除或无效的客户", "Nothing was deleted"), ()),
    Stop(
        "display",
        ("9", "v", same("display"), "enter"),
        Said("▌  配色", "▌  Colours"),
        (),
    ),
    Stop("display_choice", ("e",), Said("高对比度", "High contrast")),
    _section("keys", Said("▌  今日", "▌  Today")),
    Stop("keys_edit", ("e",), Said("“今日”的按键", "Keys for “Today”")),
    Stop(
        "conflict",
        ("2", "v", "1", "home", "E", same("2"), customer_changed, "enter"),
        Said("全用我的", "All mine"),
        ("escape", "escape"),
    ),
    Stop("at_work", (work_begun,), Said("40/40", "40 of 40"), (work_ended,)),
    Stop("too_small", (terminal_shrunk,), same("80×24"), ()),
)
"""What a day begins with, the list with all it can do, and how the screens are set."""

RECORDS = (
    Stop("detail", ("2", "enter"), Said("提醒与任务", "Reminders and tasks"), ()),
    Stop("timeline_filter", ("v",), Said("[跟进]", "[Follow-ups]"), ()),
    Stop("detail_help", ("question_mark",), Said("本页按键", "Keys of this screen")),
    Stop("follow_up", ("f",), Said("一行写完", "One line says all")),
    Stop("next_contact", ("n",), Said("→ 2026-11-22", "→ 2026-11-22")),
    Stop("reminder", ("t",), Said("提醒内容", "What to do")),
    Stop("edit_customer", ("e",), Said("编辑客户", "Edit customer")),
    Stop("new_contact", ("C",), Said("决策角色", "Role in the decision")),
    Stop("edit_contact", ("E",), Said("编辑联系人", "Edit contact")),
    Stop("why", ("w",), Said("第 30 天是", "The 30th counted day")),
    Stop("owners", ("H",), Said("至今", "→ now")),
    Stop("packet", ("K",), Said("之前没有人负责过", "Nobody held it before")),
    Stop("return", ("r",), Said("暂无需求", "No need now")),
    Stop("assign", ("a",), Said("赵军 · 华北部", "Jon Zhao · North")),
    Stop("move", ("m",), Said("1 华北公海", "1 North pool")),
    Stop("lock", ("L",), Said("最晚可锁定到", "can be locked until")),
    Stop("extension", ("Y",), Said("最晚可申请到", "More days can be asked for")),
    Stop("restart", ("Z",), Said("从今天重新计时？", "Count from today?")),
    Stop("deal", ("dollar_sign",), Said("成交登记", "Record a deal")),
    Stop("void_deal", ("U",), Said("作废哪笔成交", "Void which deal")),
    Stop("team", ("M",), Said("添加到相关团队", "Add to the team")),
    Stop("dispute", ("exclamation_mark",), Said("撞单", "Report a clash")),
    Stop("invalid", ("I",), Said("标为无效的原因", "Mark as invalid: why?")),
    Stop("blacklist", ("B",), Said("拉黑", "Blacklist: why?")),
    Stop("delete", ("delete",), Said("按 u 可撤销", "u takes this back")),
    Stop("new_customer", ("escape", "N"), Said("新建客户", "New customer"), ()),
    Stop("form_help", ("f1",), Said("本页按键", "Keys of this screen"), ("escape", "escape")),
)
"""One customer, and all that is done with it."""

OFFICE = (
    Stop("office", ("9",), Said("公司与规则 (", "Office and rules ("), ()),
    Stop("sections", ("v",), Said("输入文字或拼音首字母筛选", "Type to narrow")),
    Stop("office_edit", ("right", "e"), Said("补录期限", "Late entries")),
    _section("departments", Said("└ 华北部", "└ North")),
    Stop("department_add", ("a",), Said("新建部门", "New department")),
    _section("users", Said("▌  李娜", "▌  Lina"), "j"),
    Stop("user_edit", ("e",), Said("员工 · 李娜", "Colleague · Lina Reed")),
    _section("roles", Said("▌  管理员", "▌  Administrator")),
    Stop("role_edit", ("e",), Said("[x] 查看客户", "[x] see customers")),
    _section("pipelines", Said("销售流程与阶段 (", "Pipelines and stages (")),
    _section("lead-scores", Said("线索评分 (", "Score of leads (")),
    _section("lead-routes", Said("线索分配规则 (", "Routes of leads (")),
    _section("leave", Said("请假 (1)", "Leave days (1)")),
    Stop("leave_add", ("a",), Said("开始日期", "First day")),
    _section("pools", Said("▌  公海（默认）", "▌  Public pool")),
    Stop("pool_edit", ("e",), Said("锁定与延期", "Locks and more days")),
    Stop("limits", ("L",), Said("客户上限 (0)", "Holding limits of the pool"), ()),
    Stop("limit_whom", ("a",), Said("部门  销售中心", "Department  Sales centre"), ()),
    Stop("limit_edit", ("enter",), Said("成交客户", "Deal customers"), ("escape",) * 2),
    Stop("members", ("m",), Said("成员 (1)", "Members of"), ()),
    Stop("member_whom", ("a",), Said("部门  销售中心", "Department  Sales centre"), ()),
    Stop("member_edit", ("enter",), Said("*身份", "*Place"), ("escape",) * 2),
    Stop("routes", ("b",), Said("归入“公海”的客户", "Who belongs to"), ()),
    Stop("route_edit", ("a",), Said("*顺序", "*Order"), ("escape",) * 2),
    Stop("pool_delete", ("j", "d"), Said("删除“华北公海”", "Delete “North pool”"), ("escape", "k")),
    Stop("rules", ("r",), Said("回收：当天", "Go back: 0 on the day"), ()),
    Stop("rule_edit", ("e",), Said("王伟", "By person")),
    Stop("rules_changed", _FIVE_DAYS, Said("提前5", "5 come forward"), ()),
    Stop("rule_losers", ("t",), Said("会提前的客户 (5)", "(5)")),
    Stop("rule_publish", ("f2", form_open), Said("回收：当天", "Go back: 0 on the day")),
    Stop("rule_versions", ("v",), Said("历史版本 (1)", "Versions of the rules")),
    Stop("rules_left", ("escape",), Said("不保存就离开", "Leave without"), ("y",)),
    _section("calendar", Said("▌  2026", "▌  2026")),
    Stop("year", ("enter",), Said("◆23", "◆23"), ()),
    Stop("year_edit", ("enter",), Said("修改日子", "Change days"), ("escape",) * 2),
    Stop("office_help", ("question_mark",), Said("本页按键", "Keys of this screen")),
)
"""The settings of the office."""

TEAM = (
    Stop("overview", ("O",), Said("[本周将掉公海", "Leaving this week (0)"), ()),
    Stop("overview_parts", ("v",), Said("7 异常跟进", "7 To look at")),
    Stop("overview_owners", ("v", "2"), Said("按负责人 (0)", "By owner (0)"), ()),
    Stop("overview_age", ("v", "4"), Said("公海存量 (1)", "Age of the pools (1)"), ()),
    Stop("handover_whose", ("J",), Said("交接谁的客户？", "Whose customers?"), ()),
    Stop("handover", ("enter",), Said("王伟 (5)", "William Wong (5)"), ()),
    Stop("handover_way", ("v",), Said("1 交给一个人", "1 to one person"), ()),
    Stop("handover_in_turn", ("2",), Said("[轮流]", "[in turn]"), ()),
    Stop("handover_receiver", ("enter",), same("+5"), ()),
    Stop("handover_reason", ("f2",), Said("*原因", "*Reason"), ()),
    Stop(
        "handed_over",
        (Said("离职", "has left"), "f2", toasts_gone),
        Said("名下没有客户", "holds no customer"),
        (),
    ),
    Stop("slips", ("L",), Said("已确认 0/5", "0 of 5"), ()),
    Stop("slip", ("enter",), Said("→ 李娜", "→ Lina Reed"), ("escape", "escape")),
    Stop("overview_help", ("question_mark",), Said("本页按键", "Keys of this screen")),
)
"""The manager's view and passing on."""

SELLING = (
    Stop("leads", ("4",), Said("我的线索", "My leads"), ()),
    Stop("lead", ("enter",), Said("得分", "Score")),
    Stop("lead_new", ("at",), Said("新线索", "New lead")),
    Stop("conversion", ("C",), Said("来源转化率", "Conversion")),
    Stop("opportunities", ("5",), Said("我的进行中商机 (3)", "My open ones (3)"), ()),
    Stop("opportunity", ("enter",), Said("阶段历程", "stage")),
    Stop("opportunity_edit", ("e",), Said("修改商机", "Competitors")),
    Stop("board", ("B",), Said("初步接洽", "¥96K")),
    Stop("forecast", ("Y",), Said("预测", "Forecast")),
    Stop("orders", ("6",), Said("订单", "Orders"), ()),
    Stop("order", ("enter",), Said("明细", "Order lines")),
    Stop("contracts", ("0",), Said("份合同", "contracts ·"), ()),
    Stop("contract", ("enter",), Said("签约双方", "Parties")),
    Stop("quotes", ("2", "home", "Q"), Said("报价", "Quotes"), ()),
    Stop("quote", ("enter",), Said("合计", "Total"), ("escape", "escape")),
    Stop("payments", ("2", "home", "apostrophe"), Said("回款", "Payments")),
    Stop("receipts", ("apostrophe", "b"), Said("待认领回款", "Unclaimed"), ("escape", "escape")),
    Stop("approvals", ("quotation_mark",), Said("审批 (", "Approvals (")),
    Stop("targets", ("right_curly_bracket",), Said("目标与业绩", "Targets")),
    Stop("report", ("grave_accent",), Said("日报", "Day")),
)
"""What is sold, from leads to what was received, and what was to be sold."""

BEGIN = (
    Stop("first_start", _NOTHING, Said("欢迎使用客户通", "Welcome"), ()),
    Stop("first_start_help", ("f1",), Said("本页按键", "Keys of this screen")),
    Stop("nothing_to_do", (Said("王伟", "Wong"), "f2"), Said("今天没有待办", "Nothing"), ()),
    Stop("no_customer", ("2",), Said("你名下还没有客户", "You hold no customer"), ()),
    Stop("no_pooled", ("3",), Said("公海是空的", "pool is empty"), ()),
)
"""The first start of all, and what is said where nothing is yet."""

WAITING = (
    Stop("who", _NOTHING, Said("李娜  lina", "Lina Reed  lina"), ()),
    Stop("waiting", ("enter",), Said("延期申请", "More days?"), ()),
    Stop("extension", ("j", "j", "j", "b"), Said("*答复", "*Answer")),
    Stop("decision", ("j", "b"), Said("*裁决", "*Decision")),
    Stop("today_help", ("question_mark",), Said("本页按键", "Keys of this screen")),
)
"""Who sits here, and what colleagues wait to hear."""

TROUBLE = (Stop("trouble", _NOTHING, Said("数据库无法使用", "The database cannot be used"), ()),)
"""A database that cannot be opened."""

FIRST = DAY[:6]
"""How a day begins, for the suite that runs all the time."""

TOURS: Mapping[str, tuple[Stop, ...]] = {
    "first": FIRST,
    "day": DAY,
    "records": RECORDS,
    "office": OFFICE,
    "team": TEAM,
    "selling": SELLING,
    "begin": BEGIN,
    "waiting": WAITING,
    "trouble": TROUBLE,
}
