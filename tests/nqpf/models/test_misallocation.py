"""Resources go where wedges send them, and reform moves output as theory says."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize

from nqpf.models.firms import Firms, draw, misrecord
from nqpf.models.misallocation import (
    INPUTS,
    WEDGES,
    Industry,
    allocate,
    best_tfp,
    infer,
    loss_by_formula,
    reform,
    reform_gains,
    reform_paths,
    tfp,
)

INDUSTRY = Industry()
SEEDS = [0, 1, 2, 2009]


def few(**changed: object) -> pd.DataFrame:
    """Return three firms with wedges of every kind."""
    firms = {
        "productivity": [1.0, 1.6, 0.7],
        "financing_wedge": [0.5, -0.2, 0.1],
        "land_wedge": [-0.3, 0.4, 0.0],
        "entry_wedge": [0.2, -0.1, 0.05],
    }
    return pd.DataFrame(firms | changed)


def even(**changed: object) -> pd.DataFrame:
    """Return three firms without wedges."""
    return few(**({f"{wedge}_wedge": 0.0 for wedge in WEDGES} | changed))


def industry_output(inputs: np.ndarray, productivity: np.ndarray) -> float:
    """Return what customers get from firms' inputs (a row a firm)."""
    power = 1 - 1 / INDUSTRY.demand_elasticity
    made = productivity * np.prod(inputs**INDUSTRY.shares, axis=1)
    return float((made**power).sum() ** (1 / power))


def test_two_firms_without_wedges_share_by_productivity() -> None:
    """The closed form: inputs go as productivity to the power of sigma less one."""
    pair = even().iloc[:2]

    shared = allocate(pair, INDUSTRY)

    fair = 2 * np.array([1.0, 1.6]) ** 2 / (1 + 1.6**2)
    for name in INPUTS:
        assert shared[name].tolist() == pytest.approx(fair.tolist())


def test_no_other_split_between_firms_yields_more() -> None:
    """A second route to the best: a numerical search over all splits."""
    firms = even()
    productivity = firms["productivity"].to_numpy()

    def loss(logs: np.ndarray) -> float:
        parts = np.exp(np.vstack([logs.reshape(2, 3), np.zeros(3)]))
        inputs = 3 * parts / parts.sum(axis=0)
        return -float(np.log(industry_output(inputs, productivity)))

    found = minimize(loss, np.zeros(6), tol=1e-12)

    assert np.exp(-found.fun) / 3 == pytest.approx(best_tfp(firms, INDUSTRY))


def test_every_firm_maximises_its_own_profit() -> None:
    """A second route to the allocation: no firm gains by 1 % more or less of any."""
    firms = allocate(few(), INDUSTRY)
    sigma, whole = INDUSTRY.demand_elasticity, firms["revenue"].sum()
    wedges = firms[["financing_wedge", "land_wedge"]].to_numpy()
    charged = np.column_stack([1 + wedges, np.ones(3)])
    used = firms[list(INPUTS)].to_numpy()
    sales = (1 - firms["entry_wedge"]) * firms["revenue"]
    rates = (1 - 1 / sigma) * INDUSTRY.shares * sales.to_numpy()[:, None]
    prices = (rates / used / charged)[0]  # what the first firm's choice implies

    def profit(inputs: np.ndarray) -> np.ndarray:
        made = firms["productivity"] * np.prod(inputs**INDUSTRY.shares, axis=1)
        sold = made ** (1 - 1 / sigma) * whole ** (1 / sigma)
        paid = (inputs * charged * prices).sum(axis=1)
        return ((1 - firms["entry_wedge"]) * sold - paid).to_numpy()

    best = profit(used)

    for place in range(3):
        for factor in (0.99, 1.01):
            other = used.copy()
            other[:, place] *= factor
            assert (profit(other) < best).all()


def test_all_inputs_are_used_and_no_more() -> None:
    """Capital, land and labour add to what there is, whatever the wedges."""
    totals = allocate(draw(Firms(seed=3)), INDUSTRY)[list(INPUTS)].sum()

    assert totals.tolist() == pytest.approx([500, 500, 500])


def test_revenues_add_to_the_output_of_the_industry() -> None:
    """What customers spend is what their basket is worth."""
    firms = allocate(few(), INDUSTRY)

    made = industry_output(
        firms[list(INPUTS)].to_numpy(), firms["productivity"].to_numpy()
    )

    assert firms["revenue"].sum() == pytest.approx(made)


def test_productivity_is_output_over_inputs() -> None:
    """A second route: the closed form equals what the allocation makes."""
    firms = allocate(few(), INDUSTRY)

    assert tfp(few(), INDUSTRY)[()] == pytest.approx(firms["revenue"].sum() / 3)


def test_productivity_is_the_published_sum_over_firms() -> None:
    """Hsieh and Klenow's equation: firms weighted by relative revenue productivity."""
    firms = allocate(few(), INDUSTRY)

    relative = firms["productivity"] / firms["revenue_productivity"]
    published = (relative**2).sum() ** (1 / 2)
    assert published == pytest.approx(tfp(few(), INDUSTRY)[()])


def test_revenue_productivity_differs_only_by_wedges() -> None:
    """Not by productivity: a firm twice as good earns as much per input."""
    same = allocate(even(), INDUSTRY)["revenue_productivity"]
    wedged = allocate(few(), INDUSTRY)["revenue_productivity"]

    expected = (1 + few()["financing_wedge"]) ** 0.35 * (
        1 + few()["land_wedge"]
    ) ** 0.15
    expected /= 1 - few()["entry_wedge"]
    assert same.tolist() == pytest.approx([1, 1, 1])
    assert (wedged / wedged[0]).tolist() == pytest.approx(
        (expected / expected[0]).tolist()
    )


@pytest.mark.parametrize("seed", SEEDS)
def test_no_wedges_yield_more_than_none(seed: int) -> None:
    """What is possible is never passed, with any wedges removed by any share."""
    firms = draw(Firms(seed=seed))
    reforms = np.random.default_rng(seed).uniform(0, 1, (50, 3))

    level = tfp(firms, INDUSTRY, removed=reforms)

    assert (level < best_tfp(firms, INDUSTRY)).all()
    assert tfp(firms, INDUSTRY, removed=1.0)[()] == pytest.approx(
        best_tfp(firms, INDUSTRY)
    )


@pytest.mark.parametrize("wedge", WEDGES)
def test_a_wedge_that_all_firms_share_moves_nothing(wedge: str) -> None:
    """Where totals are given, only differences between firms matter."""
    shared = even(**{f"{wedge}_wedge": 0.4})

    assert tfp(shared, INDUSTRY)[()] == pytest.approx(best_tfp(shared, INDUSTRY))


def test_removing_part_of_a_wedge_is_a_smaller_wedge() -> None:
    """Half of the logarithm of each wedge is left."""
    halved = few(
        financing_wedge=np.sqrt(1 + few()["financing_wedge"]) - 1,
        land_wedge=np.sqrt(1 + few()["land_wedge"]) - 1,
        entry_wedge=1 - np.sqrt(1 - few()["entry_wedge"]),
    )

    assert tfp(few(), INDUSTRY, removed=0.5)[()] == pytest.approx(
        tfp(halved, INDUSTRY)[()]
    )


def test_many_reforms_at_once_are_the_same_as_one_by_one() -> None:
    """Reforms run along all axes but the last."""
    reforms = np.random.default_rng(5).uniform(0, 1, (2, 4, 3))

    together = tfp(few(), INDUSTRY, removed=reforms)

    singly = [
        tfp(few(), INDUSTRY, removed=reform)[()] for reform in reforms.reshape(-1, 3)
    ]
    assert together.shape == (2, 4)
    assert together.ravel().tolist() == pytest.approx(singly)


@pytest.mark.parametrize("follows", [-0.8, 0.0, 0.8])
@pytest.mark.parametrize("sigma", [2.0, 3.0, 5.0])
def test_the_loss_of_many_firms_is_the_one_by_variances(
    follows: float, sigma: float
) -> None:
    """Monte Carlo against the formula, for log-normal firms and any covariance."""
    industry = Industry(demand_elasticity=sigma)
    firms = draw(
        Firms(
            count=200_000,
            land_follows=follows,
            productivity_spread=0.3,
            financing_spread=0.3,
            land_spread=0.3,
            entry_spread=0.1,
            private_share=1e-6,  # one kind of firm: z is normal
            industry=industry,
        )
    )

    lost = np.log(best_tfp(firms, industry) / tfp(firms, industry)[()])

    assert lost == pytest.approx(loss_by_formula(firms, industry)["whole"], rel=0.02)


def test_only_an_entry_wedge_leaves_the_mix_within_firms_right() -> None:
    """A barrier to sales lowers all inputs alike; dear credit lowers capital."""
    entry = loss_by_formula(few(financing_wedge=0.0, land_wedge=0.0), INDUSTRY)
    credit = loss_by_formula(few(entry_wedge=0.0, land_wedge=0.0), INDUSTRY)

    assert entry["within"] == pytest.approx(0)
    assert credit["within"] > 0.3 * credit["between"] > 0


def test_offsetting_wedges_are_second_best() -> None:
    """Land that makes up for a barrier: taking it away alone loses output."""
    offset = even(
        productivity=1.0, entry_wedge=[0.3, 0.0, 0.0], land_wedge=[-0.6, 0.0, 0.0]
    )

    gains = reform_gains(offset, INDUSTRY).set_index("removed")["gain"]

    assert gains["land"] < 0 < gains["land + entry"]


def test_all_eight_sets_of_wedges_are_listed_once() -> None:
    """From nothing to everything, which reaches what is possible."""
    gains = reform_gains(few(), INDUSTRY)

    assert gains["removed"].tolist() == [
        "nothing",
        "financing",
        "land",
        "entry",
        "financing + land",
        "financing + entry",
        "land + entry",
        "financing + land + entry",
    ]
    assert gains["gain"].iloc[0] == 0
    assert gains["of_possible"].iloc[-1] == pytest.approx(1)


def test_a_set_removes_its_wedges_and_no_other() -> None:
    """A second route: the wedge's column set to zero by hand."""
    gains = reform_gains(few(), INDUSTRY).set_index("removed")["gain"]

    by_hand = tfp(few(land_wedge=0.0, entry_wedge=0.0), INDUSTRY)[()]
    assert gains["land + entry"] == pytest.approx(
        by_hand / tfp(few(), INDUSTRY)[()] - 1
    )


def test_paths_meet_at_the_reform() -> None:
    """Each path, where it stands at the reform's share, is the reform itself."""
    reform = {"financing": 0.2, "land": 0.6, "entry": 1.0}
    paths = reform_paths(few(), INDUSTRY, removed=reform, steps=5)

    met = [
        paths.query("wedge == @wedge and abs(removed - @share) < 1e-9")[
            "of_possible"
        ].item()
        for wedge, share in reform.items()
    ]

    expected = tfp(few(), INDUSTRY, removed=[0.2, 0.6, 1.0])[()]
    assert met == pytest.approx([expected / best_tfp(few(), INDUSTRY)] * 3)


@pytest.mark.parametrize("seed", SEEDS)
def test_records_give_the_truth_back(seed: int) -> None:
    """From revenue and inputs alone: productivity and the gain of every reform."""
    firms = draw(Firms(seed=seed))
    records = firms[["revenue", *INPUTS]] * [7.0, 3.0, 0.2, 40.0]

    found = infer(records, INDUSTRY)

    ratio = found["productivity"] / firms["productivity"]
    assert ratio.tolist() == pytest.approx([ratio[0]] * len(firms))
    assert reform_gains(found, INDUSTRY)["gain"].tolist() == pytest.approx(
        reform_gains(firms, INDUSTRY)["gain"].tolist()
    )


def test_a_firm_with_the_mix_of_the_industry_has_no_wedge() -> None:
    """Wedges are relative: a third firm that is the mean of two others has none."""
    records = pd.DataFrame(
        {
            "revenue": [1.0, 3.0, 2.0],
            "capital": [40.0, 20.0, 30.0],
            "land": [10.0, 2.0, 6.0],
            "labour": [1.0, 5.0, 3.0],
        }
    )

    found = infer(records, INDUSTRY).iloc[2]

    wedges = found[[f"{wedge}_wedge" for wedge in WEDGES]]
    assert wedges.tolist() == pytest.approx([0, 0, 0])


def test_errors_in_the_records_look_like_wedges() -> None:
    """Where there are none, an office that errs by a fifth still finds a large gain."""
    honest = draw(Firms(financing_spread=0, land_spread=0, entry_spread=0))

    found = infer(misrecord(honest, spread=0.2), INDUSTRY)

    assert best_tfp(honest, INDUSTRY) == pytest.approx(tfp(honest, INDUSTRY)[()])
    assert reform_gains(found, INDUSTRY)["gain"].iloc[-1] > 0.1


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"capital_share": 1.0}, "capital_share must lie strictly between 0 and 1"),
        ({"land_share": 0.7}, "must stay below 1 together, not 0.35 and 0.7"),
        ({"demand_elasticity": 1}, "demand_elasticity must be above 1, not 1"),
    ],
)
def test_an_industry_that_cannot_be_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Industry(**wrong)


@pytest.mark.parametrize(
    ("column", "value", "message"),
    [
        ("productivity", 0.0, r"productivity must be above 0 .* not 0\.0 \(row 1\)"),
        ("financing_wedge", -1.0, r"financing_wedge must be above -1 .* not -1\.0"),
        ("land_wedge", np.nan, "land_wedge must be above -1 .* not nan"),
        ("entry_wedge", 1.5, r"entry_wedge must be below 1 .* not 1\.5"),
    ],
)
def test_a_firm_that_cannot_be_is_refused(
    column: str, value: float, message: str
) -> None:
    """The message names the column, the value, the range and the row."""
    firms = few()
    firms.loc[1, column] = value

    with pytest.raises(ValueError, match=message):
        allocate(firms, INDUSTRY)


@pytest.mark.parametrize("value", [-0.1, 1.1, np.nan])
def test_a_share_removed_lies_between_none_and_all(value: float) -> None:
    """More than the whole of a wedge cannot go."""
    with pytest.raises(ValueError, match="removed must lie from 0 to 1"):
        tfp(few(), INDUSTRY, removed=[0.0, value, 1.0])


def test_paths_need_a_step() -> None:
    """A path of no steps is no path."""
    with pytest.raises(ValueError, match="steps must be above 0, not 0"):
        reform_paths(few(), INDUSTRY, removed=dict.fromkeys(WEDGES, 0), steps=0)


@pytest.mark.parametrize("shares", [(0, 0, 0), (0.3, 0.5, 0.1), (1, 1, 1)])
def test_firms_after_a_reform_make_what_its_productivity_says(
    shares: tuple[float, float, float],
) -> None:
    """A second route: the allocation at the wedges left, summed over firms."""
    firms = draw(Firms(seed=4))

    after = reform(firms, INDUSTRY, removed=dict(zip(WEDGES, shares, strict=True)))

    assert after["revenue"].sum() / len(firms) == pytest.approx(
        tfp(firms, INDUSTRY, removed=shares)[()]
    )


def test_a_full_reform_shrinks_the_firms_that_wedges_favoured() -> None:
    """The less a firm earned per input, the more of its revenue it loses."""
    firms = draw(Firms(seed=4))
    favoured = firms["revenue_productivity"].sort_values().index

    after = reform(firms, INDUSTRY, removed=dict.fromkeys(WEDGES, 1.0))

    change = (after["revenue"] / firms["revenue"])[favoured]
    assert change.is_monotonic_increasing


def test_a_reform_beyond_the_whole_names_its_wedge() -> None:
    """The message says which share is wrong."""
    with pytest.raises(ValueError, match=r"removed\['land'\] must lie from 0 to 1"):
        reform(few(), INDUSTRY, removed={"financing": 0, "land": 2, "entry": 0})


def test_a_wedge_that_is_not_there_cannot_be_removed() -> None:
    """The message names those that are."""
    with pytest.raises(ValueError, match=r"\(financing, land, entry\), not 'tax'"):
        reform_paths(few(), INDUSTRY, removed={"tax": 1}, steps=1)


def test_wedges_that_are_not_named_stay() -> None:
    """A reform of land alone is one that removes nothing of the others."""
    alone, spelt = (
        reform(few(), INDUSTRY, removed=removed)["revenue"].tolist()
        for removed in ({"land": 0.5}, {"financing": 0, "land": 0.5, "entry": 0})
    )

    assert alone == spelt
