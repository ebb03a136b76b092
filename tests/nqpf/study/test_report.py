from pathlib import Path

import pytest

from nqpf.study.report import Change, Event, Prepared

LESSONS = tuple(f"lessons/0{n}-lesson.ipynb" for n in range(4))
EXERCISES = (
    "exercises/01-page/01-page.ipynb",
    "exercises/01-page/lines.csv",
    "exercises/02-words/02-words.ipynb",
)


def said(*events: Event, notices: tuple[str, ...] = ()) -> list[str]:
    """Return what a learner is told of some changes."""
    return Prepared(folder=Path("study"), events=events, notices=notices).sentences()


@pytest.mark.parametrize(
    ("change", "verb"), [(Change.NEW, "New"), (Change.UPDATED, "Updated")]
)
def test_few_files_are_named(change: Change, verb: str) -> None:
    """Up to three fit into a sentence."""
    events = [Event(change, path) for path in LESSONS[:3]]

    assert said(*events) == [f"{verb}: {', '.join(LESSONS[:3])}."]


def test_many_files_are_counted() -> None:
    """An exercise is one, however many files it has."""
    events = [Event(Change.NEW, path) for path in (*LESSONS, *EXERCISES)]

    assert said(*events) == ["New: 4 lessons and 2 exercises."]


def test_one_of_many_is_one() -> None:
    """No plural, and nothing of what there is none of."""
    files = [f"exercises/01-page/{name}.csv" for name in "abcd"]

    assert said(*(Event(Change.UPDATED, file) for file in files)) == [
        "Updated: 1 exercise."
    ]


def test_the_new_and_the_updated_are_told_apart() -> None:
    """A sentence each, the new ones first."""
    updated, new = Event(Change.UPDATED, LESSONS[0]), Event(Change.NEW, LESSONS[1])

    assert said(updated, new) == [f"New: {LESSONS[1]}.", f"Updated: {LESSONS[0]}."]


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (
            Change.BESIDE,
            "You changed {}, so it stays as it is; our new version is beside it: b.",
        ),
        (Change.RESTORED, "{} was missing and is back."),
        (
            Change.SET_ASIDE,
            (
                "{} could not be read: it is kept as b, and a fresh copy stands in its "
                "place."
            ),
        ),
    ],
    ids=lambda change: change.value if isinstance(change, Change) else "",
)
def test_what_a_learner_may_wonder_about_is_a_sentence_each(
    change: Change, sentence: str
) -> None:
    """However many there are: each names its file."""
    events = [Event(change, path, "b") for path in LESSONS]

    assert said(*events) == [sentence.format(path) for path in LESSONS]


@pytest.mark.parametrize("change", Change)
def test_no_change_goes_unsaid(change: Change) -> None:
    """Whatever is done to a file, its name is in a sentence."""
    assert any(LESSONS[0] in sentence for sentence in said(Event(change, LESSONS[0])))


def test_what_went_wrong_comes_last() -> None:
    """So that it is the line just above the lab's own."""
    sentences = said(Event(Change.RESTORED, LESSONS[0]), notices=("It is read-only.",))

    assert sentences[-1] == "It is read-only."


def test_nothing_done_is_nothing_said() -> None:
    """A start like any other is quiet."""
    assert said() == []
