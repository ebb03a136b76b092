"""Values as messages, and back."""

from collections import Counter, deque
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd
import pytest

from autograder.membrane import crossing
from autograder.membrane.crossing import Crossing
from autograder.wire import WireError, all_codecs

Value: TypeAlias = Any


@dataclass(eq=False)
class Stand:
    """What stands for a value of the other side."""

    number: int


class Builder:
    """Builds stand-ins that do nothing."""

    def __init__(self) -> None:
        self.built: dict[int, Stand] = {}

    def build(self, number: int, _told: Value) -> Stand:
        """Return the stand-in of this number."""
        return self.built.setdefault(number, Stand(number))

    def hold(self, number: int, of: Value, base: Value) -> Value:
        """Return all that was told."""
        return number, of, base

    def number_of(self, value: Value) -> int | None:
        """Return a stand-in's number."""
        return value.number if isinstance(value, Stand) else None


class Two:
    """Two sides without a line: what one packs, the other unpacks.

    Parameters
    ----------
    forgets
        Whether the other side drops what it does not use, before it packs.
    """

    def __init__(self, *, forgets: bool = False) -> None:
        self._forgets = forgets
        self.one = Crossing(all_codecs(), Builder(), first=0)
        self.other = Crossing(all_codecs(), Builder(), first=1, forgets=forgets)

    def over(self, value: Value) -> Value:
        """Send a value over, with what has changed."""
        changed = self.one.changed()
        return self.other.unpack(self.one.pack((value, changed)))[0]

    def back(self, value: Value) -> Value:
        """Send a value back, with what has changed."""
        changed = tuple(self.other.changed())
        unused = self.other.drop_unused() if self._forgets else []
        found = self.one.unpack(self.other.pack((value, changed)))[0]
        for number in unused:
            self.one.forget(number)
        return found


@pytest.fixture(params=[False, True], ids=["keeps", "forgets"])
def two(request: pytest.FixtureRequest) -> Two:
    """Give two sides that have exchanged nothing yet."""
    return Two(forgets=request.param)


CONTAINERS: dict[str, tuple[Value, Value]] = {
    "list": ([1, 2], lambda value: value.append(3)),
    "dict": ({"a": 1}, lambda value: value.update(b=2)),
    "set": ({1}, lambda value: value.add(2)),
    "bytearray": (bytearray(b"a"), lambda value: value.extend(b"b")),
    "deque": (deque([1]), lambda value: value.appendleft(0)),
    "Counter": (Counter("aab"), lambda value: value.update("b")),
    "nested": ({"a": [1, [2]]}, lambda value: value["a"][1].append(3)),
    "ndarray": (np.arange(4.0), lambda value: value.__setitem__(1, 9.0)),
    "objects": (np.array([[], "a"], object), lambda value: value[0].append(1)),
    "Series": (pd.Series([1, 2]), lambda value: value.__setitem__(0, 7)),
    "DataFrame": (
        pd.DataFrame({"人口": [1, 2]}),
        lambda value: value.insert(0, "名", ["a", "b"]),
    ),
}
"""Values that can change, and how."""


def same(one: Value, other: Value) -> bool:
    """Compare any two of these values."""
    if isinstance(one, np.ndarray):
        return bool(np.array_equal(one, other))
    return one.equals(other) if hasattr(one, "equals") else bool(one == other)


@pytest.fixture(params=CONTAINERS.values(), ids=CONTAINERS)
def changing(request: pytest.FixtureRequest) -> tuple[Value, Value]:
    """Give a value of its own and a way to change it."""
    value, change = request.param
    two = Two()
    return two.over(value), change


def test_a_twin_is_one_object(two: Two, changing: tuple[Value, Value]) -> None:
    """What crosses twice is the same value both times."""
    value, _ = changing

    assert two.over(value) is two.over(value)


def test_a_twin_comes_back_as_itself(two: Two, changing: tuple[Value, Value]) -> None:
    """What returns is the value that was sent, not a copy."""
    value, _ = changing

    assert two.back(two.over(value)) is value


def test_a_change_goes_over(two: Two, changing: tuple[Value, Value]) -> None:
    """The other side's twin changes in place, though it is not spoken of."""
    value, change = changing
    twin = two.over(value)

    change(value)
    two.over("something else")

    assert same(twin, value)


def test_a_change_comes_back(two: Two, changing: tuple[Value, Value]) -> None:
    """So does the first side's when the other one changes its twin."""
    value, change = changing
    twin = two.over(value)

    change(twin)
    two.back("something else")

    assert same(value, twin)


def frame() -> pd.DataFrame:
    """Return a frame with a column of each sort."""
    held = {"text": ["a", "b"], "number": [1, 2], "lists": [[], [1]]}
    return pd.DataFrame(held, index=pd.Index(["x", "y"], name="row"))


CHANGES: dict[str, Callable[[Value], object]] = {
    "texts": lambda frame: frame.__setitem__("text", ["a", "c"]),
    "a text": lambda frame: frame.loc.__setitem__(("x", "text"), "z"),
    "a missing text": lambda frame: frame.loc.__setitem__(("x", "text"), None),
    "a number": lambda frame: frame.iloc.__setitem__((0, 1), 7),
    "a list in a column": lambda frame: frame.loc["x", "lists"].append(1),
    "a type": lambda frame: frame.__setitem__("number", frame["number"].astype("i1")),
    "a column more": lambda frame: frame.insert(0, "more", 0),
    "a column less": lambda frame: frame.pop("number"),
    "a column's name": lambda frame: setattr(frame, "columns", list("abc")),
    "the rows": lambda frame: setattr(frame, "index", [1, 2]),
    "the rows' name": lambda frame: setattr(frame.index, "name", "other"),
    "the columns' name": lambda frame: setattr(frame.columns, "name", "other"),
    "what is noted": lambda frame: frame.attrs.__setitem__("来源", 1),
    "a flag": lambda frame: setattr(frame.flags, "allows_duplicate_labels", False),
}


@pytest.mark.parametrize("change", CHANGES.values(), ids=CHANGES)
@pytest.mark.parametrize("side", ["one", "other"])
def test_any_change_of_a_frame_is_noticed(
    two: Two, change: Callable[[Value], object], side: str
) -> None:
    """On either side, in whatever part of it."""
    here = frame()
    there = two.over(here)
    two.back("something else")
    found: Crossing = getattr(two, side)

    before = found.changed()
    change(here if side == "one" else there)

    assert before == []
    assert found.changed()


def test_what_only_made_another_value_is_dropped_unseen() -> None:
    """The arrays of a frame's columns; then the frame still stays in step."""
    two = Two(forgets=True)
    twin = two.over(frame())

    two.back("something else")
    twin.loc["x", "number"] = 5

    assert [type(each) for each in two.other.changed()] == [pd.DataFrame]


def test_what_has_not_changed_is_not_told_again(
    two: Two, changing: tuple[Value, Value]
) -> None:
    """A twin in step costs its number."""
    value, _ = changing
    two.over(value)

    assert two.one.pack(value) == [["twin", 0]]
    assert two.one.changed() == []


def test_two_ways_to_one_value_lead_to_one_value(two: Two) -> None:
    """Sharing survives."""
    inner: list[int] = []

    first, second = two.over((inner, [inner]))

    assert second[0] is first


def test_a_value_can_hold_itself(two: Two) -> None:
    """A list in itself arrives as one."""
    value: list[Any] = []
    value.append((value, {"self": value}))

    twin = two.over(value)

    assert twin[0][0] is twin
    assert twin[0][1]["self"] is twin


def test_depth_costs_no_stack(two: Two) -> None:
    """A list 100,000 deep arrives, and changes."""
    value: list[Any] = []
    inmost = value
    for _ in range(100_000):
        inmost.append([])
        inmost = inmost[0]
    twin = two.over(value)

    inmost.append("end")
    two.over(None)

    found = twin
    while found != "end":
        found = found[0]
    assert found == "end"


def test_a_frame_can_hold_what_is_deep(two: Two) -> None:
    """What a cell of a table holds may itself be deep, or hold itself."""
    deep: list[Any] = []
    deep.append(deep)
    for _ in range(5_000):
        deep = [deep]

    twin = two.over(pd.DataFrame({"a": [deep]}))

    assert type(twin.loc[0, "a"]) is list
    assert two.other.changed() == []


def test_what_stays_comes_back_as_itself(two: Two) -> None:
    """A function crosses as a number, and is itself again at home."""

    def function() -> None:
        """Do nothing."""

    stand = two.over(function)

    assert isinstance(stand, Stand)
    assert two.back(stand) is function


def test_what_stays_is_described_once(two: Two) -> None:
    """The second time, its number says all."""
    two.over(print)

    assert two.one.pack(print) == [["mine", 0, []]]


def test_what_nobody_uses_is_dropped(two: Two) -> None:
    """A twin goes with its last user, and the other side is told."""
    kept, lost = two.over([1]), two.over([2])
    two.other.drop_unused()  # the lists that they came in
    before = two.other.drop_unused()

    del lost

    assert before == []
    assert two.other.drop_unused() == [4]
    assert kept == [1]


def test_what_is_forgotten_is_a_new_value(two: Two) -> None:
    """It crosses anew, under another number."""
    value = [1]
    twin = two.over(value)

    two.one.forget(0)
    two.other.forget(0)

    assert two.over(value) is not twin


def test_what_was_not_sent_was_not_agreed(two: Two) -> None:
    """A message that could not go leaves both sides as they were."""
    value, fresh = [1], [2]
    twin = two.over(value)
    value.append(2)
    two.one.pack((value, fresh, print))

    two.one.take_back()

    assert two.over(fresh) == [2]
    assert twin == [1, 2]
    assert isinstance(two.over(print), Stand)


def test_what_is_too_much_is_refused_whole(
    two: Two, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing of a value that is made of too many others is remembered."""
    inner = [0]
    monkeypatch.setattr(crossing, "MOST_NODES", 50)
    with pytest.raises(WireError, match="cannot cross"):
        two.one.pack([inner, *map(str, range(100))])

    assert two.over(inner) == [0]


class LyingArray(np.ndarray):
    """An array that says what it likes."""

    def __eq__(self, other: object) -> bool:  # type: ignore[override]
        """Agree with everything."""
        return True

    __hash__ = None  # type: ignore[assignment]


class LyingFrame(pd.DataFrame):
    """A table that says what it likes."""

    def equals(self, other: object) -> bool:  # noqa: ARG002
        """Agree with everything."""
        return True


class LyingNumber(np.float64):
    """A number that says what it likes."""

    def __eq__(self, other: object) -> bool:
        """Agree with everything."""
        return True

    __hash__ = np.float64.__hash__


@pytest.mark.parametrize(
    ("value", "of"),
    [
        (np.arange(3).view(LyingArray), np.ndarray),
        (LyingFrame({"a": [1]}), pd.DataFrame),
        (LyingNumber(2), np.float64),
    ],
    ids=["array", "frame", "number"],
)
def test_a_subclass_of_a_librarys_type_crosses_as_what_it_holds(
    two: Two, value: Value, of: type
) -> None:
    """It cannot answer otherwise any more."""
    assert type(two.over(value)) is of


class Words(list[str]):
    """A list with a name."""


def test_a_subclass_of_a_plain_type_says_what_it_holds(two: Two) -> None:
    """The class stays; what its instance holds crosses."""
    number, of, base = two.over(Words(["a"]))

    assert type(number) is int
    assert isinstance(of, Stand)
    assert base == ["a"]


HOSTILE: dict[str, Value] = {
    "no table": 3,
    "empty": [],
    "no node": [3],
    "no kind": [[]],
    "kind no text": [[[], None, []]],
    "unknown kind": [["code", None, []]],
    "too short": [["int"]],
    "too long": [["list", None, [], 1, 2]],
    "part out of the table": [["list", None, [1], 1]],
    "part no number": [["list", None, ["0"], 1]],
    "part true": [["list", None, [True], 1]],
    "negative part": [["list", None, [-1], 1]],
    "tuple in itself": [["tuple", None, [0]]],
    "unknown twin": [["twin", 44]],
    "twin no number": [["twin", []]],
    "unknown value of ours": [["yours", 44]],
    "our value by name": [["yours", "print"]],
    "list without a number": [["list", None, []]],
    "number with a number": [["int", "0x1", [], 1]],
    "list numbered by a list": [["list", None, [], [1]]],
    "int of no digits": [["int", "x", []]],
    "held of nothing": [["held", None, []]],
    "held of what is no data": [["held", [1, "code", None], [0]]],
    "unhashable key": [["dict", None, [1, 1], 1], ["list", None, [], 3]],
    "half a dict": [["dict", None, [1], 1], ["bool", True, []]],
    "bad pattern": [["re.Pattern", ["(", 32], []]],
}


@pytest.mark.parametrize("nodes", HOSTILE.values(), ids=HOSTILE)
def test_what_was_not_agreed_is_refused(two: Two, nodes: Value) -> None:
    """No message is believed, and none raises anything else."""
    with pytest.raises(WireError):
        two.one.unpack(nodes)


def test_a_twin_keeps_its_type(two: Two) -> None:
    """The other side cannot make a dict of a list that is here."""
    two.over([1])

    with pytest.raises(WireError, match="keeps its type"):
        two.one.unpack([["dict", None, [], 0]])
