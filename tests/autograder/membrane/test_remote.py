"""Stand-ins for functions, classes and objects of the other side."""

import asyncio
import contextlib
import copy
import dataclasses
import inspect
import itertools
import operator
import unittest
from decimal import Decimal
from enum import Enum
from typing import Any

import pytest

from tests.autograder.membrane.sides import Sides, two_sides


class Name(str):
    """A name that could answer for itself."""

    __slots__ = ()


VECTOR = """
    class Vector:
        '''A vector in the plane.'''
        made = 0

        def __init__(self, x, y=0):
            self.x, self.y = x, y
            Vector.made += 1

        def __add__(self, other):
            return Vector(self.x + other.x, self.y + other.y)

        def __iadd__(self, other):
            self.x += other.x
            return self

        def __eq__(self, other):
            return isinstance(other, Vector) and (self.x, self.y) == (other.x, other.y)

        def __hash__(self):
            return hash((self.x, self.y))

        def __repr__(self):
            return f"Vector({self.x}, {self.y})"

        def __len__(self):
            return 2

        def __getitem__(self, at):
            return (self.x, self.y)[at]

        def __contains__(self, value):
            return value in (self.x, self.y)

        def __call__(self, factor):
            return self.x * factor

        def __bool__(self):
            return bool(self.x or self.y)

        def __abs__(self):
            return (self.x**2 + self.y**2) ** 0.5

        def __enter__(self):
            self.inside = True
            return self

        def __exit__(self, *error):
            self.inside = False

        @property
        def norm(self):
            return abs(self)

        @norm.setter
        def norm(self, value):
            self.x, self.y = value, 0

        @classmethod
        def unit(cls):
            return cls(1)

        @staticmethod
        def zero():
            return Vector(0, 0)

    class Longer(Vector):
        def __init__(self):
            super().__init__(1, 1)
"""


@pytest.fixture
def vector(sides: Sides) -> Any:  # noqa: ANN401 - a stand-in
    """Give a class of the student's."""
    sides.run(VECTOR)
    return sides["Vector"]


def test_a_function_looks_like_itself(sides: Sides) -> None:
    """Name, doc, parameters, defaults and annotations are its own."""
    sides.run("def area(width: float, height=2.0, *, unit: str = 'm') -> float:\n"
              "    'Return an area.'\n    return width * height")  # fmt: skip

    area = sides["area"]

    assert (area.__name__, area.__doc__) == ("area", "Return an area.")
    assert str(inspect.signature(area)) == (
        "(width: float, height=2.0, *, unit: str = 'm') -> float"
    )
    assert area.__annotations__ == {"width": float, "unit": str, "return": float}
    assert inspect.isfunction(area)
    assert callable(area)


def test_a_function_is_called_with_all_that_it_is_given(sides: Sides) -> None:
    """Positions, names, and what is left of both."""
    sides.run("def f(a, *more, b=1, **rest): return a, more, b, rest")

    assert sides["f"](1, 2, b=3, c=4) == (1, (2,), 3, {"c": 4})


def test_a_function_is_one_object(sides: Sides) -> None:
    """Whatever name it is found under."""
    sides.run("def f(): return f\ng = f")

    assert sides["f"] is sides["g"]
    assert sides["f"]() is sides["f"]


def test_a_source_is_the_text_that_was_handed_in() -> None:
    """It is known here; the student's side is not asked."""
    text = "def f(x):\n    return x  # as handed in\n"
    with two_sides(texts={"f": text}) as sides:
        sides.run("def f(x): return x + 1")

        source = inspect.getsource(sides["f"])

    assert source == text


def test_a_source_that_nobody_handed_in_is_not_there(sides: Sides) -> None:
    """What the student's side makes up while it runs has no text."""
    sides.run("def f(x): return x")

    with pytest.raises((OSError, TypeError)):
        inspect.getsource(sides["f"])


def test_a_function_found_by_name_shows_the_text_of_that_name() -> None:
    """It may call itself like another one."""
    texts = {"f": "def f(): for_loop\n", "decoy": "def decoy(): clean\n"}
    with two_sides(texts=texts) as sides:
        sides.run("def f(): return 1\nf.__qualname__ = 'decoy'")

        found = sides.here.found(sides["f"], "f")

        assert inspect.getsource(found) == texts["f"]


def test_a_method_shows_the_text_of_its_name() -> None:
    """As a function does."""
    texts = {"A.f": "    def f(self): pass\n", "decoy": "def decoy(): clean\n"}
    with two_sides(texts=texts) as sides:
        sides.run("class A:\n  def f(self): pass\nA.f.__qualname__ = 'decoy'")

        assert inspect.getsource(sides["A"].f) == texts["A.f"]


def test_a_class_looks_like_itself(vector: Any, sides: Sides) -> None:  # noqa: ANN401
    """Name, doc and bases are its own."""
    assert (vector.__name__, vector.__doc__) == ("Vector", "A vector in the plane.")
    assert issubclass(sides["Longer"], vector)
    assert isinstance(vector, type)


def test_an_object_is_an_instance_of_its_class(vector: Any, sides: Sides) -> None:  # noqa: ANN401
    """And of its class's bases, of nothing else."""
    assert isinstance(vector(1), vector)
    assert isinstance(sides["Longer"](), vector)
    assert not isinstance(vector(1), sides["Longer"])
    assert type(vector(1)) is vector


def test_operators_are_the_classs_own(vector: Any) -> None:  # noqa: ANN401
    """What an object answers without data of the test's, it answers."""
    sum_ = vector(3) + vector(0, 4)

    assert (sum_.x, sum_.y, abs(sum_), len(sum_), bool(sum_)) == (3, 4, 5.0, 2, True)
    assert sum_ == vector(3, 4)
    assert sum_ != vector(3, 5)
    assert repr(sum_) == "Vector(3, 4)"
    assert f"{sum_}" == "Vector(3, 4)"
    assert (sum_[1], list(sum_), sum_(2)) == (4, [3, 4], 6)


def test_an_object_changed_by_an_operator_stays_itself(vector: Any) -> None:  # noqa: ANN401
    """`+=` is followed."""
    one = same = vector(1)

    one += vector(2)

    assert one is same
    assert same.x == 3


def test_objects_can_be_looked_up(vector: Any) -> None:  # noqa: ANN401
    """By their own hash and comparison."""
    assert len({vector(1), vector(1), vector(2)}) == 2


def test_attributes_are_read_written_and_deleted(vector: Any) -> None:  # noqa: ANN401
    """There, through properties, too."""
    one = vector(3, 4)

    one.norm = 7
    one.name = "seven"
    del one.y

    assert (one.norm if hasattr(one, "y") else one.x) == 7
    assert one.name == "seven"
    assert vars(one) == {"x": 7, "name": "seven"}


def test_class_attributes_and_methods_are_the_classs(vector: Any) -> None:  # noqa: ANN401
    """Class methods, static methods and what is counted."""
    before = vector.made

    assert (vector.unit().x, vector.zero().x) == (1, 0)
    assert vector.made == before + 2


def test_a_with_block_is_entered_and_left(vector: Any) -> None:  # noqa: ANN401
    """Even when it is left by an error."""
    one = vector(1)

    with contextlib.suppress(KeyError), one as entered:
        inside = entered.inside
        raise KeyError

    assert (inside, one.inside) == (True, False)


def test_objects_are_copied_there(sides: Sides) -> None:
    """Deep or not."""
    sides.run("class Box:\n  def __init__(self): self.items = [1]")
    box = sides["Box"]()
    shallow, deep = copy.copy(box), copy.deepcopy(box)

    box.items.append(2)

    assert shallow.items == [1, 2]
    assert deep.items == [1]


def test_a_class_of_the_students_is_no_base_here(vector: Any) -> None:  # noqa: ANN401
    """A test that needs that needs the kernel, and calibration is told so."""
    with pytest.raises(TypeError, match="cannot be made from"):
        type("Mine", (vector,), {})


def test_a_dataclass_is_one(sides: Sides) -> None:
    """Its fields, as dictionary and comparison."""
    sides.run("""
        from dataclasses import dataclass, field
        @dataclass(order=True)
        class Point:
            x: int
            tags: list = field(default_factory=list)
    """)
    point = sides["Point"]

    assert dataclasses.is_dataclass(point)
    assert dataclasses.asdict(point(1, ["a"])) == {"x": 1, "tags": ["a"]}
    assert point(1) < point(2)
    assert repr(point(1)) == "Point(x=1, tags=[])"


def test_a_named_tuple_is_a_tuple(sides: Sides) -> None:
    """With names."""
    sides.run(
        "from collections import namedtuple\nCity = namedtuple('City', 'name size')"
    )
    city = sides["City"]("Anshan", 3)

    assert city == ("Anshan", 3)
    assert (city.name, city[1], city._fields) == ("Anshan", 3, ("name", "size"))
    assert isinstance(city, tuple)
    assert city._replace(size=4) == ("Anshan", 4)


def test_an_enumeration_keeps_its_members(sides: Sides) -> None:
    """Each is one object, found by name and by value."""
    sides.run("from enum import Enum\nclass Colour(Enum):\n  RED = 1\n  BLUE = 2")
    colour = sides["Colour"]

    assert colour.RED is colour.RED
    assert colour["BLUE"] is colour(2)
    assert [each.name for each in colour] == ["RED", "BLUE"]
    assert not isinstance(colour.RED, Enum)


def test_an_enumeration_of_numbers_counts(sides: Sides) -> None:
    """Its members are numbers."""
    sides.run("from enum import IntEnum\nclass Level(IntEnum):\n  LOW = 1\n  HIGH = 5")

    assert sides["Level"].HIGH == 5
    assert sides["Level"].HIGH + 1 == 6


@pytest.mark.parametrize(
    ("made", "value"),
    [
        ("class Mine(float): pass\nvalue = Mine(2.5)", 2.5),
        ("class Mine(str): pass\nvalue = Mine('a')", "a"),
        ("class Mine(list): pass\nvalue = Mine([1])", [1]),
        ("class Mine(dict): pass\nvalue = Mine(a=1)", {"a": 1}),
        ("class Mine(tuple): pass\nvalue = Mine((1,))", (1,)),
        (
            "import collections as c\nclass Mine(c.Counter): pass\nvalue = Mine('a')",
            {"a": 1},
        ),
    ],
    ids=["float", "str", "list", "dict", "tuple", "Counter"],
)  # fmt: skip
def test_an_instance_made_from_data_is_data(
    sides: Sides,
    made: str,
    value: Any,  # noqa: ANN401 - of any type of data
) -> None:
    """It compares here as what it holds, and is of the student's class."""
    sides.run(made)

    found = sides["value"]

    assert found == value
    assert isinstance(found, (type(value), sides["Mine"]))
    assert type(found) is sides["Mine"]


def test_an_instance_made_from_data_cannot_lie(sides: Sides) -> None:
    """Whatever its class says to comparisons."""
    sides.run("""
        class Liar(float):
            def __eq__(self, other): return True
            def __lt__(self, other): return True
            def __sub__(self, other): return 0.0
            __hash__ = float.__hash__
        value = Liar(2.5)
    """)
    value = sides["value"]

    assert value != 3
    assert not value < 1
    assert abs(3 - value) == 0.5


def test_a_generator_gives_one_after_another(sides: Sides) -> None:
    """Even if it never ends."""
    sides.run("""
        def naturals():
            n = 0
            while True:
                yield n
                n += 1
    """)
    found = sides["naturals"]()

    assert list(itertools.islice(found, 3)) == [0, 1, 2]
    assert next(found) == 3
    assert inspect.isgenerator(found)


def test_a_coroutine_is_awaited(sides: Sides) -> None:
    """Its value comes over."""
    sides.run("async def fetch(value): return value + 1")
    fetch = sides["fetch"]

    assert inspect.iscoroutinefunction(fetch)
    assert asyncio.run(fetch(1)) == 2


@pytest.mark.parametrize(
    "made",
    [
        "f = functools.partial(max, 2)",
        "f = functools.lru_cache(lambda value: max(2, value))",
        "class Most:\n  def __call__(self, value): return max(2, value)\nf = Most()",
        "f = functools.partial(lambda *values: max(values), 2)",
        "def f(value): return max(2, value)\nf.calls = 0",
    ],
    ids=["partial", "cached", "object", "partial lambda", "with attributes"],
)
def test_whatever_can_be_called_is_called(sides: Sides, made: str) -> None:
    """Not only functions."""
    sides.run(f"import functools\n{made}")

    assert callable(sides["f"])
    assert (sides["f"](1), sides["f"](3)) == (2, 3)


def test_a_closure_keeps_its_own(sides: Sides) -> None:
    """A function made by a function counts on."""
    sides.run("""
        def counter():
            n = 0
            def count():
                nonlocal n
                n += 1
                return n
            return count
    """)
    one, other = sides["counter"](), sides["counter"]()

    assert [one(), one(), other()] == [1, 2, 1]


@pytest.mark.parametrize(
    "told",
    [
        ("function", "plain", "f"),
        ("class", 1, 2),
        ("object", int, ()),
        ("object", "no class", ()),
        ("unheard of",),
        ("function", "plain", Name("f"), "f", "m", None, None, ()),
        ("class", Name("A"), "A", "m", None, (), (), (), None, True),
        ("class", "A", "A", "m", None, (), (), (), (Name("x"),), True),
        ("class", "A", "A", "m", None, (), (), (Name("x"),), None, True),
        ("class", "A", "A", "m", None, (), (Name("__len__"),), (), None, True),
        (),
        3,
    ],
)
def test_a_description_is_not_believed(sides: Sides, told: object) -> None:
    """What is not told as agreed is refused; nothing stands for it."""
    sides.there["told"] = told
    sides.run("""
        import autograder.membrane.crossing as crossing
        kept, crossing.describe = crossing.describe, lambda value: told
    """)

    try:
        with pytest.raises(Exception, match="cannot be taken over"):
            sides.here.ask("find", "kept")
    finally:
        sides.run("crossing.describe = kept")


def test_an_exception_that_skips_a_test_is_like_any_other(sides: Sides) -> None:
    """Else it would let a test pass."""
    sides.run("""
        import unittest

        def skip():
            raise unittest.SkipTest("not today")
    """)

    with pytest.raises(Exception, match="not today") as caught:
        sides["skip"]()

    assert not isinstance(caught.value, unittest.SkipTest)


def test_a_cached_function_shows_what_it_was_made_from() -> None:
    """Its name, its parameters and its text, though the author's was not cached."""
    text = "def double(value):\n    return 2 * value\n"
    with two_sides(known=frozenset(), texts={"double": text}) as sides:
        sides.run(f"import functools\n{text}double = functools.lru_cache(double)")
        double = sides["double"]

        assert double.__name__ == "double"
        assert list(inspect.signature(double).parameters) == ["value"]
        assert inspect.getsource(double) == text


def test_an_attribute_that_no_data_have_is_an_objects_own() -> None:
    """One that a list has is not asked of an object, unless the solution's was."""
    with two_sides(known=frozenset()) as sides:
        sides.run("class Node: value = 5; count = 1\nnode = Node()")
        node = sides["node"]

        assert node.value == 5
        with pytest.raises(AttributeError):
            _ = node.count


@pytest.mark.parametrize(
    ("met", "has"), [("__lt__", "__gt__"), ("__ge__", "__le__"), ("__eq__", "__ne__")]
)
def test_an_operator_may_be_written_the_other_way_round(met: str, has: str) -> None:
    """Python asks either."""
    with two_sides(known=frozenset({f"? {met}"})) as sides:
        sides.run(f"class Card:\n  def {has}(self, other): return True\none = Card()")
        compare = getattr(operator, met)

        assert compare(sides["one"], sides["one"]) is True


def test_a_function_may_be_left_by_an_error_within_a_with_block(sides: Sides) -> None:
    """What a generator manages is told of it, without a traceback."""
    sides.run("""
        from contextlib import contextmanager

        @contextmanager
        def ignoring():
            try:
                yield
            except KeyError as error:
                say(repr(error))
    """)

    with sides["ignoring"]():
        raise KeyError


def test_a_method_that_the_solution_was_not_asked_judges_no_test_data() -> None:
    """Whatever its name: many types of data have methods."""
    with two_sides(known=frozenset({"? > money"})) as sides:
        sides.run("class Money:\n  def quantize(self, step): return step\nit = Money()")

        with pytest.raises(TypeError, match="quantize"):
            sides["it"].quantize(Decimal(3))
