import json
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis.extra import numpy as shapes

from autograder.wire import WireError, decode, encode
from autograder.wire.arrays import CODECS
from autograder.wire.plain import CODECS as PLAIN

ALL = (*PLAIN, *CODECS)

dtypes = shapes.scalar_dtypes() | shapes.array_dtypes()


def across(value: Any) -> Any:  # noqa: ANN401 - any value at all
    """Send a value over, as bytes of JSON."""
    return decode(json.loads(json.dumps(encode(value, codecs=ALL))), codecs=ALL)


@given(shapes.arrays(dtypes, shapes.array_shapes(min_dims=0, min_side=0)))
def test_an_array_comes_over_bit_by_bit(array: Any) -> None:  # noqa: ANN401
    """Type, shape and bytes."""
    found = across(array)

    assert type(found) is np.ndarray
    assert (found.dtype, found.shape) == (array.dtype, array.shape)
    assert found.tobytes() == array.tobytes()


@pytest.mark.parametrize(
    "value",
    [
        np.bool_(True),  # noqa: FBT003 - the scalar itself
        np.int8(-3),
        np.uint64(2**64 - 1),
        np.float16(0.1),
        np.longdouble("0.1"),
        np.complex64(1 - 2j),
        np.str_("新质"),
        np.str_(""),
        np.bytes_(b"a\x00b"),
        np.datetime64("2024-03-05T12:00", "m"),
        np.timedelta64(3, "D"),
        np.datetime64("NaT"),
    ],
    ids=repr,
)
def test_a_scalar_comes_over_as_it_was(value: Any) -> None:  # noqa: ANN401
    """A NumPy number is not one of Python's."""
    found = across(value)

    assert type(found) is type(value)
    assert found.dtype == value.dtype
    assert repr(found) == repr(value)


@pytest.mark.parametrize(
    "told",
    ["<i4", ">f8", "|b1", "<U7", "|V3", "<M8[ns]", "O", [("a", "<i2"), ("b", "O")]],
)
def test_a_data_type_comes_over_or_is_refused(told: Any) -> None:  # noqa: ANN401
    """One with objects among its fields is more than data."""
    dtype = np.dtype(told)

    if dtype.names and dtype.hasobject:
        with pytest.raises(WireError):
            encode(np.zeros(2, dtype), codecs=ALL)
    else:
        assert across(dtype) == dtype


def test_objects_come_over_in_their_places() -> None:
    """An array of lists stays one, and may hold itself."""
    array = np.empty((2, 2), object)
    array[0, 1] = [1]
    array[1, 0] = array

    found = across(array)

    assert found[0, 1] == [1]
    assert found[1, 0] is found
    assert found[1, 1] is None


def test_an_order_in_memory_comes_over() -> None:
    """Fortran's order stays, and with it what `ravel("K")` gives."""
    array = np.asfortranarray(np.arange(6).reshape(2, 3))

    found = across(array)

    assert found.flags.f_contiguous
    assert found.ravel("K").tolist() == array.ravel("K").tolist()


def test_a_view_comes_over_as_what_it_shows() -> None:
    """Every other number, backwards."""
    assert across(np.arange(10)[::-2]).tolist() == [9, 7, 5, 3, 1]


def test_what_must_not_be_written_stays_so() -> None:
    """And what may be written can be."""
    fixed = np.arange(3)
    fixed.flags.writeable = False

    assert not across(fixed).flags.writeable
    assert across(np.arange(3)).flags.writeable


class Liar(np.ndarray[Any, Any]):
    """An array that says what it likes."""


def test_a_subclass_does_not_cross() -> None:
    """It may answer otherwise than it holds."""
    with pytest.raises(WireError, match="is more than data"):
        encode(np.arange(3).view(Liar), codecs=ALL)


@pytest.mark.parametrize(
    "data",
    [
        ["|O", [2], "C", True, "AAAA"],
        ["O", [1], "C", True, "AAAAAAAAAAA="],
        ["<i8", [2], "C", True, "AAAA"],
        ["<i8", [-1], "C", True, ""],
        ["<i8", [2**62, 4], "C", True, ""],
        ["<i8", [1] * 65, "C", True, ""],
        ["<i8", ["1"], "C", True, ""],
        ["<U999999999999", [0], "C", True, ""],
        [
            {"fields": [["a", "|O", None]], "offsets": [0], "size": 8},
            [0],
            "C",
            True,
            "",
        ],
        [
            {"fields": [["a", "<i8", None]], "offsets": [-8], "size": 8},
            [0],
            "C",
            True,
            "",
        ],
        ["<i8", [0], "C"],
        None,
    ],
    ids=repr,
)
def test_an_array_that_was_not_agreed_is_refused(data: object) -> None:
    """No object is made from bytes, and no memory is read that is not there."""
    with pytest.raises(WireError):
        decode([["numpy.ndarray", data, []]], codecs=ALL)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        (np.arange(4), np.arange(4)[::-1].copy()),
        (np.arange(4), np.arange(4).reshape(2, 2)),
        (np.array([1, [2]], object), np.array(["a", None], object)),
        (np.zeros(2, [("a", "<i2")]), np.ones(2, [("a", "<i2")])),
    ],
    ids=["order", "shape", "objects", "fields"],
)
def test_an_array_is_renewed_in_its_memory(old: Any, new: Any) -> None:  # noqa: ANN401
    """Others who look at it see what came across."""
    window = old[:]

    decode(encode(new, codecs=ALL), codecs=ALL, twins={0: old})

    assert old.tolist() == new.tolist()
    assert window.tolist() == new.ravel().tolist()


@pytest.mark.parametrize("new", [np.arange(5), np.arange(4.0)], ids=["size", "type"])
def test_an_array_does_not_change_its_memory(new: Any) -> None:  # noqa: ANN401
    """Others may be looking at it."""
    with pytest.raises(WireError, match="its size or type"):
        decode(encode(new, codecs=ALL), codecs=ALL, twins={0: np.arange(4)})


@pytest.mark.parametrize("writeable", [True, False])
def test_whether_an_array_may_be_written_is_renewed_too(*, writeable: bool) -> None:
    """Both ways."""
    old, new = np.arange(2), np.arange(2, 4)
    old.flags.writeable, new.flags.writeable = not writeable, writeable

    decode(encode(new, codecs=ALL), codecs=ALL, twins={0: old})

    assert old.flags.writeable is writeable
    assert old.tolist() == [2, 3]


@pytest.mark.parametrize(
    "data",
    [
        ["|b1", [2], "C", True, "AAI="],
        ["<U1", [1], "C", True, "AAARAA=="],
        [
            {"fields": [["a", "|b1", None]], "offsets": [0], "size": 1},
            [1],
            "C",
            True,
            "/w==",
        ],
    ],
    ids=["truth", "letter", "field"],
)
def test_bytes_that_numpy_never_writes_are_refused(data: object) -> None:
    """It counts on them: a truth value is one byte, 0 or 1."""
    with pytest.raises(WireError):
        decode([["numpy.ndarray", data, []]], codecs=ALL)
