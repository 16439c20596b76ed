"""A value of ours is a dataclass of the library in all that can be seen of it."""

from __future__ import annotations

import copy
import dataclasses
import inspect
import pickle
import threading
from collections.abc import Callable
from dataclasses import field
from typing import Any, ClassVar

import pytest

from crm_tui import values


def declared(dataclass: Callable[..., Any]) -> tuple[type[Any], type[Any]]:
    """Declare the same two values with a decorator."""

    @dataclass(frozen=True, slots=True)
    class Point:
        x: int
        y: int = 0
        seen: ClassVar[list[int]] = []

        def __post_init__(self) -> None:
            if self.x < 0:
                raise ValueError("left of all")

    @dataclass(frozen=True, slots=True, kw_only=True, order=True)
    class Named(Point):
        name: str
        tags: tuple[str, ...] = field(default_factory=tuple, compare=False)

    return Point, Named


def declared_faults(dataclass: Callable[..., Any]) -> tuple[type[Any], type[Any]]:
    """Declare the same two errors with a decorator."""

    @dataclass
    class FaultError(Exception):
        what: str
        near: list[str] = field(default_factory=list)

        def __str__(self) -> str:
            return f"{super().__str__()}!"

    @dataclass
    class WorseError(FaultError):
        limit: int | None = None

    return FaultError, WorseError


OURS, THEIRS = declared(values.dataclass), declared(dataclasses.dataclass)


@pytest.mark.parametrize("at", [0, 1])
def test_a_value_shows_what_a_dataclass_shows(at: int) -> None:
    ours, theirs = OURS[at], THEIRS[at]
    given = {"x": 1, "name": "n"} if at else {"x": 1}
    ours(**given)
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert ours.__slots__ == theirs.__slots__
    assert ours.__match_args__ == theirs.__match_args__
    assert [each.name for each in dataclasses.fields(ours)] == [
        each.name for each in dataclasses.fields(theirs)
    ]
    assert repr(ours(**given)) == repr(theirs(**given))
    assert dataclasses.asdict(ours(**given)) == dataclasses.asdict(theirs(**given))
    assert vars(ours).keys() == vars(theirs).keys()


@pytest.mark.parametrize("at", [0, 1])
def test_an_error_shows_what_a_dataclass_shows(at: int) -> None:
    ours, theirs = (declared_faults(each)[at] for each in (values.dataclass, dataclasses.dataclass))
    mine, other = (
        ours("n", limit=3) if at else ours("n"),
        theirs("n", limit=3) if at else theirs("n"),
    )
    assert inspect.signature(ours) == inspect.signature(theirs)
    assert dataclasses.asdict(mine) == dataclasses.asdict(other)
    assert (repr(mine), str(mine), mine.args) == (repr(other), str(other), other.args)
    assert mine == ours(**dataclasses.asdict(mine))
    with pytest.raises(TypeError, match="unhashable"):
        hash(mine)
    with pytest.raises(TypeError, match="missing 1 required positional argument: 'what'"):
        ours()


def test_the_fields_of_a_class_are_known_before_there_is_an_instance() -> None:
    _, named = declared(values.dataclass)
    assert dataclasses.is_dataclass(named)
    assert [each.name for each in dataclasses.fields(named)] == ["x", "y", "name", "tags"]


def test_equal_values_are_equal_and_one_in_a_set() -> None:
    point, named = declared(values.dataclass)
    assert {point(1, 2), point(1, 2)} == {point(1, 2)}
    assert named(x=1, name="a", tags=("t",)) == named(x=1, name="a")
    assert named(x=1, name="a") < named(x=1, name="b")
    assert dataclasses.replace(point(1, 2), y=3) == point(1, 3)


def test_a_value_cannot_be_changed_nor_made_against_its_own_rule() -> None:
    point, _ = declared(values.dataclass)
    with pytest.raises(dataclasses.FrozenInstanceError):
        point(1).x = 2
    with pytest.raises(ValueError, match="left of all"):
        point(-1)
    assert not hasattr(point(1), "__dict__")


@values.dataclass(frozen=True, slots=True)
class Sent:
    """A value that another process may see before any was made there."""

    text: str


def test_a_value_is_copied_and_sent_to_another_process() -> None:
    assert pickle.loads(pickle.dumps(Sent("a"))) == copy.deepcopy(Sent("a")) == Sent("a")


def test_a_value_is_whole_however_many_threads_make_the_first_one() -> None:
    for _ in range(50):
        point, _named = declared(values.dataclass)
        found: list[bool] = []
        start = threading.Barrier(4)

        def make(
            point: type[Any] = point, found: list[bool] = found, start: threading.Barrier = start
        ) -> None:
            start.wait()
            found.append(point(1) == point(1))

        threads = [threading.Thread(target=make) for _ in range(4)]
        for each in threads:
            each.start()
        for each in threads:
            each.join()
        assert found == [True] * 4
