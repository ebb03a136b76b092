from itertools import combinations

import pandas as pd
import pytest

from nqpf.corpus import KINDS, attribute, evidence, page, reconstruct, weigh
from nqpf.corpus.attribution import REGION, SUBJECTS

NAMES = [kind.name for kind in KINDS]
ALL_CHOICES = [
    list(chosen)
    for number in range(len(NAMES) + 1)
    for chosen in combinations(NAMES, number)
]


@pytest.fixture(scope="module")
def known() -> pd.DataFrame:
    """Return what the page's evidence says."""
    return evidence(page())


def _tied(known: pd.DataFrame, *kinds: str) -> dict[int, str | None]:
    """Return the body of each headline, by the headline's line."""
    found = attribute(known, kinds=kinds)
    bodies = found["doc"].astype(object).where(found["doc"].notna(), None)
    return dict(zip(found["headline_line"], bodies, strict=True))


@pytest.mark.parametrize(
    ("term", "counts"),
    [
        ("人工智能", [17, 0, 0]),
        ("新质生产力", [1, 5, 22]),
        ("未来产业", [0, 40, 4]),
        ("山东", [0, 4, 7]),
    ],
)
def test_the_bodies_use_their_words_as_often_as_recorded(
    term: str, counts: list[int]
) -> None:
    """Counted over whole bodies, notes included."""
    bodies = ["".join(s.text for s in body.sentences) for body in page().documents]

    assert [body.count(term) for body in bodies] == counts
    assert term in {*SUBJECTS, REGION}


def test_the_word_score_is_the_headlines_share_of_the_subjects(
    known: pd.DataFrame,
) -> None:
    """新质生产力 is 1 of 18, 5 of 45 and 22 of 26 subjects that the bodies name."""
    words = known.query("kind == 'words' and headline_line == 2")

    assert words["score"].to_list() == pytest.approx([1 / 18, 5 / 45, 22 / 26])


def test_scores_lie_between_0_and_1(known: pd.DataFrame) -> None:
    """So a weight is the most that a kind can give."""
    assert known["score"].between(0, 1).all()


def test_every_kind_speaks_of_every_pair_once(known: pd.DataFrame) -> None:
    """Five kinds, two headlines, three bodies."""
    pairs = known.groupby(["kind", "headline_line", "doc"]).size()

    assert len(pairs) == 5 * 2 * 3
    assert pairs.eq(1).all()


def test_extraction_order_alone_gives_the_swapped_answer(known: pd.DataFrame) -> None:
    """Each headline goes to the body that follows it in the file."""
    assert _tied(known, "order") == {2: "A", 271: "C"}


@pytest.mark.parametrize(
    "kinds", [chosen for chosen in ALL_CHOICES if "words" in chosen]
)
def test_with_the_words_the_answer_stands(
    known: pd.DataFrame, kinds: list[str]
) -> None:
    """Nothing else overturns what the subject words say."""
    assert _tied(known, *kinds) == {2: "C", 271: "A"}


@pytest.mark.parametrize("kinds", ALL_CHOICES)
def test_no_evidence_gives_body_b_a_headline(
    known: pd.DataFrame, kinds: list[str]
) -> None:
    """B's headline stays unknown, whatever one believes."""
    assert "B" not in _tied(known, *kinds).values()


@pytest.mark.parametrize("kinds", [[], ["post"], ["region"], ["post", "region"]])
def test_what_does_not_separate_leaves_the_body_unknown(
    known: pd.DataFrame, kinds: list[str]
) -> None:
    """Two bodies from Shandong cannot be told apart by Shandong."""
    assert _tied(known, *kinds) == {2: None, 271: None}


def test_two_kinds_that_disagree_can_leave_a_headline_unknown(
    known: pd.DataFrame,
) -> None:
    """Order says C of line 271, the plan says A, with the same support."""
    assert _tied(known, "order", "plan") == {2: "C", 271: None}


def test_all_evidence_together_is_strong(known: pd.DataFrame) -> None:
    """Both headlines lead by two points or more."""
    found = attribute(known, kinds=NAMES)

    assert found["status"].eq("inferred, strong").all()
    assert found["lead"].ge(2).all()


def test_support_adds_up_over_kinds(known: pd.DataFrame) -> None:
    """The support of all kinds is the sum of the support of each."""
    each = pd.concat([weigh(known, kinds=[name])["support"] for name in NAMES], axis=1)

    together = weigh(known, kinds=NAMES)["support"]

    assert together.to_list() == pytest.approx(each.sum(axis=1).to_list())


def test_the_order_of_the_evidence_does_not_matter(known: pd.DataFrame) -> None:
    """Rows and kinds may come in any order."""
    shuffled = known.sample(frac=1, random_state=1)

    assert _tied(shuffled, *reversed(NAMES)) == _tied(known, *NAMES)


def test_one_body_takes_one_headline(known: pd.DataFrame) -> None:
    """Where two headlines claim a body, the firmer claim keeps it."""
    claims = known.query("kind == 'words'").assign(
        support=[0.0, 0.0, 2.0, 0.0, 0.0, 1.0]
    )

    found = attribute(claims, kinds=["words"])

    assert found["doc"].to_list()[:1] == ["C"]
    assert found["doc"].isna().to_list() == [False, True]
    assert found["why"].to_list()[1] == "C goes with another headline"


def test_equal_claims_leave_both_headlines_unknown(known: pd.DataFrame) -> None:
    """Nothing decides between two headlines that claim a body alike."""
    claims = known.query("kind == 'words'").assign(
        support=[0.0, 0.0, 2.0, 0.0, 0.0, 2.0]
    )

    assert attribute(claims, kinds=["words"])["status"].eq("unknown").all()


def test_an_unknown_kind_is_refused(known: pd.DataFrame) -> None:
    """The sentence lists the kinds that there are."""
    with pytest.raises(ValueError, match=r"among order, words, .* 'mood'"):
        attribute(known, kinds=["mood"])


def test_judgements_are_marked_as_such(known: pd.DataFrame) -> None:
    """Plan and post are judged; order, words and region are computed."""
    basis = known.groupby("kind")["basis"].unique().map(list).to_dict()

    assert basis == {
        "order": ["computed"],
        "words": ["computed"],
        "plan": ["judged"],
        "post": ["judged"],
        "region": ["computed"],
    }


def test_a_page_without_headlines_has_nothing_to_attribute() -> None:
    """A text of one's own gives empty tables, with their columns."""
    found = attribute(evidence(reconstruct(["  先立后破。"])), kinds=NAMES)

    assert found.empty
    assert "doc" in found
