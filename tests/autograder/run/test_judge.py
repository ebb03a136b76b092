"""The judge conducts whole notebooks, each in processes of its own."""

import pytest

from autograder.run.job import Task
from autograder.run.plan import Handling, Plan
from tests.autograder.run.conducting import (
    Conductor,
    answer,
    check,
    locked,
    student,
)

KERNEL = Plan(tests={"check": Handling(judged="kernel")})


# Tests


def test_a_test_passes_or_fails(conduct: Conductor) -> None:
    """By what it asserts of the student's names."""
    went = conduct(student("x = 1"), check("assert x == 1"), check("assert x == 2"))

    assert went.outcomes == ["passed", "failed"]
    assert went.messages == ["", "This check failed: assert x == 2"]


def test_text_is_not_run(conduct: Conductor) -> None:
    """Nothing is told of it."""
    went = conduct(Task(role="text", source="x = "), student("print(1)"))

    assert [event.at for event in went.events] == [1]


def test_a_test_gives_partial_credit(conduct: Conductor) -> None:
    """By its last value, as a kernel shows it."""
    went = conduct(student("x = 1"), check("0.5 + x"), check("assert x\n'two'"))

    assert [event.value for event in went.events[1:]] == ["1.5", "'two'"]


def test_a_tests_names_last_to_the_next_test(conduct: Conductor) -> None:
    """A helper that a test cell defines is there in later ones."""
    went = conduct(
        check("def close(a, b):\n    return abs(a - b) < 1e-9\nlimit = 3"),
        student("x = 3"),
        check("assert close(x, limit)"),
    )

    assert went.outcomes == ["passed", "passed"]


def test_a_test_that_cannot_be_read_fails(conduct: Conductor) -> None:
    """And the next one is run."""
    went = conduct(check("assert ("), check("assert True"))

    assert went.outcomes == ["failed", "passed"]


def test_a_test_may_use_magics_and_await(conduct: Conductor) -> None:
    """As in a kernel."""
    went = conduct(
        student("async def fetch(): return 3\ndef greet(): print('hello')"),
        check("assert await fetch() == 3"),
        check("%%capture shown\ngreet()"),
        check("assert shown.stdout == 'hello\\n'"),
    )

    assert went.outcomes == ["passed"] * 3


def test_a_test_finds_the_authors_files(conduct: Conductor) -> None:
    """Where it runs."""
    went = conduct(
        check("assert open('folder/data.txt').read() == '立'"),
        files={"folder/data.txt": "立".encode()},
    )

    assert went.outcomes == ["passed"]


# The student's names


def test_libraries_are_the_judges_own(conduct: Conductor) -> None:
    """Whatever the student's code made of them."""
    author = (
        student("import numpy as np\nfrom numpy.testing import assert_allclose\nx = 1"),
        check("assert_allclose(x, np.float64(2) - 1)"),
    )
    patched = """
        import numpy as np
        from numpy.testing import assert_allclose
        import numpy.testing
        numpy.testing.assert_allclose.__code__ = (lambda *a, **k: None).__code__
        x = 5
    """

    went = conduct.graded(author, student(_text(patched)))

    assert went.outcomes == ["failed"]


@pytest.mark.parametrize(
    "other", ["assert_allclose = print", "import builtins as np", "del np"]
)
def test_a_library_that_was_replaced_is_missed(conduct: Conductor, other: str) -> None:
    """The student's own of that name is not used."""
    begin = "import numpy as np\nfrom numpy.testing import assert_allclose\n"
    author = (student(f"{begin}x = 1"), check("assert_allclose(np.abs(x), 1)"))

    went = conduct.graded(author, student(f"{begin}x = 5\n{other}"))

    assert went.outcomes == ["failed"]


def test_builtins_are_the_judges_own(conduct: Conductor) -> None:
    """Patched or shadowed."""
    source = """
        import builtins
        builtins.sum = builtins.all = builtins.abs = len = lambda *a: True
        x = [1]
    """

    went = conduct(
        student(_text(source)),
        check("assert sum(x) == 2"),
        check("assert len(x) == 1"),
        check("assert all([0])"),
    )

    assert went.outcomes == ["failed", "passed", "failed"]


def test_a_builtin_that_the_author_makes_is_the_students(conduct: Conductor) -> None:
    """An exercise may ask for a `sum` of one's own."""
    went = conduct(
        student("def sum(values): return 'mine'"),
        check("assert sum([1]) == 'mine'"),
        plan=Plan(assigned=frozenset({"sum"})),
    )

    assert went.outcomes == ["passed"]


def test_a_helper_of_a_locked_cell_is_the_judges_own(conduct: Conductor) -> None:
    """A student who redefines it fools nobody."""
    went = conduct(
        locked("import math\ndef close(a, b): return math.isclose(a, b)"),
        student("def close(a, b): return True\nimport math\nx = 5"),
        check("assert close(x, 1)"),
    )

    assert went.outcomes == ["failed"]


def test_what_an_answer_defines_is_never_a_helper(conduct: Conductor) -> None:
    """Even where a locked cell shows a first version of it."""
    went = conduct(
        locked("def area(r): raise NotImplementedError"),
        answer("def area(r): return 3 * r"),
        check("assert area(2) == 6"),
        plan=Plan(answers={"answer": frozenset({"area"})}),
    )

    assert went.outcomes == ["passed"]


def test_a_later_answer_makes_way_for_the_students_name(conduct: Conductor) -> None:
    """What a test called so before is its own no more."""
    went = conduct(
        check("total = 'mine'\nassert total", "first"),
        answer("total = 3"),
        check("assert total == 3", "second"),
        plan=Plan(answers={"answer": frozenset({"total"})}),
    )

    assert went.outcomes == ["passed", "passed"]


def test_rebinding_is_followed_as_in_the_trial(conduct: Conductor) -> None:
    """A global that the student's function reads, and back again."""
    author = (
        student("rate = 2\ndef f(x): return x * rate"),
        check("kept = rate\nrate = 5\nassert f(1) == 5\nrate = kept\nassert f(1) == 2"),
        check("assert f(3) == 6", "after"),
    )

    went = conduct.graded(author)

    assert went.outcomes == ["passed", "passed"]


def test_a_replaced_function_is_called_by_the_students_code(conduct: Conductor) -> None:
    """And it is counted."""
    author = (
        student("def one(): return 1\ndef two(): return one() + one()"),
        check(
            "calls = []\nold = one\ndef one():\n    calls.append(1)\n    return 10\n"
            "assert two() == 20 and len(calls) == 2\none = old\nassert two() == 2"
        ),
    )

    assert conduct.graded(author).outcomes == ["passed"]


def test_deleting_is_followed(conduct: Conductor) -> None:
    """The student's function misses the name."""
    test = """
        del rate
        try:
            f(1)
        except NameError:
            pass
        else:
            raise AssertionError
    """
    author = (student("rate = 2\ndef f(x): return x * rate"), check(_text(test)))

    assert conduct.graded(author).outcomes == ["passed"]


def test_what_a_test_keeps_to_itself_stays_there(conduct: Conductor) -> None:
    """No name of a test's reaches the student's side."""
    went = conduct(
        student("x = 1"),
        check("secret = 42\nassert x == 1"),
        student("print('secret' in globals(), 'secret' in dir())"),
    )

    assert went.printed(2) == "False False\n"


def test_a_source_is_the_text_that_was_handed_in(conduct: Conductor) -> None:
    """Not what the function says of itself."""
    source = """
        def decoy(n):
            return n if n < 2 else n * decoy(n - 1)

        def factorial(n):
            for k in range(1, n):
                n *= k
            return n

        factorial.__qualname__ = factorial.__name__ = "decoy"
    """
    test = "import inspect\nassert 'for' not in inspect.getsource(factorial)"

    went = conduct(
        student(_text(source)), check(test), check("assert factorial(3) == 6")
    )

    assert went.outcomes == ["failed", "passed"]


def test_a_function_made_of_text_has_no_source(conduct: Conductor) -> None:
    """There is nothing in what was handed in that could be shown for it."""
    source = "exec('def f():\\n  for _ in []: pass')"
    test = "import inspect\nassert 'for' not in inspect.getsource(f)"

    assert conduct(student(source), check(test)).outcomes == ["failed"]


# In the kernel


def test_a_test_in_the_kernel_shares_all(conduct: Conductor) -> None:
    """Random state, patches, files."""
    test = """
        import random
        from unittest.mock import patch
        random.seed(7)
        first = throw()
        random.seed(7)
        assert first == throw()
        with patch("builtins.input", return_value="Wu"):
            assert ask() == "Wu"
        0.5
    """
    source = """
        import random
        def throw(): return random.random()
        def ask(): return input()
    """

    went = conduct(student(_text(source)), check(_text(test)), plan=KERNEL)

    assert went.outcomes == ["passed"]
    assert went.events[-1].value == "0.5"


def test_a_test_that_fails_in_the_kernel_tells_the_authors_sentence(
    conduct: Conductor,
) -> None:
    """And nothing else."""
    went = conduct(
        student("x = 'x'"),
        check("assert 0, 'of the author'"),
        check("assert 0, x"),
        plan=KERNEL,
    )

    assert went.messages == ["of the author", "A check failed."]


# Hidden


def test_a_hidden_line_is_not_told(conduct: Conductor) -> None:
    """Neither it nor what it handed to the student's code."""
    went = conduct(
        student("def f(x): raise ValueError(x)"),
        check("assert True\n# HIDDEN\nassert 41 == 42", hidden_line=2),
        check("f('secret')"),
    )

    assert went.messages[0] == "A check failed."
    assert "secret" not in went.messages[1]
    assert "Your code raised ValueError" in went.messages[1]


def test_before_anything_was_hidden_an_error_is_told_whole(conduct: Conductor) -> None:
    """It helps, and holds nothing."""
    went = conduct(student("def f(): raise ValueError('odd')"), check("f()"))

    assert went.messages == ["Your code raised ValueError: odd"]


# A trial


def test_a_trial_notes_what_a_test_needs(conduct: Conductor) -> None:
    """Libraries, followed names, questions with data."""
    source = """
        import math
        rate = 2
        def f(x): return x * rate
        class Money:
            def __add__(self, other): return Money()
    """
    went = conduct(
        student(_text(source)),
        check("rate = 3\nassert math.sqrt(f(3)) == 3\nMoney() + 1"),
        is_trial=True,
    )

    (noted,) = went.noted
    assert went.outcomes == ["passed"]
    assert noted.libraries == {"math": ("math", "")}
    assert noted.followed == {"rate"}
    assert "__add__ object" in noted.asked


def test_an_object_in_the_place_of_a_number_judges_nothing(conduct: Conductor) -> None:
    """The solution gave a number; nobody was asked to reckon."""
    author = (student("def f(): return 2.0"), check("assert abs(f() - 2) < 1e-9"))
    liar = """
        class Liar:
            def __sub__(self, other): return 0.0
            __rsub__ = __sub__
        def f(): return Liar()
    """

    assert conduct.graded(author, student(_text(liar))).outcomes == ["failed"]


def test_an_object_that_the_solution_gave_too_reckons(conduct: Conductor) -> None:
    """Its class is what the exercise asks for."""
    money = """
        class Money:
            def __init__(self, n): self.n = n
            def __sub__(self, other): return Money(self.n - other)
            def __eq__(self, other): return self.n == other.n
    """
    author = (student(_text(money)), check("assert Money(3) - 1 == Money(2)"))

    assert conduct.graded(author).outcomes == ["passed"]
    other = conduct.graded(author, student(_text(money).replace("- other", "- 2")))
    assert other.outcomes == ["failed"]


# Time


@pytest.mark.parametrize(
    "source",
    [
        "while True: pass",
        "import time\ntime.sleep(100)",
        "def f():\n  while True: pass\nf()",
    ],
)
def test_a_cell_that_takes_too_long_is_interrupted(
    conduct: Conductor, source: str
) -> None:
    """The notebook goes on, with what is left of the time."""
    went = conduct(
        student(f"x = 1\nprint('begun')\n{source}"), check("assert x == 1"), seconds=2
    )

    assert went.outcomes == ["passed"]
    assert went.printed(0).startswith("begun\n")
    assert went.events[0].note == "It took too long and was stopped."


LOOPS = {
    "in the student's function": "endless()",
    "in the test": "while True: pass",
    "in the test, asking": "while True: short()",
    "in a callback": "call(loop)",
    "in calls of a callback": "repeat(short)",
    "in a test that catches everything": (
        "while True:\n  try:\n    endless()\n  except Exception:\n    pass"
    ),
}


@pytest.mark.parametrize("source", LOOPS.values(), ids=LOOPS)
def test_a_test_that_takes_too_long_is_ended(conduct: Conductor, source: str) -> None:
    """The next one is run with what is left."""
    functions = """
        def endless():
            while True: pass
        def short(): return 1
        def call(f): return f()
        def repeat(f):
            while True: f()
    """
    loop = "def loop():\n  while True: pass\n"

    went = conduct(
        student(_text(functions)),
        check(loop + source),
        check("assert short() == 1"),
        seconds=2,
    )

    assert went.outcomes == ["timed out", "passed"]
    assert went.messages[0] == "It took too long and was stopped."


def test_who_swallows_interrupts_is_ended(conduct: Conductor) -> None:
    """Nothing more of that notebook can be run."""
    source = """
        def endless():
            while True:
                try:
                    for _ in range(10**12): pass
                except BaseException:
                    pass
    """

    went = conduct(
        student(_text(source)), check("endless()"), check("assert True"), seconds=2
    )

    assert went.outcomes == ["timed out", "not run"]


def test_what_is_caught_in_time_does_not_pass(conduct: Conductor) -> None:
    """A test that swallowed its own end has no say."""
    test = "try:\n  while True: pass\nexcept BaseException:\n  pass"

    went = conduct(check(test), seconds=1)

    assert went.outcomes == ["timed out"]


# Trouble


@pytest.mark.parametrize(
    "source",
    [
        "import os; os._exit(0)",
        "import os, signal; os.kill(os.getpid(), signal.SIGKILL)",
        "import os; os.closerange(3, 200)",
    ],
)
def test_a_process_that_ends_ends_its_notebook(conduct: Conductor, source: str) -> None:
    """What was judged before stays; the rest was not run."""
    went = conduct(
        student("x = 1"),
        check("assert x == 1"),
        student(source),
        student("print(1)"),
        check("assert True"),
    )

    assert went.outcomes == ["passed", "not run"]
    assert went.messages[1] == "An earlier cell ended the student's process."


def test_a_process_that_ends_in_a_test_fails_it(conduct: Conductor) -> None:
    """Even where the test expects errors."""
    test = "try:\n  f()\nexcept BaseException:\n  pass"

    went = conduct(student("import os\ndef f(): os._exit(0)"), check(test))

    assert went.outcomes == ["failed"]
    assert went.messages == ["The student's process ended."]


@pytest.mark.parametrize("error", ["SystemExit", "KeyboardInterrupt", "GeneratorExit"])
def test_a_cell_that_leaves_stays(conduct: Conductor, error: str) -> None:
    """As in a kernel, the next one is run."""
    went = conduct(
        student(f"x = 1\nraise {error}"),
        student(f"def f(): raise {error}"),
        check("f()"),
        check("assert x == 1"),
    )

    assert went.outcomes == ["failed", "passed"]


LIES = {
    "a number": b"3",
    "no JSON": b"{{{",
    "an answer of nothing": b'["value", [["NoneType", null, []]], [], "", "", []]',
    "nodes that are none": b'["value", [["code", null, []]], [], "", "", []]',
    "an error that is none": b'["raised", [["bool", true, []]], [], "", "", []]',
    "an interrupt": (
        b'["raised", [["tuple", null, [1, 2]], ["exception", {"name": '
        b'"KeyboardInterrupt", "args": 0, "notes": false, "cause": false}, [], 1], '
        b'["list", null, [], 3]], [], "", "", []]'
    ),
}


@pytest.mark.parametrize("lie", LIES.values(), ids=LIES)
def test_garbage_on_the_line_passes_nothing(conduct: Conductor, lie: bytes) -> None:
    """A student's process may write whatever it likes to the judge."""
    source = f"""
        import gc, os, socket, struct
        lie = {lie!r}
        def f():
            for each in gc.get_objects():
                if isinstance(each, socket.socket) and each.fileno() >= 0:
                    os.write(each.fileno(), struct.pack(">Q", len(lie)) + lie)
        def g(): return True
    """

    went = conduct(
        student(_text(source)),
        check("try:\n  f()\nexcept Exception:\n  pass\nassert g() == 5"),
        check("assert g() == 5"),
    )

    assert set(went.outcomes) <= {"failed", "not run"}
    assert went.ending.judge == ""


ODD = {
    "cannot print": "class E(Exception):\n  def __str__(self): raise SystemExit",
    "cannot be described": (
        "class M(type):\n  @property\n  def __doc__(cls): 1 / 0\n"
        "class E(Exception, metaclass=M): pass"
    ),
    "interrupts": "class E(Exception):\n  def __str__(self): raise KeyboardInterrupt",
    "prints a number": "class E(Exception):\n  def __str__(self): return 3",
}


@pytest.mark.parametrize("source", ODD.values(), ids=ODD)
def test_an_odd_error_fails_its_test_only(conduct: Conductor, source: str) -> None:
    """The judge goes on."""
    went = conduct(
        student(f"{source}\ndef f(): raise E"),
        check("f()"),
        check("assert 0, f"),
        check("assert f"),
    )

    assert went.outcomes == ["failed", "failed", "passed"]


def test_too_large_a_value_fails_its_test_only(conduct: Conductor) -> None:
    """What cannot cross is an error of that call."""
    went = conduct(
        student("def f(): return 'x' * 70_000_000\ndef g(): return 1"),
        check("f()"),
        check("assert g() == 1"),
    )

    assert went.outcomes == ["failed", "passed"]
    assert "cannot cross" in went.messages[0]


def test_outputs_hold_only_what_notebooks_can(conduct: Conductor) -> None:
    """Pictures as text, halves of characters replaced, no floods."""
    source = """
        from IPython.display import display
        display({"image/png": b"\\x89PNG", "text/plain": "p"}, raw=True)
        print(chr(0xD800))
        print("x" * 5_000_000)
    """

    went = conduct(student(_text(source)))

    shown, printed = went.events[0].outputs
    assert shown["data"] == {"image/png": "iVBORw==", "text/plain": "p"}
    assert printed["text"].startswith("?\n")
    assert len(printed["text"]) <= 2**20


def _text(source: str) -> str:
    lines = source.strip("\n").splitlines()
    indent = len(lines[0]) - len(lines[0].lstrip())
    return "\n".join(line[indent:] for line in lines)
