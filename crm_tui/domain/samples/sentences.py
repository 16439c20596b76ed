"""What salespeople write down: patterns by the stage of the work and the method used."""

from __future__ import annotations

from enum import StrEnum

from crm_tui.domain.dictionaries import SEEDS, DictionaryKind
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.samples.dice import Dice
from crm_tui.values import dataclass


class Phase(StrEnum):
    """How far the work with a customer is, as the words of a follow-up show it."""

    OPENING = "opening"
    NEEDS = "needs"
    PROPOSAL = "proposal"
    NEGOTIATION = "negotiation"
    DEAL = "deal"
    STALLED = "stalled"


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence with places to fill, the method and result it belongs to, and the mood."""

    method: str
    result: str
    text: str
    mood: Mood | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """A follow-up's words as written."""

    method: str
    result: str
    text: str
    mood: Mood | None


_GOOD, _EVEN, _BAD = Mood.POSITIVE, Mood.NEUTRAL, Mood.NEGATIVE

PATTERNS: dict[Phase, tuple[Pattern, ...]] = {
    Phase.OPENING: (
        Pattern("call", "reached", "第一次打通，{who}愿意了解{product}，让先发份资料", _GOOD),
        Pattern("call", "reached", "{who}说目前用Excel管着，够用，不急着换，先认识一下", _EVEN),
        Pattern("call", "no_answer", "打了两次没接，晚点换个时间再打", None),
        Pattern("call", "rejected", "刚报上公司名就挂了，改天从微信切入", _BAD),
        Pattern("wechat", "wechat_added", "加上{who}微信，发了公司介绍和同行案例", _GOOD),
        Pattern("wechat", "replied", "{who}回复：资料收到，月底忙完再聊", _EVEN),
        Pattern("email", "sent", "给{who}发了{product}的介绍和报价区间，抄送了采购邮箱", None),
        Pattern("event", "met", "展会上和{who}聊了十分钟，对{product}感兴趣，换了名片", _GOOD),
        Pattern("visit", "met", "顺路拜访，前台引见了{who}，参观了车间，规模比资料上大", _GOOD),
        Pattern("call", "reached", "{who}已经不负责这块，给了接手同事的分机", _EVEN),
        Pattern("sms", "sent", "电话不方便，发短信约下周通话", None),
    ),
    Phase.NEEDS: (
        Pattern("call", "reached", "{who}说主要痛点是{pain}，{users}个人要用", _GOOD),
        Pattern("visit", "met", "上门和{who}过了一遍流程：{pain}，希望{month}前上线", _GOOD),
        Pattern("wechat", "replied", "{who}发来现在用的表格，字段比想的多，要单独评估", _EVEN),
        Pattern("visit", "met", "见了{who}和财务，两边口径不一样，约好下次一起对", _EVEN),
        Pattern("call", "reached", "确认预算在{budget}左右，要走{who}和老板两级审批", _GOOD),
        Pattern("demo", "met", "给{users}人演示了{product}，库房问得很细，{who}认可", _GOOD),
        Pattern("demo", "met", "演示到一半对方开会走了，只看了报表部分，要补一场", _EVEN),
        Pattern("call", "reached", "{who}问能不能对接现有的财务软件，答应找技术核实", _EVEN),
        Pattern("email", "sent", "把需求清单整理成文档发给{who}确认", None),
        Pattern("call", "reached", "对方同时在看{rival}，{who}更在意实施周期", _EVEN),
        Pattern("wechat", "replied", "{who}说集团要统一选型，这边先停一停，等通知", _BAD),
    ),
    Phase.PROPOSAL: (
        Pattern("quote", "sent", "发了{product}正式报价{budget}，含一年服务，有效期30天", None),
        Pattern("call", "reached", "{who}嫌{budget}偏高，希望拆成两期付", _EVEN),
        Pattern("visit", "met", "带方案过去讲了一小时，{who}当场提了三处修改", _GOOD),
        Pattern("wechat", "replied", "{who}说方案老板看过了，没意见，等下周例会", _GOOD),
        Pattern("email", "replied", "收到{who}邮件，要求补充数据迁移和培训计划", _EVEN),
        Pattern("call", "reached", "{rival}报得比我们低一截，{who}让我们再考虑一下价格", _BAD),
        Pattern("demo", "met", "按他们的真实数据做了第二次演示，{who}说这回踏实了", _GOOD),
        Pattern("call", "reached", "预算已批，{who}要分期方案，先付三成", _GOOD),
        Pattern("call", "no_answer", "报价发出去三天，{who}没接电话，微信留了言", None),
        Pattern("visit", "met", "和{who}及信息部过技术问题，只剩接口一项没定", _GOOD),
    ),
    Phase.NEGOTIATION: (
        Pattern("call", "reached", "{who}松口，{budget}可以签，但要多送{users}个账号", _GOOD),
        Pattern("visit", "met", "谈付款方式，对方坚持验收后付尾款，回去请示", _EVEN),
        Pattern("email", "sent", "合同初稿发{who}，法务说三个工作日内回", None),
        Pattern("call", "reached", "法务对违约条款有意见，{who}约周内三方电话", _EVEN),
        Pattern("wechat", "replied", "{who}说章已经在走流程，催一下财务就行", _GOOD),
        Pattern("call", "reached", "老板临时要求再比一家，{who}也没办法，拖到下月", _BAD),
        Pattern("visit", "met", "请{who}去同行客户现场看了使用情况，回来当天就催合同", _GOOD),
        Pattern("call", "reached", "服务费能不能第二年再收，{who}问了两次，需要给答复", _EVEN),
    ),
    Phase.DEAL: (
        Pattern("visit", "met", "合同签回，和{who}定了启动会时间，实施同事一起到场", _GOOD),
        Pattern("call", "reached", "回访：上线两周，{who}反馈入库快多了，报表还想加两张", _GOOD),
        Pattern("wechat", "replied", "{who}问续费和加账号的价格，想明年多开{users}个", _GOOD),
        Pattern("call", "reached", "尾款还没到，{who}说财务月底统一付", _EVEN),
        Pattern("visit", "met", "季度回访，{who}介绍了兄弟公司的负责人，可以转介绍", _GOOD),
        Pattern("call", "reached", "{who}抱怨上周响应慢，已转服务经理，答应当天回复", _BAD),
    ),
    Phase.STALLED: (
        Pattern("call", "reached", "{who}说今年预算砍了，明年开春再说", _BAD),
        Pattern("call", "no_answer", "连着三周没人接，微信也不回", None),
        Pattern("call", "empty_number", "号码成空号了，要从官网再找联系方式", None),
        Pattern("call", "reached", "已经选了{rival}，合同签一年，到期前再联系", _BAD),
        Pattern("wechat", "replied", "{who}离职了，说会把我们推给接手的人", _EVEN),
        Pattern("call", "reached", "厂区搬迁，半年内不考虑上系统", _BAD),
        Pattern("email", "sent", "发了一封新版本说明，看能不能重新聊起来", None),
    ),
}
REMARKS = (
    "这家抓紧跟，老板点名关注",
    "价格可以再给两个点，别超过这个数",
    "注意和服务部同步，之前有过投诉",
    "下周我陪你去一趟",
    "先把联系人补全再报价",
)
GREETINGS = ("发了节日祝福", "寄了台历和慰问卡", "微信群发了节前问候")
NEXT_STEPS: dict[Phase, tuple[str, ...]] = {
    Phase.OPENING: ("再打一次电话", "发产品资料", "约线上介绍", "问清楚谁负责"),
    Phase.NEEDS: ("发需求清单", "约演示", "带技术上门", "核实接口能不能对接"),
    Phase.PROPOSAL: ("追方案反馈", "发修改后的报价", "讲方案", "给分期方案"),
    Phase.NEGOTIATION: ("催合同", "确认付款方式", "和法务过条款", "送合同"),
    Phase.DEAL: ("回访使用情况", "催尾款", "谈续费", "要转介绍"),
    Phase.STALLED: ("换个联系人试试", "问明年计划", "约见面"),
}
TASKS = (
    "准备{name}的演示环境", "整理{name}的需求清单", "给{name}寄样品和资料", "核对{name}的开票资料",
    "写{name}的投标文件", "约技术同事一起去{name}", "问财务{name}的到账情况",
)  # fmt: skip
REMINDERS = ("{who}生日", "{name}合同快到期", "{name}的报价要过期了", "{who}出差回来，打电话")
RETURN_NOTES = {
    "no_need": ("今年没有计划", "现有系统刚续费"),
    "no_budget": ("预算被砍", "要等明年立项"),
    "unreachable": ("电话一直没人接", "联系人离职，前台不转"),
    "competitor": ("已和竞品签约", "集团统一用别家"),
    "not_mine": ("总部在外地，转给当地同事合适", ""),
    "too_many": ("手上客户太多，先放一放", ""),
}
NEEDS = (
    "想把进销存和财务打通，减少重复录入", "多个仓库库存对不上，需要扫码出入库",
    "业务员手机上能查库存和报价", "售后工单要能追到人，客户催得紧",
    "审批太慢，希望手机上就能批", "老系统厂家不维护了，要平滑迁移",
    "想先在一个部门试点，用得好再推开", "需要给老板一张每天能看的数据看板",
    "外贸订单多，要支持多币种和单证", "门店多，促销和库存要统一管",
)  # fmt: skip
_PRODUCTS = ("进销存系统", "售后工单系统", "移动审批", "仓库扫码方案", "数据看板", "客户管理系统")
_PAINS = (
    "库存不准",
    "对账要三四天",
    "订单靠微信群传",
    "审批流程太长",
    "出货常发错",
    "报表手工拼",
)
_RIVALS = ("另一家厂商", "本地一家软件公司", "集团指定的供应商", "老东家的系统")
_MONTHS = ("春节", "三月底", "五一", "年中", "双十一", "年底盘点")


UNCOUNTED = frozenset(
    seed.code for seed in SEEDS[DictionaryKind.FOLLOW_UP_RESULT] if not seed.counts
)
"""Results that move no deadline."""

_COUNTED = {
    phase: tuple(pattern for pattern in patterns if pattern.result not in UNCOUNTED)
    for phase, patterns in PATTERNS.items()
}


def said(dice: Dice, phase: Phase, who: str, budget: str, *, counts: bool) -> Said:
    """Return what somebody writes about a talk with this person; `counts`: one that must count."""
    pattern = dice.one_of(_COUNTED[phase] if counts else PATTERNS[phase])
    text = pattern.text
    if "{" in text:
        text = text.format(
            who=who,
            budget=budget,
            product=dice.one_of(_PRODUCTS),
            pain=dice.one_of(_PAINS),
            rival=dice.one_of(_RIVALS),
            month=dice.one_of(_MONTHS),
            users=3 + dice.below(40),
        )
    return Said(pattern.method, pattern.result, text, pattern.mood)


def courteous(name: str, title: str) -> str:
    """Return what one calls a contact: 张总, 李经理, 王工."""
    surname = name[:1]
    if "总" in title or title == "厂长":
        return f"{surname}总"
    if "经理" in title:
        return f"{surname}经理"
    return f"{surname}工" if title in {"IT主管", "信息部部长"} else f"{surname}主管"
