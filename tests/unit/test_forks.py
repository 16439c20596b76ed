"""A run of several processes tells what became of each test."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

pytestmark = pytest.mark.skipif(not hasattr(os, "fork"), reason="processes cannot be forked")

_IN_TWO = ("-p", "tests.forks", "--forks", "2", "-p", "no:cacheprovider")
_SOME = """
import os
import pytest

@pytest.mark.parametrize("number", range(20))
def test_that_passes(number, tmp_path):
    (tmp_path / "a").touch()

def test_that_fails():
    print("said before")
    found = 2
    assert found == 3

@pytest.mark.skip(reason="not now")
def test_that_is_skipped():
    pass

@pytest.fixture(scope="session")
def place():
    yield
    with open("ended", "a") as file:
        file.write("x")

@pytest.mark.parametrize("number", range(4))
def test_that_shares(place, number):
    pass
"""


def told(folder: Path, tests: str, *options: str) -> tuple[int, str]:
    """How a run in two processes ended, and what it told."""
    (folder / "test_some.py").write_text(tests, encoding="utf-8")
    ended = subprocess.run(
        [sys.executable, "-m", "pytest", *_IN_TWO, *options, "--rootdir", folder, "test_some.py"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return ended.returncode, ended.stdout + ended.stderr


@pytest.mark.long
def test_every_test_is_run_once_and_told(tmp_path: Path) -> None:
    code, said = told(tmp_path, _SOME)
    assert "1 failed, 24 passed, 1 skipped" in said, said
    assert "assert 2 == 3" in said
    assert "said before" in said
    assert code == pytest.ExitCode.TESTS_FAILED
    assert (tmp_path / "ended").read_text() in {"x", "xx"}, "once in each process that began it"


@pytest.mark.long
def test_a_process_that_dies_fails_the_run(tmp_path: Path) -> None:
    code, said = told(tmp_path, "import os\ndef test_it(): os._exit(0)\n")
    assert "a process died in test_some.py::test_it" in said, said
    assert code != 0


@pytest.mark.long
def test_the_first_failure_ends_a_run_that_wants_it(tmp_path: Path) -> None:
    tests = (
        "import pytest\n@pytest.mark.parametrize('n', range(50))\ndef test_it(n): assert n < 0\n"
    )
    code, said = told(tmp_path, tests, "-x")
    assert "1 failed in" in said, said
    assert code != 0
