import os
import subprocess
import sys

import pytest

from nqpf.errors import TextError
from nqpf.study import own_seed


@pytest.mark.parametrize(
    "typed", ["zhao feng", "  Zhao  Feng ", "ＺＨＡＯ　ＦＥＮＧ", "ZHAO\tFENG"]
)
def test_accidents_of_typing_make_no_difference(typed: str) -> None:
    """Capitals, spaces and full-width letters lead to the same data."""
    assert own_seed(typed) == own_seed("Zhao Feng")


def test_a_name_has_one_seed_however_its_accents_are_stored() -> None:
    """A letter with its accent apart is the same letter."""
    assert own_seed("Zoë") == own_seed("Zoe\N{COMBINING DIAERESIS}")


def test_names_lead_to_different_data() -> None:
    """A solution made for one learner's data does not fit another's."""
    names = [f"learner {number}" for number in range(1000)]

    assert len({own_seed(name) for name in names}) == len(names)


@pytest.mark.parametrize("salt", ["0", "1"])
def test_the_seed_does_not_depend_on_the_process(salt: str) -> None:
    """Python salts its own hashes anew in each process; a seed is not salted."""
    code = "from nqpf.study import own_seed; print(own_seed('李 明'))"

    shown = subprocess.run(
        [sys.executable, "-c", code],
        env={**os.environ, "PYTHONHASHSEED": salt},
        capture_output=True,
        text=True,
        check=True,
    )

    assert int(shown.stdout) == own_seed("李 明")


@pytest.mark.parametrize("nothing", ["", "   ", "\u3000", None, 7])
def test_without_a_name_one_sentence_says_what_to_write(nothing: str) -> None:
    """An empty name would give every such learner the same data."""
    with pytest.raises(TextError, match="Write your name between the quotes"):
        own_seed(nothing)
