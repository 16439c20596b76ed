"""The words a line is understood by, besides the office's own ones: how people say them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from crm_tui.domain.dictionaries import SEEDS, DictionaryItem, DictionaryKind
from crm_tui.domain.follow_ups import Mood
from crm_tui.domain.numerals import half_width
from crm_tui.values import dataclass

METHOD_WORDS = {
    "call": (
        *("打电话", "打了电话", "去电", "来电", "通话", "致电", "回电"),
        *("通完电话", "打完电话", "刚通完电话", "刚打完电话"),
        *("phone", "phoned", "called"),
    ),
    "visit": (
        *("上门", "上门拜访", "走访", "见面", "面谈", "拜访了", "去拜访", "去拜访了", "去拜访过"),
        *("visited", "met"),
    ),
    "wechat": ("发微信", "微聊", "企业微信"),
    "email": ("发邮件", "邮箱", "mail", "emailed"),
    "sms": ("发短信", "text"),
    "demo": ("演示", "demoed"),
    "quote": ("发报价", "quoted"),
    "event": ("参加活动",),
    "greeting": ("祝福", "发祝福"),
}
"""Other words for the methods every office starts with, by their code."""

RESULT_WORDS = {
    "reached": ("已接通", "通了", "connected", "answered"),
    "met": ("面谈了", "见到了"),
    "wechat_added": ("加微信", "加了微信", "已加"),
    "replied": ("回复了", "已回", "answered by mail"),
    "sent": ("发了", "已发"),
    "no_answer": (
        *("没接", "未接听", "没人接", "无人接听", "不接", "没接通", "没打通", "打不通"),
        *("打了没接", "打了没人接", "打了不接", "missed"),
    ),
    "rejected": ("挂断", "挂了", "hung up"),
    "empty_number": ("是空号",),
    "switched_off": ("关机", "已关机"),
}

MOOD_WORDS = {
    "积极": Mood.POSITIVE, "正面": Mood.POSITIVE, "满意": Mood.POSITIVE, "positive": Mood.POSITIVE,
    "很积极": Mood.POSITIVE, "很满意": Mood.POSITIVE, "非常满意": Mood.POSITIVE,
    "中性": Mood.NEUTRAL, "中立": Mood.NEUTRAL, "一般": Mood.NEUTRAL, "neutral": Mood.NEUTRAL,
    "消极": Mood.NEGATIVE, "负面": Mood.NEGATIVE, "不满意": Mood.NEGATIVE, "不积极": Mood.NEGATIVE,
    "很消极": Mood.NEGATIVE, "不太满意": Mood.NEGATIVE,
    "negative": Mood.NEGATIVE,
}  # fmt: skip
MOOD_LABEL = re.compile(r"(?:客户)?(?:反馈|态度)\s*:?\s*")
"""反馈积极 says the mood as well as 积极 does."""

STAGE_WORDS = {
    "first_contact": ("接洽", "初访", "contact"),
    "needs": ("需求", "needs"),
    "proposal": ("报价", "方案", "quote", "proposal"),
    "negotiation": ("谈判", "negotiation"),
    "won": ("成交", "won"),
    "on_hold": ("搁置", "hold"),
}

ACTIONS = re.compile(
    "[再去来约给发打回送寄带签交催收谈聊问见做出陪请参安准提确沟跟联拜上电演报测推邀登]"
    "|微信|邮件|面谈|开会"
)
"""What one goes to do; a date before it is a plan, before anything else a part of the sentence."""

SPEECH = re.compile(
    "说|讲|聊|谈|问|沟通|联系|表示|反馈|回复|答复|告知|告诉|确认|通知|提到|了解|约|催|里|中说|过去"
    "|发了|发来|发过|回了|没回"
)
"""What goes on after a method: 电话说…; after anything else 电话 is part of a word (电话费)."""

CALL_BACK = re.compile(r"\s+(?:back|me|him|her|them|us|again|off|it|cent(?:er|re)|list)(?![a-z])")
"""After these "call" is a verb in a sentence."""

NEXT_MARK = re.compile(
    r"(?:下次|下一次)(?:再)?(?:联系|跟进|回访|沟通|拜访|见面)?(?:时间)?\s*:?\s*(?:是|在|定在|约在)?\s*"
    r"|next(?: contact)?\s*:?\s+"
)
"""What says before a date that it is the next contact, wherever it stands."""


APPOINTED = re.compile("(?:约|约好|约了|约在|约定|改约|改到|改在|推到|定在|定于)$")
"""Before a date these make an appointment of it, in the middle of a sentence too."""

PART_OF_A_CLAUSE = re.compile(r"(?<![a-z])(?:by|before|until|till|since|from|after|of|for)\s+$")
"""Behind these an English date belongs to what is said before it."""

AT_A_DATE = re.compile(r"(?<![a-z])(?:on|at)\s+$")


@dataclass(frozen=True, slots=True)
class Word:
    """A spelling and what it stands for."""

    spelling: str
    meaning: DictionaryItem | Mood


def spellings(
    items: Iterable[DictionaryItem], kind: DictionaryKind, others: dict[str, tuple[str, ...]]
) -> list[Word]:
    """Return every way of saying a word of one of the office's lists, the longest first."""
    seeds = {seed.code: (seed.zh, seed.en) for seed in SEEDS[kind]}
    found: dict[str, DictionaryItem] = {}
    enabled = [each for each in items if each.kind is kind and each.enabled]
    for each in enabled:
        found.setdefault(half_width(each.name), each)
    for each in enabled:
        for name in (*seeds.get(each.code, ()), *others.get(each.code, ())):
            found.setdefault(half_width(name), each)
    return sorted((Word(*pair) for pair in found.items() if pair[0]), key=_longest_first)


def mood_words() -> list[Word]:
    """Return every way of saying a mood, the longest first."""
    return sorted((Word(*pair) for pair in MOOD_WORDS.items()), key=_longest_first)


def word_at(plain: str, place: int, words: Iterable[Word]) -> Word | None:
    """Return the longest word that stands at a place; Latin ones end where their letters do."""
    for each in words:
        if plain.startswith(each.spelling, place) and ends_there(plain, place, each.spelling):
            return each
    return None


def ends_there(plain: str, place: int, spelling: str) -> bool:
    """Tell whether a spelling ends at a word's end, which matters in Latin letters only."""
    last, following = spelling[-1:], plain[place + len(spelling) : place + len(spelling) + 1]
    return not (last.isascii() and last.isalnum() and following.isascii() and following.isalnum())


def stages_meant(said: str, items: Iterable[DictionaryItem]) -> list[DictionaryItem]:
    """Return the stage a word behind # means, several where it means several, none for a tag."""
    wanted = half_width(said)
    stages = [each for each in items if each.kind is DictionaryKind.STAGE and each.enabled]
    named = spellings(stages, DictionaryKind.STAGE, {})
    exact = [word for word in named if word.spelling == wanted]
    if exact:
        return [stage for stage in stages if stage is exact[0].meaning]
    inside = [each for each in stages if len(wanted) > 1 and wanted in half_width(each.name)]
    return inside or list(_by_usual_word(wanted, stages))


def _by_usual_word(wanted: str, stages: Iterable[DictionaryItem]) -> Iterator[DictionaryItem]:
    for each in stages:
        if wanted in STAGE_WORDS.get(each.code, ()):
            yield each


def _longest_first(word: Word) -> tuple[int, str]:
    return -len(word.spelling), word.spelling
