"""How something was done, where only the sentence says so: 昨天去拜访了客户.

Only what is said as done, by oneself and at a clause's beginning, is proposed; 客户打了电话 and
准备去拜访 are not.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from crm_tui.domain.dictionaries import DictionaryItem, DictionaryKind
from crm_tui.values import dataclass

_CLAUSE = re.compile(r"[^\s,;。.!?、]+")
_BEFORE = (
    r"(?:我们?|刚刚?|刚才|已经?|又|也|还|先|再|后来|然后|亲自|一起|"
    r"(?:今天|今日|昨天|昨日|前天)|(?:上|中|下)午|早上|晚上|"
    r"[给跟和与向找约同](?:(?!说|讲|没|未)[^\s]){1,8}?)*"
)
_MEASURE = "(?:[一两二三四五六七八九十几0-9]{0,2}(?:个|封|条|次|趟|通))?"
_SAID = {
    "visit": (
        "(?:去|上门|登门)?(?:拜访|走访)(?:了|过)|(?:见|见到|面谈|上门)(?:了|过)(?!效)"
        rf"|去了{_MEASURE}趟"
    ),
    "call": rf"(?:打|通|去|回)(?:了|过){_MEASURE}电话",
    "email": rf"(?:发|回|写)(?:了|过){_MEASURE}(?:邮件|邮箱|email|mail)",
    "wechat": rf"加了(?:他|她|对方|客户)?的?微信|(?:发|回)(?:了|过){_MEASURE}微信|微信(?:上)?聊了",
    "sms": rf"(?:发|回)(?:了|过){_MEASURE}短信",
}
"""What is said of a method that was used, by its code."""
_PATTERNS = {code: re.compile(f"{_BEFORE}(?P<said>{said})") for code, said in _SAID.items()}
DONE = re.compile(r"(?:(?!没|未|再|要|想|会|准备)[^\s,;。.!?、]){1,6}?(?:了(?!解)|过(?![来去程]))")
"""What is said behind a date of something that was done then: 给他打了电话."""


@dataclass(frozen=True, slots=True)
class Proposal:
    """A method, and the words in the sentence that say so."""

    method: DictionaryItem
    words: str


def methods_said(plain: str, words: Sequence[DictionaryItem]) -> tuple[Proposal, ...]:
    """Return the methods that clauses of a text say were used, each once, in their order."""
    known = {
        each.code: each
        for each in words
        if each.kind is DictionaryKind.FOLLOW_UP_METHOD and each.enabled
    }
    found: dict[str, Proposal] = {}
    for clause in _CLAUSE.finditer(plain):
        for code, pattern in _PATTERNS.items():
            match = pattern.match(clause[0])
            if match and code in known:
                found.setdefault(code, Proposal(known[code], match["said"]))
    return tuple(found.values())
