"""Science and application: the settled state, the lag, and the two horizons."""

import numpy as np
import pytest

from nqpf.models.research import (
    BUDGET,
    Research,
    best_share,
    path,
    settled_share,
    totals,
)

KINDS = [
    Research(),
    Research(lag=0, elasticity=0.5),
    Research(outside=20, lag=8),
    Research(ageing=0.25, past_share=0.3),
]


@pytest.mark.parametrize("research", KINDS, ids=str)
def test_knowledge_accumulates_year_by_year(research: Research) -> None:
    """A second route: the recursion, one year after the other."""
    share, years = 0.4, 30
    pipeline = [research.past_share] * research.lag + [share] * years
    knowledge = (research.past_share * BUDGET + research.outside) / research.ageing
    expected = []
    for year in range(years):
        expected.append(knowledge)
        added = pipeline[year] * BUDGET + research.outside
        knowledge = (1 - research.ageing) * knowledge + added

    found = path(research, share=share, years=years)

    assert found["knowledge"].tolist() == pytest.approx(expected)


@pytest.mark.parametrize("research", KINDS, ids=str)
def test_whoever_changes_nothing_stays_at_one_hundred(research: Research) -> None:
    """The past share keeps knowledge and output where they were."""
    found = path(research, share=research.past_share, years=40)

    assert found["output"].tolist() == pytest.approx([100] * 40)


@pytest.mark.parametrize("research", KINDS, ids=str)
def test_science_adds_nothing_before_its_lag_is_over(research: Research) -> None:
    """Until then a higher share only takes from application."""
    output = path(research, share=0.5, years=20)["output"]

    waiting = output[: research.lag + 1]
    assert waiting.nunique() == 1
    assert output[research.lag + 1] > waiting.iloc[0]


@pytest.mark.parametrize("research", KINDS, ids=str)
def test_over_a_long_horizon_the_best_share_is_the_settled_one(
    research: Research,
) -> None:
    """The elasticity of output to knowledge, less what comes from outside."""
    assert best_share(research, years=20_000) == pytest.approx(
        settled_share(research), abs=2e-3
    )


@pytest.mark.parametrize("research", KINDS, ids=str)
def test_within_the_lag_the_best_share_is_none(research: Research) -> None:
    """Who looks no further than the lag sees only what science costs."""
    assert best_share(research, years=research.lag + 1) == 0


@pytest.mark.parametrize("research", KINDS, ids=str)
@pytest.mark.parametrize("years", [5, 30])
def test_the_best_share_is_the_best_on_a_grid(research: Research, years: int) -> None:
    """A second route: brute force over a thousand shares."""
    shares = np.linspace(0, 1, 1001)
    table = totals(research, shares=shares, years=years)

    best = table["share"][table["total"].to_numpy().argmax()]

    assert best_share(research, years=years) == pytest.approx(best, abs=1e-3)


@pytest.mark.parametrize("research", KINDS, ids=str)
def test_a_longer_horizon_never_asks_for_less_science(research: Research) -> None:
    """Patience is what science needs."""
    shares = [best_share(research, years=years) for years in (1, 5, 10, 20, 40, 80)]

    assert shares == sorted(shares)


def test_a_longer_lag_asks_for_a_longer_horizon() -> None:
    """At thirty years, the slower science is, the less of it is best."""
    shares = [best_share(Research(lag=lag), years=30) for lag in (0, 4, 10, 20)]

    assert shares == sorted(shares, reverse=True)


def test_knowledge_from_outside_is_a_reason_for_less() -> None:
    """Enough of it, and the best share of one's own is none at all."""
    assert settled_share(Research(outside=43)) == 0
    assert best_share(Research(outside=60), years=200) == 0


def test_totals_add_up_the_path() -> None:
    """Over the horizon, year by year."""
    table = totals(Research(), shares=[0.2, 0.4], years=12)

    sums = [
        path(Research(), share=share, years=12)["output"].sum() for share in (0.2, 0.4)
    ]
    assert table["total"].tolist() == pytest.approx(sums)
    assert table["mean"].tolist() == pytest.approx([total / 12 for total in sums])


def test_whoever_applies_nothing_makes_nothing() -> None:
    """At a share of one there is knowledge and no output."""
    assert totals(Research(), shares=1.0, years=10)["total"].tolist() == [0.0]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"elasticity": 1}, "elasticity must lie strictly between 0 and 1, not 1"),
        ({"lag": 1.5}, r"lag must be a whole number of at least 0, not 1\.5"),
        ({"ageing": 0}, "ageing must lie strictly between 0 and 1"),
        ({"outside": -1}, "outside must be at least 0"),
        ({"past_share": 0}, "past_share must lie strictly between 0 and 1"),
    ],
)
def test_research_that_could_not_be_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Research(**wrong)  # type: ignore[arg-type]


@pytest.mark.parametrize("share", [-0.1, 1.1])
def test_a_share_beyond_the_budget_is_refused(share: float) -> None:
    """Neither less than nothing nor more than all."""
    with pytest.raises(ValueError, match="share must lie from 0 to 1"):
        path(Research(), share=share, years=5)
