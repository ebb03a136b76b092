"""Networks: alone and together, one price or two lasting outcomes."""

from dataclasses import replace

import numpy as np
import pytest

from nqpf.models.choice import Attachment, Survey, acceptance
from nqpf.models.logit import fit, median_interval
from nqpf.models.network import (
    Network,
    attachment,
    holding_offer,
    interview,
    outcomes,
    price_of_leaving,
)

NETWORK = Network()
STRONG = Network(own=200, others=3000, outside=1600, steepness=2)


def test_who_leaves_alone_gives_up_everything() -> None:
    """The service, the others, and the peace of not being left out."""
    assert price_of_leaving(NETWORK, together=0) == 400 + 1400 + 1000


def test_who_leaves_with_all_loses_only_what_does_not_move_along() -> None:
    """Nobody is inside any more, so nobody is outside."""
    assert price_of_leaving(NETWORK, together=1) == pytest.approx(400 + 0.4 * 1400)


def test_the_price_falls_with_everyone_who_comes_along() -> None:
    """Straight from the one price to the other."""
    prices = [price_of_leaving(NETWORK, together=g) for g in (0, 0.25, 0.5, 0.75, 1)]

    assert np.diff(prices) == pytest.approx(np.full(4, (960 - 2800) / 4))


def test_without_others_nobody_asks_who_comes_along() -> None:
    """A service that is worth something by itself alone has one price."""
    lonely = Network(others=0, outside=0)

    prices = {price_of_leaving(lonely, together=g) for g in (0, 0.5, 1)}

    assert prices == {400}


@pytest.mark.parametrize("network", [NETWORK, STRONG], ids=["weak", "strong"])
@pytest.mark.parametrize("offer", [50, 700, 2300, 9000])
def test_an_outcome_reproduces_itself(network: Network, offer: float) -> None:
    """At that share of others, just that share refuse the offer."""
    shares = outcomes(offer, network)["share"].to_numpy()

    staying = [
        1 - acceptance(offer, attachment_at(network, share)).item() for share in shares
    ]

    assert shares == pytest.approx(staying, abs=1e-9)
    assert len(shares) > 0


def attachment_at(network: Network, share: float) -> Attachment:
    """Return the worth to one who would leave alone while a share stays."""
    others = replace(network, others=network.others * share)
    return attachment(replace(others, outside=network.outside * share), together=0)


@pytest.mark.parametrize("offer", [1000, 2000, 2300, 3000])
def test_lasting_outcomes_are_where_leaving_in_turn_ends(offer: float) -> None:
    """A second route: start with all or with nobody, and let each react."""
    ends = []
    for start in (1.0, 0.0):
        share = start
        for _ in range(4000):
            worth = attachment_at(STRONG, share)
            share = 1 - acceptance(offer, worth).item()
        ends.append(share)

    found = outcomes(offer, STRONG).query("lasts")["share"]

    assert found.iloc[-1] == pytest.approx(ends[0], abs=1e-6)
    assert found.iloc[0] == pytest.approx(ends[1], abs=1e-6)


def test_between_two_that_last_lies_a_critical_mass() -> None:
    """Few stay, or most; what lies between does not last."""
    found = outcomes(2300, STRONG)

    assert found["lasts"].tolist() == [True, False, True]
    assert found["share"].is_monotonic_increasing


@pytest.mark.parametrize("offer", [100, 800, 1600, 2500, 10_000])
def test_wide_differences_leave_one_outcome(offer: float) -> None:
    """Where persons differ much, no offer tips the whole."""
    assert len(outcomes(offer, NETWORK)) == 1


def test_the_offer_that_holds_half_is_the_middle_users_worth() -> None:
    """At one half the spread of the users drops out."""
    found = holding_offer(np.array([0.5]), STRONG)

    assert found.tolist() == pytest.approx([200 + 4600 / 2])


def test_the_same_person_asks_less_to_leave_with_all() -> None:
    """Of those who got the same offer twice, none refuses only together."""
    asked = interview(NETWORK, Survey(people=3000))
    wide = asked.pivot_table(
        index="respondent", columns="together", values=["offer", "accepts"]
    )
    same = wide[wide["offer"][0.0] == wide["offer"][1.0]]

    assert len(same) > 200
    assert (same["accepts"][1.0] >= same["accepts"][0.0]).all()


@pytest.mark.parametrize("together", [0.0, 1.0])
def test_the_experiment_finds_the_price_that_was_put_in(together: float) -> None:
    """With 20,000 persons the interval holds it and is narrow."""
    asked = interview(NETWORK, Survey(people=20_000)).query("together == @together")

    low, high = median_interval(fit(asked), confidence=0.99)

    assert low < price_of_leaving(NETWORK, together=together) < high
    assert high / low < 1.2


def test_offers_are_dealt_anew_in_each_setting() -> None:
    """Whoever got little alone may get much together."""
    asked = interview(NETWORK, Survey(people=900))
    wide = asked.pivot_table(index="respondent", columns="together", values="offer")

    assert abs(np.corrcoef(wide[0.0], wide[1.0])[0, 1]) < 0.1


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"own": 0}, "own must be above 0, not 0"),
        ({"others": -1}, "others must be at least 0, not -1"),
        ({"outside": -1}, "outside must be at least 0, not -1"),
        ({"portable": 1.5}, r"portable must lie from 0 to 1, not 1\.5"),
        ({"steepness": 0}, "steepness must be above 0, not 0"),
    ],
)
def test_a_network_that_cannot_be_is_refused(
    changed: dict[str, float], message: str
) -> None:
    """The message names the parameter, its range and the value."""
    with pytest.raises(ValueError, match=message):
        replace(NETWORK, **changed)


def test_more_than_all_cannot_come_along() -> None:
    """A share is a share."""
    with pytest.raises(ValueError, match=r"together must lie from 0 to 1, not 1\.1"):
        price_of_leaving(NETWORK, together=1.1)
