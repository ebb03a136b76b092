import json
from collections import ChainMap, Counter, OrderedDict, defaultdict, deque
from types import MappingProxyType, SimpleNamespace
from typing import Any

import pytest

from autograder.wire import WireError, all_codecs, decode, encode

BOOK = all_codecs()
HELD = {"b": [1], "a": 2}


def over(value: object) -> Any:  # noqa: ANN401 - a table of nodes
    """Return a value as it is on the wire."""
    return json.loads(json.dumps(encode(value, codecs=BOOK)))


def across(value: Any) -> Any:  # noqa: ANN401 - any value at all
    """Send a value over."""
    return decode(over(value), codecs=BOOK)


@pytest.mark.parametrize(
    "value",
    [
        OrderedDict(b=1, a=2),
        Counter("新质新"),
        Counter({"a": -3}),
        defaultdict(list, {1: [2]}),
        defaultdict(None, {1: 2}),
        deque([1, [2]], maxlen=3),
        deque(),
        ChainMap({"a": 1}, {"b": 2}),
        ChainMap(),
        MappingProxyType({"a": 1}),
        HELD.keys(),
        HELD.values(),
        HELD.items(),
        OrderedDict(HELD).items(),
        SimpleNamespace(省="京", n=[1]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_container_comes_over_as_it_was(value: Any) -> None:  # noqa: ANN401
    """Of its own type, with all that it shows, in its order."""
    found = across(value)

    assert type(found) is type(value)
    assert repr(found) == repr(value)


def test_a_default_is_made_on_the_other_side() -> None:
    """The factory is a value too."""
    found = across(defaultdict(list))

    found["new"].append(1)
    assert found == {"new": [1]}


def test_a_full_deque_stays_full() -> None:
    """It forgets its first when one is added."""
    found = across(deque([1, 2], maxlen=2))

    found.append(3)
    assert list(found) == [2, 3]


def test_a_view_sees_changes_of_its_dict() -> None:
    """Both come over as one thing."""
    held = {"a": 1}

    found, view = across([held, held.keys()])
    found["b"] = 2

    assert list(view) == ["a", "b"]


def test_a_container_may_hold_itself() -> None:
    """As a list may."""
    space = SimpleNamespace()
    space.ring = deque([space])

    found = across(space)

    assert found.ring[0] is found


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (OrderedDict(a=1, b=2), OrderedDict(b=2, a=3)),
        (Counter("ab"), Counter("c")),
        (defaultdict(list, {1: []}), defaultdict(int, {2: 3})),
        (deque([1], maxlen=3), deque([2, 3], maxlen=3)),
        (ChainMap({1: 2}, {3: 4}), ChainMap({5: 6})),
        (SimpleNamespace(a=1), SimpleNamespace(b=2)),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_container_is_renewed_in_place(old: Any, new: Any) -> None:  # noqa: ANN401
    """It stays the same object and shows what the new one shows."""
    found = decode(over(new), codecs=BOOK, twins={0: old})

    assert found is old
    assert repr(old) == repr(new)


@pytest.mark.parametrize(
    "nodes",
    [
        [["OrderedDict", None, [0]]],
        [["Counter", None, [1]], ["int", "0x1", []]],
        [["defaultdict", None, []]],
        [["defaultdict", None, [1]], ["int", "0x1", []]],
        [["deque", -1, []]],
        [["deque", "x", []]],
        [["ChainMap", None, []]],
        [["mappingproxy", None, [1]], ["int", "0x1", []]],
        [["dict_keys", None, []]],
        [["dict_items", None, [0]]],
        [["SimpleNamespace", None, [1, 1]], ["int", "0x1", []]],
        [["SimpleNamespace", None, [1, 1, 1, 1]], ["str", "a", []]],
    ],
    ids=repr,
)
def test_a_container_that_was_not_agreed_is_refused(nodes: object) -> None:
    """Wrong halves, names, lengths or dicts."""
    with pytest.raises(WireError):
        decode(nodes, codecs=BOOK)


def test_a_deque_does_not_change_how_much_it_holds() -> None:
    """No assignment could do that either."""
    with pytest.raises(WireError, match="how much it holds"):
        decode(over(deque(maxlen=2)), codecs=BOOK, twins={0: deque(maxlen=3)})
