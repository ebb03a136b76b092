"""What a free thing is worth: the curve, its median and mean, and who answers."""

import math

import numpy as np
import pytest
from scipy.integrate import quad

from nqpf.models.choice import (
    Attachment,
    Survey,
    acceptance,
    ask,
    mean_worth,
    tally,
)

WORTH = Attachment()
ANSWERS = ask(Survey(), WORTH)


def test_half_accept_the_median() -> None:
    """That is what a median is."""
    assert acceptance(WORTH.median, WORTH).item() == pytest.approx(0.5)


def test_answers_follow_the_curve() -> None:
    """Of 90,000 persons the share at each offer is what the curve says."""
    counts = tally(ask(Survey(people=90_000), WORTH))

    expected = acceptance(counts["offer"].to_numpy(), WORTH)
    assert counts["share"].to_numpy() == pytest.approx(expected, abs=0.02)


def test_offers_are_spread_evenly() -> None:
    """Nine offers to 600 persons: 66 or 67 each."""
    assert set(tally(ANSWERS)["people"]) == {66, 67}


def test_the_tally_counts_the_answers() -> None:
    """A second route: a table by pandas."""
    counts = tally(ANSWERS).set_index("offer")["accepting"]

    assert counts.to_dict() == ANSWERS.groupby("offer")["accepts"].sum().to_dict()


@pytest.mark.parametrize("steepness", [1.2, 2.0, 5.0])
def test_the_mean_is_the_area_under_those_who_keep(steepness: float) -> None:
    """A second route: the integral of one minus the share that accepts."""
    worth = Attachment(median=2.0, steepness=steepness)

    area = quad(lambda x: 1 - acceptance(x, worth).item(), 1e-12, np.inf)[0]

    assert mean_worth(worth) == pytest.approx(area, rel=1e-4)


@pytest.mark.parametrize("steepness", [0.6, 1.0, 1.2, 3.0])
def test_the_mean_up_to_an_offer_is_the_area_up_to_it(steepness: float) -> None:
    """The closed form holds also where the whole mean is infinite."""
    worth = Attachment(median=2800, steepness=steepness)

    area = quad(lambda x: 1 - acceptance(x, worth).item(), 1e-9, 20_000)[0]

    assert mean_worth(worth, up_to=20_000) == pytest.approx(area, rel=1e-4)


@pytest.mark.parametrize("steepness", [0.5, 1.0])
def test_too_different_persons_have_no_mean(steepness: float) -> None:
    """The tail weighs without end."""
    assert mean_worth(Attachment(steepness=steepness)) == math.inf


def test_persons_all_alike_have_one_worth() -> None:
    """In the limit mean and median are the same."""
    assert mean_worth(Attachment(median=900, steepness=500)) == pytest.approx(
        900, rel=1e-4
    )


def test_the_mean_of_simulated_persons_is_the_formula() -> None:
    """A third route: two million draws of a worth without a heavy tail."""
    places = np.random.default_rng(0).random(2_000_000)
    worth = 2800 * (places / (1 - places)) ** (1 / 3)

    assert mean_worth(Attachment(steepness=3)) == pytest.approx(worth.mean(), rel=0.01)


def test_the_same_persons_answer_in_every_survey_of_a_seed() -> None:
    """Whoever takes an offer takes it also where the service is worth less."""
    dear, cheap = (
        ask(Survey(), Attachment(median=median))["accepts"] for median in (3000, 1000)
    )

    assert (cheap >= dear).all()


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Attachment(median=0), "median must be above 0, not 0"),
        (lambda: Attachment(steepness=-1), "steepness must be above 0, not -1"),
        (lambda: Survey(people=0), "people must be a whole number of at least 1"),
        (lambda: Survey(offers=()), "number_of_offers must be a whole number"),
        (lambda: Survey(offers=(0, 5)), "offers must be above 0, not 0"),
        (lambda: Survey(seed=-1), "seed must be a whole number of at least 0"),
        (lambda: mean_worth(WORTH, up_to=0), "up_to must be above 0, not 0"),
    ],
)
def test_what_cannot_be_is_refused(make: object, message: str) -> None:
    """The message names the parameter, its range and the value."""
    assert callable(make)
    with pytest.raises(ValueError, match=message):
        make()
