"""Reminders from the shell: channels, the sender for cron, its log, and two of them at once."""

from __future__ import annotations

import signal
import subprocess
import threading
from collections.abc import Iterator

import pytest

from tests.cli.process import ROOT, Shell
from tests.mailboxes import Hook, free_port, hook

SECRET = "a1b2c3d4-e5f6-7788"
LATER = "2026-11-22T14:00:00+08:00"


@pytest.fixture
def robot() -> Iterator[Hook]:
    with hook() as there:
        yield there


def add(shell: Shell, address: str, *more: str) -> int:
    answer = shell.done("remind", "channel", "add", "wecom", address, *more, "--json")
    return int(answer.json["id"])


def due(shell: Shell, title: str = "回访") -> None:
    """Something that is due by the time at which the shell goes on."""
    shell.done("remind", "add", title, "--at", "2026-11-22 13:50")
    shell.at = LATER


def test_a_channel_is_added_listed_edited_tried_and_removed(office: Shell, robot: Hook) -> None:
    number = str(add(office, f"{robot.url}/send?key={SECRET}", "--name", "销售群"))
    listed = office.done("remind", "channel", "list", "--json").json
    assert [(row["name"], row["user"], row["wants"]) for row in listed] == [
        ("销售群", "wangwei", [])
    ]
    edited = office.done(
        "remind", "channel", "edit", number, "--wants", "task,contact", "--json"
    ).json
    assert edited["wants"] == ["task", "contact"]
    assert office.done("remind", "channel", "test", number).out == "The test arrived.\n"
    assert len(robot.texts) == 1
    assert office.done("remind", "channel", "remove", number, "--json").json["id"] == int(number)
    assert office.done("remind", "channel", "list", "--json").json == []
    office.done("undo")
    assert len(office.done("remind", "channel", "list", "--json").json) == 1


def test_no_answer_of_the_shell_shows_a_secret(office: Shell) -> None:
    address = f"http://127.0.0.1:{free_port()}/send?key={SECRET}"
    number = str(add(office, address))
    due(office)
    answers = [
        office.crm("remind", "channel", "list"),
        office.crm("remind", "channel", "list", "--json"),
        office.crm("remind", "channel", "test", number, "--json"),
        office.crm("remind", "channel", "add", "wecom", f"{address} {SECRET}", "--json"),
        office.crm("remind", "send"),
        office.crm("remind", "log", "--json"),
        office.crm("history", "--json"),
    ]
    assert all(SECRET not in answer.out + answer.err for answer in answers)
    assert [answer.code for answer in answers] == [0, 0, 4, 2, 4, 0, 0]


@pytest.mark.long
def test_an_address_is_read_from_the_input_so_that_no_list_of_programs_shows_it(
    office: Shell, robot: Hook
) -> None:
    command = office.command("remind", "channel", "add", "wecom", "-")
    ended = subprocess.run(
        command,
        cwd=ROOT,
        env=office.variables(),
        input=f"{robot.url}/send?key={SECRET}\n".encode(),
        capture_output=True,
        check=False,
    )
    assert ended.returncode == 0, ended.stderr
    office.done("remind", "channel", "test", "1")
    assert robot.posted[0].path.endswith(SECRET)


def test_a_dry_run_lists_and_sends_nothing(office: Shell, robot: Hook) -> None:
    add(office, f"{robot.url}/send")
    due(office)
    (row,) = office.done("remind", "send", "--dry-run", "--json").json
    assert (row["user"], row["kind"], row["title"]) == ("wangwei", "task", "回访")
    assert robot.posted == []
    assert office.done("remind", "log", "--json").json == []


def test_the_sender_says_what_it_did_and_ends_with_4_when_something_did_not_arrive(
    office: Shell, robot: Hook
) -> None:
    add(office, f"{robot.url}/send")
    due(office)
    robot.status = 500
    failed = office.crm("remind", "send", "--json")
    assert failed.code == 4
    assert (failed.json["sent"], failed.json["failed"]) == (0, 1)
    assert failed.json["failures"][0]["error"] == "status 500"
    (row,) = office.done("remind", "log", "--failed", "--json").json
    assert (row["status"], row["error"], row["attempts"]) == ("failed", "status 500", 1)
    today = office.done("today")
    assert "回访" in today.out
    assert "1 reminder could not be sent out" in today.err
    robot.status = 200
    office.at = "2026-11-22T14:02:00+08:00"
    sent = office.done("remind", "send", "--json").json
    assert (sent["queued"], sent["sent"], sent["clock_back"]) == (0, 1, False)
    assert office.done("remind", "send").out == "Nothing is due that has not been sent.\n"


@pytest.mark.long
def test_two_senders_at_once_deliver_one(office: Shell, robot: Hook) -> None:
    add(office, f"{robot.url}/send")
    for number in range(6):
        due(office, f"第{number}件")
        office.at = "2026-11-22T12:00:00+08:00"
    office.at = LATER
    both = threading.Barrier(2)
    answers = []

    def run() -> None:
        both.wait()
        answers.append(office.spawned("remind", "send", "--json"))

    threads = [threading.Thread(target=run) for _ in range(2)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [answer.code for answer in answers] == [0, 0]
    assert sum(answer.json["sent"] for answer in answers) == 6
    said = "\n".join(robot.texts)
    assert all(said.count(f"第{number}件") == 1 for number in range(6))


@pytest.mark.long
def test_a_sender_that_is_killed_while_it_sends_is_taken_over_and_the_message_says_so(
    office: Shell, robot: Hook
) -> None:
    add(office, f"{robot.url}/send")
    due(office)
    posted, killed = threading.Event(), threading.Event()

    def wait_for_the_end() -> None:
        posted.set()
        killed.wait(60)

    robot.before_answer = wait_for_the_end
    sender = subprocess.Popen(
        office.command("remind", "send"), cwd=ROOT, env=office.variables(),
        stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    assert posted.wait(60)
    sender.send_signal(signal.SIGKILL)
    sender.wait()
    killed.set()
    robot.before_answer = lambda: None
    assert office.done("remind", "send", "--json").json["sent"] == 0
    office.at = "2026-11-22T14:06:00+08:00"
    assert office.done("remind", "send", "--json").json["sent"] == 1
    assert "perhaps sent before" in robot.texts[-1]
    assert len(robot.posted) == 2


def test_the_digest_of_the_morning_comes_once(office: Shell, robot: Hook) -> None:
    add(office, f"{robot.url}/send")
    office.done("remind", "add", "填周报", "--at", "2026-11-22 18:00")
    office.done("remind", "send", "--digest")
    office.done("remind", "send", "--digest")
    (text,) = robot.texts
    assert text.splitlines() == ["Today, 11-22 Sun", "1. 填周报 · today 18:00"]
