"""Build crm_tui/domain/pinyin_table.txt from pypinyin's dictionaries and our corrections.

Run it after changing a correction or the pypinyin version: python data/build_pinyin.py
"""

from __future__ import annotations

from collections import Counter, defaultdict
from pathlib import Path

from pypinyin.constants import PHRASES_DICT, PINYIN_DICT
from pypinyin.contrib.tone_convert import to_normal

from crm_tui.domain import pinyin as reader

TARGET = Path(reader.__file__).with_name("pinyin_table.txt")
HAN = [0x3007, *range(0x3400, 0x4DC0), *range(0x4E00, 0xA000)]

# Characters that pypinyin has no reading for; the other late ones are kept as they are.
ADDED = {
    "兙": "shi", "兡": "bai", "嗧": "jia", "桛": "jia", "烪": "xie",
    "瓧": "shi", "瓰": "fen", "瓱": "mao", "瓼": "li", "甅": "li",
}  # fmt: skip

# Place names and business words that pypinyin reads otherwise than people do.
CORRECTIONS = """
朝阳 chao yang|朝阳区 chao yang qu|朝阳市 chao yang shi|朝天门 chao tian men
重庆 chong qing|厦门 xia men|长沙 chang sha|六安 lu an|蚌埠 beng bu|亳州 bo zhou
台州 tai zhou|天台 tian tai|乐清 yue qing|乐亭 lao ting|东阿 dong e|铅山 yan shan
单县 shan xian|涡阳 guo yang|浚县 xun xian|什邡 shi fang|筠连 jun lian|番禺 pan yu
大埔 da bu|尉犁 yu li|蔚县 yu xian|洪洞 hong tong|繁峙 fan shi|会稽 kuai ji|监利 jian li
犍为 qian wei|荥经 ying jing|荥阳 xing yang|莘县 shen xian|莘庄 xin zhuang|鄄城 juan cheng
牟平 mu ping|中牟 zhong mu|长子县 zhang zi xian|长垣 chang yuan|解州 xie zhou|枞阳 zong yang
歙县 she xian|黟县 yi xian|宿州 su zhou|宿迁 su qian|宿松 su song|柏乡 bai xiang
大城县 dai cheng xian|井陉 jing xing|任丘 ren qiu|华阴 hua yin|华山 hua shan|丽水 li shui
高丽 gao li|鄞州 yin zhou|嵊州 sheng zhou|诸暨 zhu ji|句容 ju rong|盱眙 xu yi
六合区 lu he qu|南京六合 nan jing lu he|浒墅关 xu shu guan|甪直 lu zhi|东莞 dong guan
吴堡 wu bu|和田 he tian|喀什 ka shi|且末 qie mo|曲阜 qu fu|儋州 dan zhou|百色 bai se
秘鲁 bi lu|阿克苏 a ke su|巴音郭楞 ba yin guo leng|西藏 xi zang|成都 cheng du|会东 hui dong
大夫 dai fu|给排水 ji pai shui|给水 ji shui|供给 gong ji|补给 bu ji|会计 kuai ji
银行 yin hang|商行 shang hang|车行 che hang|分行 fen hang|支行 zhi hang|总行 zong hang
行业 hang ye|同行 tong hang|洋行 yang hang|药行 yao hang|茶行 cha hang|花行 hua hang
投行 tou hang|央行 yang hang|农行 nong hang|建行 jian hang|工行 gong hang|招行 zhao hang
重工 zhong gong|重装 zhong zhuang|重机 zhong ji|重汽 zhong qi|重型 zhong xing|重卡 zhong ka
重组 chong zu|重整 chong zheng|重启 chong qi|重铸 chong zhu|调度 diao du|调拨 diao bo
空调 kong tiao|调味 tiao wei|传感 chuan gan|传媒 chuan mei|音乐 yin yue|乐器 yue qi
声乐 sheng yue|乐团 yue tuan|娱乐 yu le|乐园 le yuan|降解 jiang jie|便利 bian li
校准 jiao zhun|校验 jiao yan|模具 mu ju|模板 mu ban|参茸 shen rong|人参 ren shen
海参 hai shen|西洋参 xi yang shen|曲轴 qu zhou|都市 du shi|长城 chang cheng|长江 chang jiang
还原 huan yuan|石材 shi cai|重阳 chong yang|血糖 xue tang|供应 gong ying|薄膜 bo mo
轧钢 zha gang|冷轧 leng zha|热轧 re zha|弹簧 tan huang|处方 chu fang|差旅 chai lv
出差 chu chai|传记 zhuan ji|假期 jia qi|量具 liang ju|率先 shuai xian|效率 xiao lv
"""

# Surnames that are read otherwise than the same character elsewhere.
SURNAMES = """
仇 qiu|查 zha|区 ou|曾 zeng|单 shan|解 xie|任 ren|华 hua|朴 piao|盖 ge|缪 miao|覃 qin
冼 xian|洗 xian|尉 wei|纪 ji|葛 ge|乐 yue|召 shao|折 she|繁 po|员 yun|贠 yun|那 na|牟 mou
种 chong|重 chong|燕 yan|应 ying|令 ling|卜 bu|卞 bian|佘 she|仉 zhang|炅 gui|隗 wei|句 gou
车 che|干 gan|乜 nie|褚 chu|晁 chao|谌 chen|逄 pang|逯 lu|麴 qu|曲 qu|翟 zhai|祭 zhai
訾 zi|祝 zhu|宓 mi|郗 xi|长 chang|石 shi|沈 shen|宁 ning|柏 bai|薄 bo|贾 jia|哈 ha|黑 he
瞿 qu|於 yu|俞 yu|余 yu|殷 yin|叶 ye|郇 xun|能 nai|郝 hao|臧 zang|呙 guo|妫 gui|芮 rui
阚 kan|璩 qu|强 qiang|过 guo|兴 xing|万 wan|冯 feng|盛 sheng|占 zhan|戚 qi|少 shao
都 du|会 gui|适 kuo|黄 huang|相 xiang|化 hua|撒 sa|尹 yin|幺 yao|杜 du|蕃 pi|莘 shen|行 xing
尉迟 yu chi|万俟 mo qi|澹台 tan tai|单于 chan yu|长孙 zhang sun|令狐 ling hu|宰父 zai fu
皇甫 huang fu|欧阳 ou yang|司马 si ma|上官 shang guan|诸葛 zhu ge|夏侯 xia hou|东方 dong fang
公孙 gong sun|宇文 yu wen|鲜于 xian yu|申屠 shen tu|太叔 tai shu|濮阳 pu yang|淳于 chun yu
慕容 mu rong|钟离 zhong li|司徒 si tu|司空 si kong|百里 bai li|呼延 hu yan|端木 duan mu
赫连 he lian|独孤 du gu|南宫 nan gong|西门 xi men|闾丘 lv qiu|拓跋 tuo ba|子车 zi ju
"""

# Letters people try for these even where no phrase shows the other reading.
LETTERS = "朝cz 行xh 长cz 重cz 乐ly 厦xs 单ds 曾cz 解jx 仇cq 查cz 区oq 盖gg 覃qt 六l 都d"
COMMON = 3
"""Phrases that must use a reading before its letter is offered."""


def pairs(text: str) -> dict[str, str]:
    """Return the words of one of the lists above and their readings."""
    entries = (entry.partition(" ") for entry in text.replace("\n", "|").split("|") if entry)
    return {word: reading for word, _, reading in entries}


def usual_readings() -> dict[str, str]:
    """Return the first reading of every character in the blocks we keep."""
    known = {
        chr(code): to_normal(PINYIN_DICT[code].split(",")[0]) for code in HAN if code in PINYIN_DICT
    }
    return known | ADDED


def phrase_readings(usual: dict[str, str]) -> dict[str, str]:
    """Return every phrase that could matter: pypinyin's and, over them, the corrections."""
    readings = {
        phrase: " ".join(to_normal(syllable[0]) for syllable in spelled)
        for phrase, spelled in PHRASES_DICT.items()
        if all(character in usual for character in phrase)
    }
    corrections = pairs(CORRECTIONS)
    consistent = {
        phrase: reading
        for phrase, reading in readings.items()
        if not any(word in phrase for word in corrections)
    }
    return consistent | corrections


def other_letters(usual: dict[str, str], phrases: dict[str, str]) -> dict[str, str]:
    """Return the characters that begin with several letters, and those letters, usual first."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for phrase, reading in phrases.items():
        for character, syllable in zip(phrase, reading.split(), strict=True):
            counts[character][syllable[0]] += 1
    letters = {
        character: usual[character][0]
        + "".join(
            letter
            for letter, times in sorted(count.items())
            if times >= COMMON and letter != usual[character][0]
        )
        for character, count in counts.items()
    }
    for entry in LETTERS.split():
        letters[entry[0]] = usual[entry[0]][0] + entry[1:]
    for surname, reading in pairs(SURNAMES).items():
        if len(surname) == 1:
            letters[surname] = letters.get(surname, usual[surname][0]) + reading[0]
    unique = {character: "".join(dict.fromkeys(found)) for character, found in letters.items()}
    return {character: found for character, found in sorted(unique.items()) if len(found) > 1}


def pivots(usual: dict[str, str], phrases: dict[str, str]) -> dict[str, str]:
    """Return where phrases must be tried, and how they can lie around each place, longest first.

    A pivot is a character that some phrase reads otherwise; a phrase hangs on its first one.
    A shape is the digit of the pivot's place in the phrase, then the phrase's length.
    """
    read_otherwise = {
        character
        for phrase, reading in phrases.items()
        for character, syllable in zip(phrase, reading.split(), strict=True)
        if usual[character] != syllable
    }
    shapes: dict[str, set[tuple[int, int]]] = defaultdict(set)
    for phrase in phrases:
        offset = next(at for at, character in enumerate(phrase) if character in read_otherwise)
        shapes[phrase[offset]].add((len(phrase), offset))
    return {
        pivot: " ".join(f"{offset}{length}" for length, offset in sorted(around, reverse=True))
        for pivot, around in shapes.items()
    }


def packed(usual: dict[str, str], phrases: dict[str, str], letters: dict[str, str]) -> str:
    """Return the table as text."""
    written: dict[str, list[str]] = defaultdict(list)
    for character, syllable in usual.items():
        written[syllable].append(character)
    sections = {
        "characters": {syllable: "".join(sorted(found)) for syllable, found in written.items()},
        "phrases": phrases,
        "pivots": pivots(usual, phrases),
        "surnames": pairs(SURNAMES),
        "letters": letters,
    }
    lines = ["Made by data/build_pinyin.py from pypinyin (MIT); do not edit by hand."]
    for heading, entries in sections.items():
        lines.append(f"[{heading}]")
        lines += [f"{first} {rest}" for first, rest in sorted(entries.items())]
    return "\n".join(lines)


def build() -> str:
    """Return the whole table: only phrases that shorter ones and characters would get wrong."""
    usual = usual_readings()
    readings = phrase_readings(usual)
    kept: dict[str, str] = {}
    for length in sorted({len(phrase) for phrase in readings}):
        speller = reader.speller(reader.sections_of(packed(usual, kept, {})))
        kept |= {
            phrase: reading
            for phrase, reading in readings.items()
            if len(phrase) == length and speller.spell(phrase).split() != reading.split()
        }
    return packed(usual, kept, other_letters(usual, readings))


if __name__ == "__main__":
    TARGET.write_text(build(), encoding="utf-8", newline="\n")
    print(f"{TARGET.name}: {TARGET.stat().st_size:,} bytes")
