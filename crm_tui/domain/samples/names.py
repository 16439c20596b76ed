"""Invented companies and people: names, places, numbers and codes, no two alike."""

from __future__ import annotations

from crm_tui.domain.contacts import Attitude, ContactFields, DecisionRole, Phone
from crm_tui.domain.pinyin import person_pinyin
from crm_tui.domain.samples.dice import Dice, weighted
from crm_tui.domain.samples.offices import EAST, ELSEWHERE, NORTH, SOUTH, SOUTHWEST
from crm_tui.domain.text import phone_key
from crm_tui.values import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A district with its region, area codes and a street."""

    region: str
    province: str
    city: str
    district: str
    code: str
    dialling: str
    street: str


@dataclass(frozen=True, slots=True)
class Trade:
    """An industry of the word list with what companies of it call themselves."""

    industry: str
    words: tuple[str, ...]
    tag: str


PLACES = (
    Place(EAST, "上海市", "上海", "浦东新区", "310115", "021", "张江路"),
    Place(EAST, "上海市", "上海", "闵行区", "310112", "021", "申长路"),
    Place(EAST, "浙江省", "杭州", "滨江区", "330108", "0571", "江南大道"),
    Place(EAST, "浙江省", "宁波", "鄞州区", "330212", "0574", "天童南路"),
    Place(EAST, "江苏省", "苏州", "工业园区", "320571", "0512", "星湖街"),
    Place(EAST, "江苏省", "南京", "江宁区", "320115", "025", "胜太路"),
    Place(EAST, "江苏省", "无锡", "新吴区", "320214", "0510", "长江北路"),
    Place(EAST, "安徽省", "合肥", "蜀山区", "340104", "0551", "望江西路"),
    Place(NORTH, "北京市", "北京", "海淀区", "110108", "010", "中关村东路"),
    Place(NORTH, "北京市", "北京", "朝阳区", "110105", "010", "望京街"),
    Place(NORTH, "北京市", "北京", "大兴区", "110115", "010", "荣华南路"),
    Place(NORTH, "天津市", "天津", "西青区", "120111", "022", "海泰发展路"),
    Place(NORTH, "河北省", "石家庄", "长安区", "130102", "0311", "建华北大街"),
    Place(NORTH, "山西省", "太原", "小店区", "140105", "0351", "龙城大街"),
    Place(SOUTH, "广东省", "深圳", "南山区", "440305", "0755", "科苑路"),
    Place(SOUTH, "广东省", "深圳", "龙岗区", "440307", "0755", "坂雪岗大道"),
    Place(SOUTH, "广东省", "广州", "天河区", "440106", "020", "体育东路"),
    Place(SOUTH, "广东省", "东莞", "松山湖", "441900", "0769", "科技大道"),
    Place(SOUTH, "广东省", "佛山", "顺德区", "440606", "0757", "德胜东路"),
    Place(SOUTH, "福建省", "厦门", "思明区", "350203", "0592", "软件园二期"),
    Place(SOUTHWEST, "四川省", "成都", "武侯区", "510107", "028", "天府大道"),
    Place(SOUTHWEST, "四川省", "绵阳", "涪城区", "510703", "0816", "绵兴东路"),
    Place(SOUTHWEST, "重庆市", "重庆", "渝北区", "500112", "023", "金开大道"),
    Place(SOUTHWEST, "云南省", "昆明", "盘龙区", "530103", "0871", "北京路"),
    Place(SOUTHWEST, "贵州省", "贵阳", "观山湖区", "520115", "0851", "长岭北路"),
    Place(ELSEWHERE, "湖北省", "武汉", "洪山区", "420111", "027", "珞喻路"),
    Place(ELSEWHERE, "湖南省", "长沙", "岳麓区", "430104", "0731", "麓谷大道"),
    Place(ELSEWHERE, "陕西省", "西安", "雁塔区", "610113", "029", "科技二路"),
    Place(ELSEWHERE, "山东省", "青岛", "崂山区", "370212", "0532", "松岭路"),
    Place(ELSEWHERE, "河南省", "郑州", "金水区", "410105", "0371", "花园路"),
    Place(ELSEWHERE, "辽宁省", "沈阳", "浑南区", "210112", "024", "全运路"),
)
TRADES = (
    Trade("software", ("软件", "信息技术", "智能科技"), "数字化"),
    Trade("internet", ("网络科技", "数字科技"), "线上业务"),
    Trade("manufacturing", ("精密机械", "装备制造", "五金制品"), "多工厂"),
    Trade("electronics", ("电子", "光电科技", "半导体"), "出口"),
    Trade("trade", ("贸易", "进出口", "商贸"), "进出口"),
    Trade("logistics", ("物流", "供应链管理", "仓储服务"), "多仓"),
    Trade("construction", ("建筑工程", "装饰工程"), "项目制"),
    Trade("healthcare", ("医疗器械", "生物科技"), "合规要求高"),
    Trade("education", ("教育科技", "文化教育"), "学期采购"),
    Trade("retail", ("商业管理", "百货"), "连锁"),
    Trade("catering", ("餐饮管理", "食品"), "连锁"),
    Trade("energy", ("新能源", "电力工程"), "招投标"),
    Trade("agriculture", ("农业科技", "生态农业"), "季节性"),
    Trade("media", ("文化传媒", "广告"), "项目制"),
    Trade("automotive", ("汽车部件", "汽车服务"), "主机厂配套"),
    Trade("chemicals", ("新材料", "化工"), "合规要求高"),
    Trade("services", ("企业服务", "管理咨询", "检测技术"), "长期合同"),
)
_FIRST = "恒盛博瑞信达华诚嘉禾鼎润德昊宏启泽宇凯元景澜云岭锦程瀚海通卓越清源立新桥安远星辰沐阳明智"
_SECOND = "信诚达泰和润源腾飞越宇远智汇博联创兴隆安康宁佳合力恒通程科讯图景舟帆朗逸晖祺岩峰"
_FORMS = weighted(("有限公司", 8), ("股份有限公司", 1), ("集团有限公司", 1))
_SURNAMES = "王李张刘陈杨黄赵吴周徐孙马朱胡郭何林罗高梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
_GIVEN = "伟芳娜敏静强磊洋艳勇军杰娟涛明超秀霞平刚桂英华玉兰红健宇浩欣怡梓涵晨曦佳琪志远思源文博"
_TITLES = weighted(
    ("采购经理", 4), ("总经理", 3), ("IT主管", 3), ("运营总监", 2), ("财务经理", 2),
    ("副总经理", 2), ("行政主管", 1), ("信息部部长", 1), ("仓储经理", 1), ("厂长", 1),
)  # fmt: skip
_DEPARTMENTS_OF = {
    "采购经理": "采购部", "IT主管": "信息部", "运营总监": "运营部", "财务经理": "财务部",
    "行政主管": "行政部", "信息部部长": "信息部", "仓储经理": "仓储部", "厂长": "生产部",
}  # fmt: skip
_ROLES_OF = {
    "总经理": DecisionRole.DECIDER, "副总经理": DecisionRole.DECIDER, "厂长": DecisionRole.DECIDER,
    "采购经理": DecisionRole.BUYER, "IT主管": DecisionRole.INFLUENCER,
    "财务经理": DecisionRole.GATEKEEPER, "仓储经理": DecisionRole.USER,
}  # fmt: skip
_ATTITUDES = weighted((Attitude.SUPPORTS, 3), (Attitude.NEUTRAL, 5), (Attitude.OPPOSES, 1))
_PREFIXES = ("135", "136", "137", "138", "139", "150", "158", "159", "182", "186", "187", "188")
_CODE_ALPHABET = "0123456789ABCDEFGHJKLMNPQRTUWXY"
_CODE_VALUES = {character: value for value, character in enumerate(_CODE_ALPHABET)}
_CODE_WEIGHTS = tuple(pow(3, place, 31) for place in range(17))

# A step that shares no factor with what it walks through meets every number once.
_NUMBER_STEP = 61_803_399
_NUMBERS = 100_000_000
_NAME_STEP = 7_368_787


def company_name(number: int, place: Place, trade: Trade, form: str) -> str:
    """Return a company's name; two numbers give two brands, however place and trade fall."""
    size = len(_FIRST) * len(_SECOND)
    mixed = number * _NAME_STEP
    brand = mixed % size
    brand_text = _FIRST[brand // len(_SECOND)] + _SECOND[brand % len(_SECOND)]
    round_ = number // size
    if round_:
        # A brand of two characters is used up: the next round has a third.
        brand_text += _SECOND[(round_ - 1) % len(_SECOND)]
    if round_ > len(_SECOND):
        brand_text += _FIRST[(round_ // len(_SECOND)) % len(_FIRST)]
    return f"{place.city}{brand_text}{trade.words[mixed % len(trade.words)]}{form}"


def form_of(dice: Dice) -> str:
    """Return the legal form at the end of a company's name."""
    return dice.one_of(_FORMS)


def person_name(dice: Dice) -> str:
    """Return the name of somebody."""
    given = dice.one_of(_GIVEN)
    return dice.one_of(_SURNAMES) + given + (dice.one_of(_GIVEN) if dice.chance(0.7) else "")


def numbered_person(number: int) -> str:
    """Return a person's name; nearby numbers give different ones."""
    mixed = number * _NAME_STEP
    surname = _SURNAMES[mixed % len(_SURNAMES)]
    mixed //= len(_SURNAMES)
    return surname + _GIVEN[mixed % len(_GIVEN)] + _GIVEN[mixed // len(_GIVEN) % len(_GIVEN)]


def mobile(number: int, prefix: int) -> Phone:
    """Return a mobile phone that no other number has."""
    digits = f"{_PREFIXES[prefix]}{number * _NUMBER_STEP % _NUMBERS:08d}"
    return Phone(digits, digits)


def landline(number: int, place: Place, dice: Dice) -> Phone:
    """Return an office phone that no other number has, now and then with an extension."""
    local = number * _NUMBER_STEP % _NUMBERS
    size = 11 - len(place.dialling)
    written = f"{place.dialling}-{2 + local % 7}{local // 10 % 10 ** (size - 1):0{size - 1}d}"
    digits = phone_key(written)
    if dice.chance(0.3):
        extension = str(8000 + dice.below(900))
        return Phone(f"{written}转{extension}", digits, extension)
    return Phone(written, digits)


def contact(dice: Dice, number: int, place: Place, *, is_key: bool) -> ContactFields:
    """Return somebody at a company."""
    name, title = person_name(dice), dice.one_of(_TITLES)
    phones = [mobile(number, dice.below(len(_PREFIXES)))] if dice.chance(0.94) else []
    if dice.chance(0.12):
        phones.append(landline(number, place, dice))
    reading = person_pinyin(name).replace(" ", "")
    return ContactFields(
        name=name,
        phones=tuple(phones),
        title=title,
        department=_DEPARTMENTS_OF.get(title, ""),
        email=f"{reading}{number % 997}@example.com" if dice.chance(0.4) else "",
        wechat=f"{reading}_{number % 9973}" if dice.chance(0.35) else "",
        gender="男" if dice.chance(0.55) else "女",
        decision_role=_ROLES_OF.get(title),
        attitude=dice.one_of(_ATTITUDES) if dice.chance(0.5) else None,
        is_key=is_key,
    )


def credit_code(dice: Dice, area: str) -> str:
    """Return a made-up unified social credit code with the right check character."""
    body = f"91{area}MA{dice.below(10**7):07d}"
    total = sum(
        _CODE_VALUES[character] * weight
        for character, weight in zip(body, _CODE_WEIGHTS, strict=True)
    )
    return body + _CODE_ALPHABET[-total % 31]
