from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from nqpf.corpus import sentences
from nqpf.errors import TextError
from nqpf.text import bootstrap, chance, counts, keyness, rates, segment

Measure = Callable[..., pd.DataFrame]


@pytest.fixture(scope="module")
def tokens() -> pd.DataFrame:
    """Return the page's words."""
    return segment(sentences())


def _two_texts(target: int, reference: int, *, sizes: tuple[int, int]) -> pd.DataFrame:
    """Return counts of one word in two texts of given sizes."""
    return pd.DataFrame(
        {
            "doc": ["A", "B"],
            "token": ["产业", "产业"],
            "count": [target, reference],
            "characters": sizes,
        }
    )


def _compare(target: int, reference: int, *, sizes: tuple[int, int]) -> pd.Series:
    """Return the keyness of one word."""
    table = _two_texts(target, reference, sizes=sizes)
    return keyness(table, target="A", reference="B").iloc[0]


@pytest.mark.parametrize(("target", "reference"), [(12, 5), (0, 9), (40, 1), (3, 0)])
def test_g_squared_is_the_power_divergence_of_scipy(
    target: int, reference: int
) -> None:
    """A second route to the same number."""
    sizes = (1990, 3400)
    expected = np.array(sizes) * (target + reference) / sum(sizes)

    found = _compare(target, reference, sizes=sizes)["log_likelihood"]

    second = stats.power_divergence(
        [target, reference], expected, lambda_="log-likelihood"
    )
    assert found == pytest.approx(second.statistic)


def test_g_squared_is_twice_the_gain_in_log_likelihood() -> None:
    """By Dunning's definition: two Poisson rates against one."""
    observed, sizes = np.array([12, 5]), np.array([1990, 3400])
    one_rate = observed.sum() / sizes.sum() * sizes

    found = _compare(12, 5, sizes=(1990, 3400))["log_likelihood"]

    two = np.sum(stats.poisson.logpmf(observed, observed))
    one = np.sum(stats.poisson.logpmf(observed, one_rate))
    assert found == pytest.approx(2 * (two - one))


def test_under_one_rate_g_squared_passes_its_threshold_one_time_in_twenty() -> None:
    """3.84 is where chi-squared with one degree of freedom leaves 5 %."""
    generator = np.random.default_rng(2024)
    words = [f"词{number}" for number in range(4000)]
    table = pd.concat(
        pd.DataFrame(
            {
                "doc": doc,
                "token": words,
                "count": generator.poisson(mean, len(words)),
                "characters": size,
            }
        )
        for doc, mean, size in (("A", 20, 2000), ("B", 34, 3400))
    )

    found = keyness(table, target="A", reference="B")

    share = (found["log_likelihood"] > stats.chi2.ppf(0.95, 1)).mean()
    assert share == pytest.approx(0.05, abs=0.012)


@pytest.mark.parametrize(
    ("target", "reference"), [(40.0, 20.0), (12.0, 12.0), (10.0, 3.0), (25.0, 1.0)]
)
def test_the_interval_holds_the_true_log_ratio_as_often_as_it_says(
    target: float, reference: float
) -> None:
    """In simulated texts, zeros included, at least about 95 times in a hundred."""
    generator = np.random.default_rng(5)
    drawn = generator.poisson((target, reference), size=(4000, 2))
    drawn = drawn[drawn.sum(axis=1) > 0]
    words = [f"词{number}" for number in range(len(drawn))]
    table = pd.concat(
        pd.DataFrame(
            {"doc": doc, "token": words, "count": drawn[:, side], "characters": 1000}
        )
        for side, doc in enumerate("AB")
    )

    found = keyness(table, target="A", reference="B")

    truth = np.log2(target / reference)
    held = ((found["low"] <= truth) & (truth <= found["high"])).mean()
    assert 0.93 < held < 0.995


def test_the_log_ratio_is_that_of_the_rates() -> None:
    """Nothing is corrected where both texts have the word."""
    found = _compare(12, 5, sizes=(1990, 3400))

    by_hand = np.log2(found["target_rate"] / found["reference_rate"])
    assert found["log_ratio"] == pytest.approx(by_hand)


def test_twice_the_rate_is_a_log_ratio_of_one() -> None:
    """Whatever the sizes of the texts."""
    assert _compare(10, 10, sizes=(1000, 2000))["log_ratio"] == pytest.approx(1.0)


def test_a_zero_counts_as_half_an_occurrence() -> None:
    """In the ratio and in the interval's formula."""
    found = _compare(8, 0, sizes=(1000, 1000))

    margin = 1.959964 / np.log(2) * np.sqrt(1 / 8 + 1 / 0.5)
    assert found["log_ratio"] == pytest.approx(4.0)
    assert found["high"] - found["log_ratio"] == pytest.approx(margin, rel=1e-6)


def test_exchanging_the_texts_changes_the_sign(tokens: pd.DataFrame) -> None:
    """What A has more of, C has less of, with the same surprise."""
    one = keyness(counts(tokens), target="A", reference="C").set_index("token")
    other = keyness(counts(tokens), target="C", reference="A").set_index("token")

    other = other.loc[one.index]
    assert one["log_ratio"].to_numpy() == pytest.approx(-other["log_ratio"].to_numpy())
    assert one["low"].to_numpy() == pytest.approx(-other["high"].to_numpy())
    assert one["log_likelihood"].to_numpy() == pytest.approx(
        other["log_likelihood"].to_numpy()
    )


def test_the_rates_are_those_of_the_whole_texts(tokens: pd.DataFrame) -> None:
    """Counted by characters, the words of a text are as many as the text has."""
    counted = counts(tokens)
    by_rates = rates(counted, sentences()).query("doc == 'B'").set_index("token")

    found = keyness(counted, target="B", reference="C").set_index("token")

    in_b = found[found["target_count"] > 0]["target_rate"]
    pd.testing.assert_series_equal(
        in_b, by_rates["rate"].loc[in_b.index], check_names=False
    )


def test_counts_without_stop_words_keep_the_sizes_that_rates_gives(
    tokens: pd.DataFrame,
) -> None:
    """A word's keyness does not depend on which other words are shown."""
    every = keyness(counts(tokens), target="A", reference="B").set_index("token")
    few = segment(sentences(), drop_stop_words=True)

    found = keyness(
        rates(counts(few), sentences()), target="A", reference="B"
    ).set_index("token")

    pd.testing.assert_frame_equal(found, every.loc[found.index])


def test_words_of_other_texts_are_left_out(tokens: pd.DataFrame) -> None:
    """Each word shown occurs in one of the two."""
    found = keyness(counts(tokens), target="A", reference="B")

    assert (found["target_count"] + found["reference_count"] > 0).all()


def test_the_most_surprising_word_comes_first(tokens: pd.DataFrame) -> None:
    """B is about 未来产业."""
    found = keyness(counts(tokens), target="B", reference="A")

    assert found["token"].iloc[0] == "未来产业"
    assert found["log_likelihood"].is_monotonic_decreasing


@pytest.mark.parametrize("measure", [bootstrap, chance])
def test_the_same_seed_gives_the_same_table(
    measure: Measure, tokens: pd.DataFrame
) -> None:
    """Nothing depends on when it is run."""
    one = measure(tokens, target="A", reference="C", draws=30, seed=7)
    other = measure(tokens, target="A", reference="C", draws=30, seed=7)

    pd.testing.assert_frame_equal(one, other)


def test_the_bootstrap_starts_from_the_texts_as_they_are(tokens: pd.DataFrame) -> None:
    """Its log ratio is that of keyness, zeros included."""
    found = bootstrap(tokens, target="A", reference="C", draws=10).set_index("token")

    plain = keyness(counts(tokens), target="A", reference="C").set_index("token")
    assert found["log_ratio"].to_numpy() == pytest.approx(
        plain.loc[found.index, "log_ratio"].to_numpy()
    )


def test_a_word_in_every_sentence_alike_does_not_vary() -> None:
    """Whatever sentences are drawn, its rate is the same."""
    tokens = pd.DataFrame(
        {
            "doc": ["A"] * 8 + ["B"] * 8,
            "sentence_id": [f"{n // 2}" for n in range(16)],
            "token": ["产业", "发展"] * 8,
        }
    )

    found = bootstrap(tokens, target="A", reference="B", draws=50)

    assert found[["low", "log_ratio", "high"]].to_numpy() == pytest.approx(0.0)


def test_a_burst_in_one_sentence_widens_the_interval() -> None:
    """Eight times in one sentence is less sure than once in each of eight."""
    bursty = _placed([8, 0, 0, 0, 0, 0, 0, 0])
    spread = _placed([1] * 8)

    widths = [
        bootstrap(t, target="A", reference="B").set_index("token").loc["热词"]
        for t in (bursty, spread)
    ]

    assert widths[0]["log_ratio"] == pytest.approx(widths[1]["log_ratio"])
    assert widths[0]["high"] - widths[0]["low"] > 2 * (
        widths[1]["high"] - widths[1]["low"]
    )


def _placed(occurrences: list[int]) -> pd.DataFrame:
    """Return two texts of eight sentences; 热词 is in the first as often as given."""
    rows = [
        ("A", f"A-{number}", token)
        for number, many in enumerate(occurrences)
        for token in ["热词"] * many + ["冷词"] * (10 - many)
    ]
    plain = ["热词", *["冷词"] * 9]
    rows += [("B", f"B-{number}", token) for number in range(8) for token in plain]
    return pd.DataFrame(rows, columns=["doc", "sentence_id", "token"])


def test_chance_alone_reaches_far_above_the_threshold_of_one_word(
    tokens: pd.DataFrame,
) -> None:
    """Among a thousand words the largest G² of pure noise is well above 3.84."""
    best = chance(tokens, target="A", reference="C", draws=200)["log_likelihood"]

    assert best.quantile(0.05) > 3.84
    assert 11 < best.quantile(0.95) < 18


def test_what_chance_finds_in_texts_cut_at_random_is_what_it_says(
    tokens: pd.DataFrame,
) -> None:
    """Where there is nothing to find, the best word seldom stands out."""
    generator = np.random.default_rng(11)
    in_c = tokens[tokens["doc"] == "C"]
    names = in_c["sentence_id"].unique()
    stood_out = []

    for _ in range(20):
        half = set(generator.permutation(names)[: len(names) // 2])
        cut = in_c.assign(doc=np.where(in_c["sentence_id"].isin(half), "X", "Y"))
        limit = chance(cut, target="X", reference="Y", draws=60)["log_likelihood"]
        best = keyness(counts(cut), target="X", reference="Y")["log_likelihood"].max()
        stood_out.append(best > limit.quantile(0.95))

    assert np.mean(stood_out) < 0.2


def test_few_contrasts_of_the_page_are_more_than_chance(tokens: pd.DataFrame) -> None:
    """Sixty-six words pass 3.84 between A and B; eight pass what chance offers."""
    found = keyness(counts(tokens), target="A", reference="B")
    limit = chance(tokens, target="A", reference="B")["log_likelihood"].quantile(0.95)

    surprising = found["log_likelihood"]
    assert (surprising > 3.84).sum() > 5 * (surprising > limit).sum() > 0


@pytest.mark.parametrize("measure", [bootstrap, chance])
def test_a_text_that_is_not_there_is_named_with_those_that_are(
    measure: Measure, tokens: pd.DataFrame
) -> None:
    """The learner reads what can be chosen."""
    with pytest.raises(TextError, match="no text 'D' here; choose from A, B, C"):
        measure(tokens, target="A", reference="D")


def test_keyness_of_a_text_that_is_not_there_is_refused(tokens: pd.DataFrame) -> None:
    """The learner reads what can be chosen."""
    with pytest.raises(TextError, match="no text 'D' here; choose from A, B, C"):
        keyness(counts(tokens), target="D", reference="A")


def test_a_text_is_not_compared_with_itself(tokens: pd.DataFrame) -> None:
    """There would be nothing to see."""
    with pytest.raises(TextError, match="cannot be compared with itself"):
        keyness(counts(tokens), target="A", reference="A")


def test_texts_without_chinese_characters_cannot_be_compared() -> None:
    """Their size in Chinese characters is zero."""
    english = pd.DataFrame({"doc": ["A", "B"], "token": ["AI", "AI"], "count": [1, 2]})

    with pytest.raises(TextError, match="no Chinese characters"):
        keyness(english, target="A", reference="B")
