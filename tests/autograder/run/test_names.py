"""The names that a test sees."""

import ast
import math
from typing import Any, TypeAlias

import numpy as np
import pytest

from autograder.run.names import (
    ABSENT,
    FOUND,
    LIBRARY,
    Names,
    bound_names,
    functions,
    imported_names,
    loaded_names,
    parse,
    read_from_before,
    read_in_functions,
)
from autograder.run.plan import Handling

Value: TypeAlias = Any
NONE = frozenset[str]()


class Student:
    """A student's side that is a dict."""

    def __init__(self, **names: Value) -> None:
        self.names = names
        self.places: dict[str, tuple[str, str]] = {}
        self.asked: list[tuple[str, str]] = []

    def ask(self, operation: str, *parts: Value) -> Value:
        """Answer as a student's process does."""
        if operation == "names":
            return tuple(self.names)
        name, *value = parts
        self.asked.append((operation, name))
        if operation == "find":
            return (FOUND, self.names[name]) if name in self.names else ABSENT
        if operation == "place":
            if name not in self.names:
                return ABSENT
            return (LIBRARY, *self.places[name]) if name in self.places else (FOUND,)
        if operation == "bind":
            self.names[name] = value[0]
        else:
            del self.names[name]
        return None

    def found(self, value: Value, _name: str) -> Value:
        """Return the value."""
        return value


def begun(  # noqa: PLR0913 - what a test begins with
    student: Student,
    handling: Handling | None = None,
    *,
    is_trial: bool = False,
    assigned: frozenset[str] = NONE,
    bound: frozenset[str] = NONE,
    read: frozenset[str] = NONE,
) -> Names:
    """Return names in the middle of a test."""
    names = Names()
    known = None if is_trial else handling or Handling()
    names.begin(known, student, assigned=assigned, bound=bound, read=read)
    return names


def run(source: str, names: Names) -> None:
    """Run a test's text."""
    exec(compile(source, "<test>", "exec"), names)  # noqa: S102 - a test's text


# The student's names


def test_a_name_of_the_students_is_found() -> None:
    """Where the test has none of its own."""
    names = begun(Student(x=1))

    run("y = x + 1", names)

    assert dict.__getitem__(names, "y") == 2


def test_a_name_is_asked_for_once() -> None:
    """It is kept until the test ends, or the student's code binds it anew."""
    student = Student(x=1)
    names = begun(student)

    run("x; x; x", names)

    assert student.asked == [("find", "x")]


def test_a_name_that_was_bound_anew_is_asked_for_again() -> None:
    """As soon as that is heard of."""
    student = Student(x=1)
    names = begun(student)
    run("x", names)

    student.names["x"] = 2
    names.forget(["x", "unheard of"])

    assert names["x"] == 2


def test_a_name_of_nobodys_is_no_name() -> None:
    """As in any code."""
    with pytest.raises(NameError, match="x"):
        run("x", begun(Student()))


def test_between_tests_nobody_is_asked() -> None:
    """A kept function of a test's finds nothing of the student's then."""
    student = Student(x=1)
    names = begun(student)
    names.end()

    with pytest.raises(NameError):
        run("x", names)
    assert student.asked == []


def test_a_tests_own_name_goes_first() -> None:
    """And is its own from then on."""
    student = Student(x=1)
    names = begun(student)

    run("x = 5\ny = x", names)

    assert names["y"] == 5
    assert student.names == {"x": 1}


def test_pythons_own_names_are_pythons() -> None:
    """Whatever the student's code made of them."""
    student = Student(len=lambda _: 3, abs=lambda _: 0)
    names = begun(student)

    run("n = len([])", names)

    assert names["n"] == 0
    assert student.asked == []


def test_a_name_that_the_author_assigns_is_the_students_even_if_it_is_pythons() -> None:
    """An exercise may ask for a `sum` of one's own."""
    names = begun(Student(sum=lambda _: "mine"), assigned=frozenset({"sum"}))

    run("found = sum([1])", names)

    assert names["found"] == "mine"


def test_all_names_are_listed() -> None:
    """The test's and the student's, but nothing private to Python."""
    names = begun(Student(x=1, __doc__=None))

    run("y = 1", names)

    assert {"x", "y"} <= set(names)
    assert "__doc__" not in set(names)


def test_a_name_is_looked_for_like_in_any_dict() -> None:
    """With `in` and `get`, as `globals()` is used."""
    names = begun(Student(x=1))

    assert "x" in names
    assert "y" not in names
    assert (names.get("x"), names.get("y", 3)) == (1, 3)
    assert 3 not in names


def test_a_copy_looks_further_too() -> None:
    """Expressions of pandas are evaluated in one."""
    names = begun(Student(x=1))

    assert names.copy()["x"] == 1


# Libraries


def test_a_library_is_the_judges_own() -> None:
    """Whatever the student's side says that it is."""
    student = Student(np="something else")
    student.places["np"] = ("numpy", "")
    names = begun(student, Handling(libraries={"np": ("numpy", "")}))

    assert names["np"] is np


def test_a_librarys_function_is_the_judges_own() -> None:
    """By its module and its name there."""
    student = Student(close=lambda *_: True)
    student.places["close"] = ("numpy.testing", "assert_allclose")
    place = ("numpy.testing", "assert_allclose")
    names = begun(student, Handling(libraries={"close": place}))

    assert names["close"] is np.testing.assert_allclose


@pytest.mark.parametrize("place", [None, ("os", ""), ("numpy.testing", "")])
def test_a_library_that_was_replaced_is_no_longer_there(
    place: tuple[str, str] | None,
) -> None:
    """It is said, and nothing else is taken for it."""
    student = Student(np=3)
    if place:
        student.places["np"] = place
    names = begun(student, Handling(libraries={"np": ("numpy", "")}))

    with pytest.raises(NameError, match="no longer stands for numpy"):
        names["np"]


def test_a_library_that_was_not_imported_is_no_name() -> None:
    """The student's notebook would fail, too."""
    names = begun(Student(), Handling(libraries={"np": ("numpy", "")}))

    with pytest.raises(NameError):
        run("np", names)


def test_a_trial_notes_libraries() -> None:
    """Those that the test uses; other names are the student's."""
    student = Student(math=math, x=1)
    student.places["math"] = ("math", "")
    names = begun(student, is_trial=True)

    run("math.pi + x", names)

    assert names.noted_libraries == {"math": ("math", "")}


def test_what_the_author_assigns_is_no_library() -> None:
    """The student is to make it, whatever it is made from."""
    student = Student(mean=np.mean)
    student.places["mean"] = ("numpy", "mean")
    names = begun(student, is_trial=True, assigned=frozenset({"mean"}))

    run("mean", names)

    assert names.noted_libraries == {}
    assert ("find", "mean") in student.asked


# Following


def test_a_trial_notes_what_is_bound_in_the_students_place() -> None:
    """Names that both have, and not the test's own or IPython's."""
    student = Student(rate=1, Out={}, other=2)
    names = begun(student, is_trial=True, bound=frozenset({"rate", "Out", "mine"}))

    assert names.noted_followed == {"rate"}


def test_rebinding_is_followed_where_the_students_code_reads() -> None:
    """A global that a function of the student's uses."""
    student = Student(rate=1)
    handling = Handling(followed=frozenset({"rate"}))
    names = begun(student, handling, read=frozenset({"rate"}))

    run("rate = 5\nfound = rate", names)

    assert student.names == {"rate": 5}
    assert names["found"] == 5


@pytest.mark.parametrize(
    "handling", [Handling(), Handling(followed=frozenset({"key"}))]
)
def test_nothing_else_of_a_test_reaches_the_students_side(handling: Handling) -> None:
    """Neither new names nor those that nobody reads there."""
    student = Student(key=1)
    names = begun(student, handling)

    run("key = 'the answer'\nexpected = 42\nimport math", names)

    assert student.names == {"key": 1}
    assert student.asked == []


def test_deleting_is_followed() -> None:
    """The student's name is gone."""
    student = Student(rate=1)
    names = begun(student)

    run("del rate", names)

    assert student.names == {}


def test_deleting_a_tests_own_name_is_not_followed() -> None:
    """The student's of that name stays."""
    student = Student(x=1)
    names = begun(student)

    run("x = 2\ndel x", names)

    assert student.names == {"x": 1}


def test_deleting_nobodys_name_fails() -> None:
    """As in any code."""
    with pytest.raises(NameError):
        run("del x", begun(Student()))


# What is read out of code


@pytest.mark.parametrize(
    ("source", "names"),
    [
        ("a = b = 1", {"a", "b"}),
        ("a, (b, *c) = x", {"a", "b", "c"}),
        ("a.b = 1; c[0] = 2", set()),
        ("for a in b: c = 1", {"a", "c"}),
        ("with a as b: pass", {"b"}),
        ("def f(a): b = 1", {"f"}),
        ("def f():\n  global a\n  a = 1", {"f", "a"}),
        ("async def f(): pass", {"f"}),
        ("class A:\n  b = 1", {"A"}),
        ("del a", {"a"}),
        ("[a for a in b]; lambda c: c", set()),
        ("(a := 1)", {"a"}),
        ("try: pass\nexcept E as a: pass", {"a"}),
        ("import a", set()),
        ("match a:\n  case [b, c]: pass", {"b", "c"}),
    ],
)
def test_code_binds_names(source: str, names: set[str]) -> None:
    """At its top; what functions bind is their own."""
    assert bound_names(ast.parse(source)) == names


def test_code_imports_names() -> None:
    """Under the names that it gives them."""
    tree = ast.parse("import a.b, c as d\nfrom e import f as g, h")

    assert imported_names(tree) == {"a", "d", "g", "h"}


def test_code_reads_names() -> None:
    """Wherever it does."""
    assert loaded_names(ast.parse("a = b\ndef f(c): return c + d")) == {"b", "c", "d"}
    assert read_from_before(ast.parse("a = b; c = a")) == {"b"}


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("x = y", set()),
        ("def f(): return y", {"y"}),
        ("def f(y): return y", set()),
        ("def f():\n  y = 1\n  def g(): return y + z\n  return g", {"z"}),
        ("class A:\n  def f(self): return y", {"y"}),
        ("f = lambda: y", {"y"}),
        ("def f(:", set()),
    ],
)
def test_functions_read_names_from_around_them(text: str, names: set[str]) -> None:
    """Those are what a test may rebind for them."""
    assert names <= read_in_functions(text)
    assert "x" not in read_in_functions(text)
    assert names or not read_in_functions(text)


def test_a_cell_with_magics_is_read() -> None:
    """As IPython turns it into Python."""
    tree, text = parse("%precision 3\nx = 1")

    assert bound_names(tree) == {"x"}
    assert "run_line_magic" in text


@pytest.mark.parametrize("source", ["def f(:", "\0", "(" * 5000])
def test_a_cell_that_cannot_be_read_is_empty(source: str) -> None:
    """It defines nothing."""
    tree, text = parse(source)

    assert (tree.body, text) == ([], "")


def test_functions_are_known_by_their_full_names() -> None:
    """Methods and inner ones, too, with what decorates them."""
    text = (
        "@cache\ndef f():\n    def g(): pass\n    return g\n"
        "class A:\n    @property\n    def p(self): return 1\n"
        "async def h(): pass\n"
    )

    found = functions(ast.parse(text), text)

    assert list(found) == ["f", "f.<locals>.g", "A.p", "h"]
    assert found["f"].startswith("@cache\ndef f")
    assert found["A.p"] == "    @property\n    def p(self): return 1\n"
