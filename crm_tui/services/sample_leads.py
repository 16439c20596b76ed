"""The leads of a sample office: from forms and fairs, followed up, given up, made customers."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from crm_tui.db.queries import dictionaries
from crm_tui.db.unit_of_work import Database
from crm_tui.domain.contacts import Phone
from crm_tui.domain.dictionaries import DictionaryKind
from crm_tui.domain.identifiers import CustomerId, LeadId, UserId
from crm_tui.domain.leads.records import LeadFields, LeadFollowUpDraft
from crm_tui.domain.leads.routing import LeadRoute
from crm_tui.domain.leads.values import OPEN_STAGES
from crm_tui.domain.users import Actor, Road
from crm_tui.services.leads import Holder, LeadRules, Leads
from crm_tui.values import dataclass

_SOURCES = ("website", "exhibition", "advertising", "referral")
_SHOWN = 24
_EACH = 6
"""Every sixth lead is nobody's, another is given up, another went over to a customer."""
_NEXT_ROUND = 3
_WORDS: Mapping[str, Mapping[str, Sequence[str]]] = {
    "zh": {
        "surnames": ("赵", "钱", "孙", "李", "周", "吴", "郑", "王", "冯", "陈", "褚", "卫"),
        "titles": ("采购总监", "总经理", "工程师", "行政主管", ""),
        "places": ("浙江 杭州", "江苏 苏州", "广东 深圳", "四川 成都"),
        "firms": ("云岭", "启航", "瑞丰", "博远", "锦程", "汇川", "东泽", "嘉禾"),
        "kinds": ("科技有限公司", "贸易有限公司", "机械有限公司"),
        "needs": ("想了解报价和交期", "想要产品资料", "计划年底前采购，请联系", "想约一次演示"),
        "said": ("电话接通，确认了需求，下周给方案", "加了微信，先发资料"),
        "campaigns": ("官网咨询表单", "秋季展会", "搜索推广", ""),
        "plan": ("发方案",),
    },
    "en": {
        "surnames": ("Adams", "Baker", "Clark", "Davis", "Evans", "Foster", "Green", "Hill"),
        "titles": ("Head of purchasing", "Managing director", "Engineer", ""),
        "places": ("浙江 杭州", "江苏 苏州", "广东 深圳", "四川 成都"),
        "firms": ("Northwind", "Bluehill", "Redwood", "Silverlake", "Greenfield", "Westgate"),
        "kinds": (" Technologies", " Trading", " Machinery"),
        "needs": ("Asks for prices and delivery", "Wants a brochure", "Buys before New Year"),
        "said": ("Reached by phone, needs confirmed", "Added on WeChat, sent the brochure"),
        "campaigns": ("Form of the website", "Autumn fair", "Search advertising", ""),
        "plan": ("send the proposal",),
    },
}


@dataclass(frozen=True, slots=True)
class SampleLeads:
    """Leads that make every list of them worth a look."""

    database: Database
    language: str

    def add(self, administrator: Actor, held: Mapping[UserId, Sequence[CustomerId]]) -> None:
        """Let leads come in and be worked on by those who hold customers."""
        people = [user_id for user_id, customers in held.items() if len(customers) > 1]
        if not people:
            return
        with self.database.reading(administrator) as view:
            words = {
                (each.kind, each.code): each.id for each in dictionaries.items(view.connection)
            }
            now = view.now
        leads = Leads(self.database)
        web = words[DictionaryKind.SOURCE, "website"]
        route = LeadRoute(1, tuple(people[:_EACH]), source_ids=(web,))
        LeadRules(self.database).set_routes(administrator, (route,))
        reason = words[DictionaryKind.DISCARD_REASON, "no_need"]
        for number in range(_SHOWN):
            owner_id = people[number % len(people)]
            actor = Actor(owner_id, Road.SETUP)
            source = words[DictionaryKind.SOURCE, _SOURCES[number % len(_SOURCES)]]
            # Another fate in each round, or the same people would never have one to work on.
            fate = (number + number // len(people) * _NEXT_ROUND) % _EACH
            is_nobodys = fate == 0
            entered = leads.add(
                actor,
                self._fields(number, source),
                holder=Holder.NOBODY if is_nobodys else Holder.MINE,
                allow_duplicate=True,
            )
            if is_nobodys:
                continue
            lead_id = entered.lead_id
            planned = now + timedelta(days=number % 5 - 1, hours=2)
            said = LeadFollowUpDraft(self._word("said", number), now - timedelta(hours=number))
            leads.follow_up(actor, lead_id, said)
            self._go_on(leads, actor, lead_id, number)
            match fate:
                case 1:
                    leads.discard(actor, [lead_id], reason)
                case 2:
                    leads.convert(actor, lead_id, to=held[owner_id][0])
                case _:
                    note = self._word("plan", number)
                    leads.set_next_contact(actor, lead_id, planned, note)

    def _go_on(self, leads: Leads, actor: Actor, lead_id: LeadId, number: int) -> None:
        leads.qualify(actor, [lead_id], OPEN_STAGES[number % len(OPEN_STAGES)])

    def _word(self, kind: str, number: int) -> str:
        words = _WORDS[self.language][kind]
        return words[number % len(words)]

    def _fields(self, number: int, source_id: int) -> LeadFields:
        province, city = self._word("places", number).split()
        firm = f"{self._word('firms', number)}{self._word('kinds', number // 3)}"
        first = "" if self.language == "en" else ("先生", "女士")[number % 2]
        return LeadFields(
            name=f"{self._word('surnames', number)}{first}",
            company=firm if number % 4 else "",
            title=self._word("titles", number),
            phones=(Phone(f"1380000{1000 + number * 7}", ""),),
            province=province,
            city=city,
            need=self._word("needs", number),
            source_id=source_id,
            campaign=self._word("campaigns", number),
        )
