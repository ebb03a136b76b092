"""Deferred acceptance against all matchings that there are."""

from collections.abc import Iterator
from itertools import product

import numpy as np
import pytest

from nqpf.models.matching import Market, blocking, match


def market(seed: int) -> Market:
    """Draw a market of four talents and three teams, some lists short."""
    random = np.random.default_rng(seed)
    talents, teams = [f"t{n}" for n in range(4)], ["lab", "plant", "office"]

    def some(names: list[str]) -> list[str]:
        return list(random.permutation(names)[: random.integers(1, len(names) + 1)])

    return Market(
        talents={talent: some(teams) for talent in talents},
        teams={team: some(talents) for team in teams},
        places={"lab": 2},
    )


def stable(market: Market) -> list[dict[str, str]]:
    """Return all stable matchings, by looking at every matching."""
    return [each for each in matchings(market) if not blocking(market, each)]


def matchings(market: Market) -> Iterator[dict[str, str]]:
    """Yield every matching that both sides accept and places allow."""
    for chosen in product(*[[None, *wishes] for wishes in market.talents.values()]):
        pairs = dict(zip(market.talents, chosen, strict=True))
        made = {talent: team for talent, team in pairs.items() if team is not None}
        held = {
            team: [t for t, m in made.items() if m == team] for team in market.teams
        }
        if all(
            len(own) <= market.places.get(team, 1)
            and set(own) <= set(market.teams[team])
            for team, own in held.items()
        ):
            yield made


@pytest.mark.parametrize("seed", range(40))
def test_the_matching_is_one_of_the_stable_ones(seed: int) -> None:
    """No talent and team would rather have each other."""
    drawn = market(seed)

    assert match(drawn) in stable(drawn)


@pytest.mark.parametrize("seed", range(40))
def test_no_stable_matching_is_better_for_any_talent(seed: int) -> None:
    """The side that asks gets the best that is stable, one by one."""
    drawn = market(seed)
    mine = match(drawn)

    for other in stable(drawn):
        for talent, wishes in drawn.talents.items():
            order = [*wishes, None]
            assert order.index(mine.get(talent)) <= order.index(other.get(talent))


@pytest.mark.parametrize("seed", range(40))
def test_the_same_talents_and_places_are_left_over_in_all(seed: int) -> None:
    """No rule of asking fills a place that stable matchings leave empty."""
    drawn = market(seed)
    sorted_out = {
        (tuple(sorted(each)), tuple(sorted(each.values()))) for each in stable(drawn)
    }

    assert len(sorted_out) == 1


def test_the_order_of_the_lists_makes_no_difference() -> None:
    """Who asks first does not matter."""
    drawn = market(5)
    turned = Market(
        talents=dict(reversed(drawn.talents.items())),
        teams=dict(reversed(drawn.teams.items())),
        places=drawn.places,
    )

    assert match(turned) == match(drawn)


def test_a_team_without_places_takes_nobody() -> None:
    """Zero is a number of places, too."""
    full = Market(talents={"t": ["lab"]}, teams={"lab": ["t"]}, places={"lab": 0})

    assert match(full) == {}
    assert blocking(full, {}) == []


def test_a_pair_that_would_run_off_is_named() -> None:
    """The team has a worse talent, the talent a worse team."""
    two = Market(
        talents={"s": ["lab", "plant"], "t": ["lab", "plant"]},
        teams={"lab": ["s", "t"], "plant": ["s", "t"]},
        places={},
    )

    assert blocking(two, {"s": "plant", "t": "lab"}) == [("s", "lab")]


@pytest.mark.parametrize(
    ("talents", "places", "message"),
    [
        ({"t": ["lab", "lab"]}, {}, "the list of 't' names somebody twice"),
        ({"t": ["pub"]}, {}, "names 'pub', which is no team"),
        ({"u": ["lab"]}, {}, "names 't', which is no talent"),
        ({"t": ["lab"]}, {"pub": 1}, "places are given for 'pub', which is no team"),
        ({"t": ["lab"]}, {"lab": -1}, "places of lab must be a whole number of at"),
    ],
)
def test_lists_that_name_strangers_are_refused(
    talents: dict[str, list[str]], places: dict[str, int], message: str
) -> None:
    """The sentence says whose list, and what is wrong with it."""
    with pytest.raises(ValueError, match=message):
        Market(talents=talents, teams={"lab": ["t"]}, places=places)
