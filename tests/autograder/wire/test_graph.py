import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from autograder.wire import WireError, decode, encode

keys = st.none() | st.booleans() | st.integers() | st.text() | st.binary()
values = st.recursive(
    keys | st.floats(allow_nan=False) | st.complex_numbers(allow_nan=False),
    lambda inner: (
        st.lists(inner)
        | st.dictionaries(keys, inner)
        | st.tuples(inner, inner)
        | st.sets(keys)
        | st.frozensets(keys)
    ),
)


def across(value: Any) -> Any:  # noqa: ANN401 - any value at all
    """Send a value over, as bytes of JSON."""
    return decode(json.loads(json.dumps(encode(value))))


def types(value: Any) -> Any:  # noqa: ANN401 - any value at all
    """Return the types that a value is built of."""
    if isinstance(value, dict):
        return dict, [(types(k), types(v)) for k, v in value.items()]
    if isinstance(value, list | tuple):
        return type(value), [types(each) for each in value]
    return type(value)


@given(values)
def test_a_value_comes_over_as_it_was(value: object) -> None:
    """Equal, of the same types, in the same order."""
    found = across(value)

    assert found == value
    assert types(found) == types(value)


def test_what_is_shared_stays_shared() -> None:
    """A change to one place shows in the other."""
    row = [0]

    first, second = across([row, row])
    first.append(1)

    assert second == [0, 1]


def test_a_list_may_hold_itself() -> None:
    """The cycle comes over as a cycle."""
    ring: list[Any] = [1]
    ring.append((ring, {"ring": ring}))

    found = across(ring)

    assert found[1][0] is found
    assert found[1][1]["ring"] is found


@pytest.mark.parametrize("kind", [list, tuple])
def test_depth_costs_nothing(kind: type) -> None:
    """A value 200,000 deep comes over; no stack is used up."""
    deep: Any = kind()
    for _ in range(200_000):
        deep = kind([deep])

    found = across(deep)
    depth = 0
    while found:
        (found,), depth = found, depth + 1

    assert depth == 200_000
    while deep:  # or freeing it would use up the stack
        (deep,) = deep


def test_nan_comes_over_as_nan() -> None:
    """JSON has no word for it; the wire has."""
    assert math.isnan(across(float("nan")))


class Liar(float):
    """A number that equals every other."""

    __hash__ = float.__hash__

    def __eq__(self, other: object) -> bool:
        return True


@pytest.mark.parametrize(
    "value", [Liar(1), [Liar(1)], {"x": (Liar(1),)}, print, object]
)
def test_what_is_more_than_data_does_not_cross(value: object) -> None:
    """A subclass may answer otherwise than it holds."""
    with pytest.raises(WireError, match="is more than data"):
        encode(value)


def test_what_does_not_cross_may_be_named() -> None:
    """Something on the other side stands for it, the same one each time."""
    nodes = encode([print, print, 1], refer=lambda value: value.__name__)

    first, second, number = decode(nodes, resolve=lambda name: [name])

    assert first == ["print"]
    assert first is second
    assert number == 1


def test_a_value_of_too_many_parts_is_refused() -> None:
    """Before it has filled the memory."""
    with pytest.raises(WireError, match="more than 10 others"):
        encode(list(range(1000)), most=10)


@pytest.mark.parametrize(
    "nodes",
    [
        None,
        {},
        [],
        [[]],
        ["list"],
        [["list", None]],
        [["list", None, [1]]],
        [["list", None, [-1]]],
        [["list", None, [True]]],
        [["list", None, "00"]],
        [[["list"], None, []]],
        [["function", "print", []]],
        [["ref", 1, []]],
        [["int", 5, []]],
        [["int", "five", []]],
        [["bool", "yes", []]],
        [["str", 1, []]],
        [["str", ["no base64"], []]],
        [["bytes", "é", []]],
        [["float", "many", []]],
        [["Fraction", None, [1, 2]], ["int", "0x1", []], ["int", "0x0", []]],
        [["date", [1, 2], []]],
        [["date", [2024, 13, 1], []]],
        [["set", None, [1]], ["list", None, []]],
        [["dict", None, [1]], ["int", "0x1", []]],
        [["tuple", None, [0]]],
        [["tuple", None, [1]], ["frozenset", None, [0]]],
        [["range", None, [0]]],
        [["ZoneInfo", "../../etc/passwd", []]],
    ],
    ids=repr,
)
def test_what_was_not_agreed_is_refused(nodes: object) -> None:
    """Whoever wrote it, and whatever for."""
    with pytest.raises(WireError):
        decode(nodes)


anything = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 4) | st.text(max_size=3),
    lambda inner: st.lists(inner, max_size=4),
)
kinds = st.sampled_from(["list", "tuple", "dict", "set", "int", "str", "date", "slice"])
tables = st.lists(st.tuples(kinds, anything, st.lists(st.integers(0, 4))).map(list))


@given(tables | anything)
def test_any_table_is_decoded_or_refused(nodes: object) -> None:
    """Nothing but a refusal is ever raised."""
    try:
        decode(nodes)
    except WireError:
        return


def test_values_are_told_by_number() -> None:
    """On both sides, in the same order."""
    sent: list[Any] = []
    found: list[Any] = []

    decode(encode([[1], "a"], values=sent), values=found)

    assert sent == found == [[[1], "a"], [1], "a", 1]


def test_a_twin_within_a_value_is_renewed_where_it_is() -> None:
    """What holds it keeps it, and so does what came across."""
    twin = [0]

    found = decode(encode(([1, 2], "a")), twins={1: twin})

    assert found == ([1, 2], "a")
    assert found[0] is twin


@pytest.mark.parametrize("twin", [{1: 2}, (1,), 1, print], ids=repr)
def test_a_twin_of_another_type_is_refused(twin: object) -> None:
    """Nothing becomes what it is not, and what cannot change does not."""
    with pytest.raises(WireError, match="cannot become"):
        decode(encode([1]), twins={0: twin})


def test_many_parts_that_come_first_cost_little() -> None:
    """A tuple at the end of its table is made in one go."""
    size = 100_000
    nodes = [["tuple", None, [size]], *(["tuple", None, []] for _ in range(size - 1))]
    nodes.append(["tuple", None, list(range(1, size))])

    (found,) = decode(nodes)

    assert len(found) == size - 1
