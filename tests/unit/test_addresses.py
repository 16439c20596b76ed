"""Addresses of channels: recognised by people, useless to everybody else."""

from __future__ import annotations

import pytest

from crm_tui.domain.addresses import (
    AddressFault,
    RobotAddress,
    internal_host,
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


@pytest.mark.parametrize(
    "address",
    [
        "http://127.0.0.1/in",
        "http://127.1/in",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]:80/",
        "http://[::ffff:10.0.0.1]/",
        "https://192.168.1.9:8443/hook",
        "http://169.254.169.254/latest/meta-data",
        "http://100.64.0.1/",
        "http://0.0.0.0/",
        "http://LOCALHOST./x",
        "http://nas/x",
        "http://crm.corp/x",
        "http://printer.local/x",
        "json://user:pass@10.1.2.3/path",
        "mailto://u:p@example.com/?to=a@example.com&smtp=10.0.0.1",
        "mailto://u:p@example.com/?smtp=localhost:25",
    ],
)
def test_a_host_of_the_own_network_is_known_however_it_is_written(address: str) -> None:
    assert internal_host(address) is not None


@pytest.mark.parametrize(
    "address",
    [
        "https://qyapi.weixin.qq.com/cgi-bin/webhook/send?key=x",
        "https://8.8.8.8/in",
        "https://[2606:4700::1111]/",
        "mailtos://u:p@smtp.example.com/?to=a@example.com",
        "slack://TokenA/TokenB/TokenC",
        "tgram://123456789:abc/12315544/",
        "http://[half",
        "",
    ],
)
def test_what_lies_outside_is_no_host_of_the_own_network(address: str) -> None:
    assert internal_host(address) is None
