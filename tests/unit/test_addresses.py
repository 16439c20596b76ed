"""Addresses of channels: recognised by people, useless to everybody else."""

from __future__ import annotations

import pytest

from crm_tui.domain.addresses import (
    AddressFault,
    RobotAddress,
    masked_address,
    robot_address,
    why_not_address,
    without_secrets,
)
from crm_tui.domain.deliveries import ChannelKind

KEY = "693a91f6-7xxx-4bc4-97a0-0ec2sifa5aaa"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        (f"https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key={KEY}",
         "https://qyapi.weixin.qq.com/…5aaa"),
        (f"https://oapi.dingtalk.com/robot/send?access_token={KEY}&secret=SEC0123456789abc",
         "https://oapi.dingtalk.com/…5aaa"),
        (f"https://open.feishu.cn/open-apis/bot/v2/hook/{KEY}/", "https://open.feishu.cn/…5aaa"),
        (f"dingtalk://SECRETSECRET@{KEY}", "dingtalk://…5aaa"),
        ("tgram://123456789:abcdefg_hijklmnop/lead2gold", "tgram://…"),
        ("http://127.0.0.1:8080/in", "http://127.0.0.1:8080/…"),
        ("mailtos://wangwei:geheim@smtp.exmail.qq.com/?to=li@example.com,zhao@example.com",
         "mailtos://smtp.exmail.qq.com/… → l***@example.com, z***@example.com"),
        ("https://[half", "…"),
    ],
)  # fmt: skip
def test_of_an_address_only_what_tells_which_it_is_is_shown(address: str, shown: str) -> None:
    assert masked_address(address) == shown


def test_every_part_of_an_address_is_taken_out_of_what_others_say() -> None:
    address = f"https://bot:geheimnis@example.com/hook/{KEY}?sign=abcdef&key=xyz12345"
    said = f"cannot open {address}: token {KEY}, key xyz12345, sign abcdef, geheimnis"
    assert without_secrets(said, address) == "cannot open …: token …, key …, sign …, …"


def test_words_that_a_path_has_in_common_with_a_sentence_stay() -> None:
    address = f"https://example.com/cgi-bin/webhook/send?key={KEY}"
    assert without_secrets("invalid webhook url", address) == "invalid webhook url"


@pytest.mark.parametrize(
    ("kind", "address", "place"),
    [
        (ChannelKind.WECOM, "wecombot://AbC-1",
         RobotAddress("https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=AbC-1")),
        (ChannelKind.DINGTALK, "dingtalk://SecX@Tok",
         RobotAddress("https://oapi.dingtalk.com/robot/send?access_token=Tok", "SecX")),
        (ChannelKind.DINGTALK, "https://oapi.dingtalk.com/robot/send?access_token=T&secret=S",
         RobotAddress("https://oapi.dingtalk.com/robot/send?access_token=T", "S")),
        (ChannelKind.FEISHU, "https://open.feishu.cn/open-apis/bot/v2/hook/T?secret=S",
         RobotAddress("https://open.feishu.cn/open-apis/bot/v2/hook/T", "S")),
        (ChannelKind.FEISHU, "feishu://T",
         RobotAddress("https://open.feishu.cn/open-apis/bot/v2/hook/T")),
    ],
)  # fmt: skip
def test_a_robot_is_known_by_its_own_address_and_by_the_short_one(
    kind: ChannelKind, address: str, place: RobotAddress
) -> None:
    assert robot_address(kind, address) == place


@pytest.mark.parametrize(
    "query",
    ["?template=/etc/hostname", "?%74emplate=/etc/hostname", "?a=1;TEMPLATE=file:///etc/hostname",
     "?keyfile=/etc/hostname", "?a=1&subfile=/etc/hostname"],
)  # fmt: skip
def test_an_address_sends_no_file_of_the_machine_that_sends(query: str) -> None:
    address = f"tgram://123456789:abcdefg_hijklmnop/lead2gold/{query}"
    assert why_not_address(ChannelKind.WEBHOOK, address) is AddressFault.HERE


def test_a_hook_of_the_web_may_call_what_it_likes_a_template() -> None:
    assert why_not_address(ChannelKind.WEBHOOK, "https://example.com/in?template=day") is None
