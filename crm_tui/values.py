"""Dataclasses whose methods are written when the first one is made, not when they are declared.

The library compiles six methods for each frozen dataclass as its module loads, which takes half a
millisecond, and three for a plain one; the program declares four hundred and uses a few dozen in
one run. Here a class has its slots at once; its methods come, from the library and the same to the
letter, with the first instance or when somebody asks for its fields.
"""

from __future__ import annotations

import dataclasses
import threading
from collections.abc import Callable, Iterable, Iterator
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass"]

_NO_FIELDS = ("ClassVar", "typing.ClassVar", "InitVar", "dataclasses.InitVar")
_TOLD_BY_CLASSES = ("__dataclass_fields__", "__dataclass_params__", "__match_args__")

_lock = threading.RLock()
_waiting: dict[type, Callable[[], None]] = {}


class _Late:
    """What a class says about its fields, once it is finished."""

    def __init__(self, name: str) -> None:
        self._name = name

    def __get__(self, instance: object, owner: type) -> Any:
        for each in reversed(owner.__mro__):
            _finish(each)
        return getattr(owner, self._name)


def _dataclass(
    cls: type | None = None, /, *, frozen: bool = False, slots: bool = False, **options: Any
) -> Any:
    if cls is None:
        return lambda declared: _dataclass(declared, frozen=frozen, slots=slots, **options)
    if frozen and slots:
        made = _with_slots(cls)
        _await_first(made)
        _waiting[made] = lambda: _write_methods(made, cls, options | {"frozen": True})
        return made
    if frozen or slots:
        # What is one of both may be looked at in more ways than these: it is made at once.
        return dataclasses.dataclass(frozen=frozen, slots=slots, **options)(cls)
    declared = type(cls)(cls.__name__, cls.__bases__, _own_names(cls))
    for name in _TOLD_BY_CLASSES:
        setattr(cls, name, _Late(name))
    _await_first(cls)
    _waiting[cls] = lambda: _write_methods(cls, declared, options)
    return cls


def _with_slots(cls: type) -> type:
    """Return the class anew with slots for its fields, which the library does likewise."""
    declared = _declared(cls)
    above = set(_slots_above(cls))
    kept = {name: value for name, value in _own_names(cls).items() if name not in declared}
    late = {name: _Late(name) for name in _TOLD_BY_CLASSES}
    state = {"__getstate__": _state, "__setstate__": _restore}
    slots = tuple(name for name in declared if name not in above)
    made = type(cls)(cls.__name__, cls.__bases__, {**state, **kept, **late, "__slots__": slots})
    made.__qualname__ = cls.__qualname__
    return made


def _await_first(made: type) -> None:
    """Have the first instance write the methods."""

    def first_init(self: Any, *args: Any, **kwargs: Any) -> None:
        _finish(made)
        made.__init__(self, *args, **kwargs)  # type: ignore[misc]  # the one just written

    made.__init__ = first_init  # type: ignore[misc]  # until the first instance


def _own_names(cls: type) -> dict[str, Any]:
    return {n: value for n, value in vars(cls).items() if n not in ("__dict__", "__weakref__")}


def _declared(cls: type) -> list[str]:
    annotations = vars(cls).get("__annotations__", {})
    return [name for name, kind in annotations.items() if not str(kind).startswith(_NO_FIELDS)]


def _slots_above(cls: type) -> Iterator[str]:
    for base in cls.__mro__[1:]:
        slots = vars(base).get("__slots__", ())
        yield from [slots] if isinstance(slots, str) else slots


def _finish(made: type) -> None:
    """Give a class its methods, unless it has them."""
    if made not in _waiting:
        return
    with _lock:
        # Another thread may have done it while this one waited.
        write = _waiting.get(made)
        if write is not None:
            write()
            del _waiting[made]


def _write_methods(made: type, declared: type, options: dict[str, Any]) -> None:
    before = dict(vars(declared))
    dataclasses.dataclass(**options)(declared)
    fields = {*_declared(declared), "__init__"}
    for name, value in vars(declared).items():
        if name not in fields and before.get(name, before) is not value:
            setattr(made, name, value)
    # Last: who can make one finds everything else in its place.
    made.__init__ = vars(declared)["__init__"]  # type: ignore[misc]  # written by the library


def _state(self: Any) -> tuple[object, ...]:
    return _getter_of(type(self))(self)


def _restore(self: Any, state: Iterable[object]) -> None:
    for put, value in zip(_setters_of(type(self)), state, strict=True):
        put(self, value)


# Kept: what goes to disk in an import is written and read by the hundred thousand.
_getters: dict[type, Callable[[object], tuple[object, ...]]] = {}
_setters: dict[type, tuple[Callable[[object, object], None], ...]] = {}


def _getter_of(made: type) -> Callable[[object], tuple[object, ...]]:
    if made not in _getters:
        names = _names_in(made)
        # The library's getter answers a value alone for one name, and wants one at least.
        whole = attrgetter(*names) if len(names) > 1 else None
        _getters[made] = whole or (lambda self: tuple(getattr(self, name) for name in names))
    return _getters[made]


def _setters_of(made: type) -> tuple[Callable[[object, object], None], ...]:
    if made not in _setters:
        _setters[made] = tuple(getattr(made, name).__set__ for name in _names_in(made))
    return _setters[made]


def _names_in(made: type) -> tuple[str, ...]:
    return tuple(each.name for each in dataclasses.fields(made))


if TYPE_CHECKING:
    from dataclasses import dataclass
else:
    dataclass = _dataclass
