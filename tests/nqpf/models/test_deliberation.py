"""Talk and trials against closed forms, simulation and limits."""

import numpy as np
import pytest

from nqpf.models.deliberation import (
    Search,
    best_months,
    chances,
    dearest_trial,
    outcomes,
)

SEARCHES = [
    Search(),
    Search(lesson_months=0),
    Search(first_chance=0.02, last_chance=0.3, lesson_months=0.5),
    Search(fading=0, trial_cost=9),
    Search(lesson_months=12, trial_months=6, fading=0.1),
]


@pytest.mark.parametrize("months", [0, 3, 20])
def test_without_lessons_the_number_of_trials_is_geometric(months: float) -> None:
    """The expected number is 1/q, and the discount a geometric series."""
    search = Search(lesson_months=0)
    q = float(chances(search, months=months, trials=1)[0])
    beta = np.exp(-search.fading * search.trial_months)

    found = outcomes(search, months).iloc[0]

    value = 100 * np.exp(-search.fading * months) * q * beta / (1 - (1 - q) * beta)
    assert found["trials"] == pytest.approx(1 / q)
    assert found["net"] == pytest.approx(value - 4 / q)


def test_a_hard_search_of_a_thousand_trials_is_geometric_too() -> None:
    """Beyond the trials that are added one by one the series is summed whole."""
    search = Search(
        first_chance=0.001, last_chance=0.0011, lesson_months=0, fading=0.0004
    )
    q, beta = 0.001, np.exp(-0.0004 * 3)

    found = outcomes(search, 0).iloc[0]

    assert found["trials"] == pytest.approx(1000)
    assert found["net"] == pytest.approx(100 * q * beta / (1 - (1 - q) * beta) - 4000)


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_teams_that_are_simulated_fare_as_expected(search: Search) -> None:
    """A second route: 60,000 teams that talk for four months and then try."""
    teams, longest = 60_000, 600
    chance = chances(search, months=4, trials=longest)
    luck = np.random.default_rng(2).random((teams, longest), dtype=np.float32)
    trials = 1 + (luck < chance.astype(np.float32)).argmax(axis=1)
    late = 4 + search.trial_months * trials
    net = 100 * np.exp(-search.fading * late) - search.trial_cost * trials

    found = outcomes(search, 4).iloc[0]

    error = net.std() / np.sqrt(teams)
    assert found["trials"] == pytest.approx(trials.mean(), rel=0.01)
    assert found["net"] == pytest.approx(net.mean(), abs=4 * error)


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_the_value_of_success_is_used_up_by_its_parts(search: Search) -> None:
    """Net, cost of trials, and value lost to talk and to trials add up to it."""
    found = outcomes(search, np.arange(0, 30, 0.5))

    parts = found[["net", "trial_cost", "lost_to_talk", "lost_to_trials"]]
    assert parts.sum(axis=1).tolist() == pytest.approx([100] * 60)
    assert (parts.drop(columns="net") > -1e-9).all(axis=None)


@pytest.mark.parametrize("search", SEARCHES, ids=str)
def test_the_chance_rises_towards_what_can_be_learned(search: Search) -> None:
    """Each failure teaches; nothing teaches more than all there is."""
    found = chances(search, months=2, trials=500)

    assert (np.diff(found) >= 0).all()
    assert found.max() <= search.last_chance


def test_a_lesson_is_worth_its_months_of_talk() -> None:
    """After one failure the chance is that of so many months more of talk."""
    search = Search(lesson_months=5)

    tried = chances(search, months=1, trials=2)[1]

    assert tried == pytest.approx(chances(search, months=6, trials=1)[0])


@pytest.mark.parametrize("lesson", [0.0, 2.0, 6.0, 12.0])
@pytest.mark.parametrize("fading", [0.01, 0.05])
def test_talk_pays_above_the_threshold_and_not_below(
    lesson: float, fading: float
) -> None:
    """A second route: the best length of talk on either side of the dearest trial."""
    search = Search(lesson_months=lesson, fading=fading)
    threshold = dearest_trial(search)

    above = best_months(
        Search(lesson_months=lesson, fading=fading, trial_cost=threshold + 0.05)
    )

    assert above > 0
    if threshold > 0:
        below = Search(lesson_months=lesson, fading=fading, trial_cost=threshold - 0.01)
        assert best_months(below) == 0


def test_where_waiting_costs_nothing_talk_only_helps() -> None:
    """With no value lost to time, more talk leaves more, up to the end."""
    found = outcomes(Search(fading=0), np.arange(0, 37))

    assert found["net"].is_monotonic_increasing
    assert dearest_trial(Search(fading=0)) == 0


def test_free_trials_that_teach_much_are_not_talked_about() -> None:
    """If a trial costs nothing and teaches more than its time of talk, try."""
    assert best_months(Search(trial_cost=0, lesson_months=6)) == 0


def test_free_trials_that_teach_nothing_are_talked_about() -> None:
    """Even failure that costs no money costs the months that it takes."""
    assert best_months(Search(trial_cost=0, lesson_months=0)) > 0


def test_dearer_trials_ask_for_more_talk() -> None:
    """The best length of talk never falls as trials grow dearer."""
    lengths = [best_months(Search(trial_cost=cost)) for cost in range(0, 60, 4)]

    assert lengths == sorted(lengths)
    assert lengths[0] < lengths[-1]


def test_money_has_no_scale() -> None:
    """Value and cost in another currency leave the best talk as it was."""
    one, other = Search(trial_cost=12), Search(value=7.1 * 100, trial_cost=7.1 * 12)

    assert best_months(one) == best_months(other)
    assert dearest_trial(other) == pytest.approx(7.1 * dearest_trial(one))


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"value": 0}, "value must be above 0, not 0"),
        ({"trial_cost": -1}, "trial_cost must be at least 0, not -1"),
        ({"fading": -0.1}, "fading must be at least 0"),
        ({"first_chance": 0}, "first_chance must lie strictly between 0 and 1"),
        ({"last_chance": 0.1}, r"last_chance must lie strictly between 0\.15 and 1"),
        ({"talk_months": 0}, "talk_months must be above 0"),
    ],
)
def test_a_search_that_could_not_be_is_refused(
    wrong: dict[str, float], message: str
) -> None:
    """The message names the parameter, the value and the range."""
    with pytest.raises(ValueError, match=message):
        Search(**wrong)


def test_talk_of_negative_length_is_refused() -> None:
    """Nobody stops talking before beginning."""
    with pytest.raises(ValueError, match=r"months must be at least 0, not -1\.0"):
        outcomes(Search(), [-1, 2])
