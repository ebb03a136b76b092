r"""Who works with whom: stable matching of talents and teams.

Each talent ranks the teams it would join, each team ranks the talents it would take
and has a number of places. A matching is *stable* if no talent and team would both
rather have each other than what they have. Deferred acceptance finds one: every free
talent asks the next team on its list; a team keeps the best that have asked, up to
its places, and sends the others on; no answer is final until nobody asks any more.

The result is the best stable matching for the side that asks, talent by talent, and
the worst for the other. Whether a talent finds a place at all is the same in every
stable matching, so no rule of asking fills the places that nobody wants: that takes
pay, work or surroundings that change the lists themselves.

References
----------
D. Gale and L. S. Shapley, "College admissions and the stability of marriage", American
Mathematical Monthly 69(1), 1962. A. E. Roth, "On the allocation of residents to rural
hospitals", Econometrica 54(2), 1986. Critics: preferences are taken as given, and pay
does not adjust; A. S. Kelso and V. P. Crawford, "Job matching, coalition formation, and
gross substitutes", Econometrica 50(6), 1982, let it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from nqpf.models.checks import whole

Lists: TypeAlias = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Market:
    """Talents, teams, and whom each would have.

    Parameters
    ----------
    talents
        For each talent the teams that it would join, the best first.
    teams
        For each team the talents that it would take, the best first.
    places
        How many each team takes (whole numbers); 1 where none is given.
    """

    talents: Lists
    teams: Lists
    places: Mapping[str, int]

    def __post_init__(self) -> None:
        """Refuse lists that name strangers or name someone twice."""
        _check("team", self.talents, self.teams)
        _check("talent", self.teams, self.talents)
        for team, number in self.places.items():
            if team not in self.teams:
                msg = f"places are given for {team!r}, which is no team"
                raise ValueError(msg)
            whole(0, **{f"places of {team}": number})


def match(market: Market) -> dict[str, str]:
    """Return the stable matching that is best for every talent.

    Parameters
    ----------
    market
        Who would have whom.

    Returns
    -------
    dict
        Talent to team; a talent without a place is left out.

    Examples
    --------
    >>> market = Market(
    ...     talents={"chemist": ["lab", "plant"], "coder": ["lab"]},
    ...     teams={"lab": ["coder", "chemist"], "plant": ["chemist"]},
    ...     places={},
    ... )
    >>> match(market)
    {'coder': 'lab', 'chemist': 'plant'}
    """
    rank = {team: _ranks(wanted) for team, wanted in market.teams.items()}
    left = {talent: list(reversed(wishes)) for talent, wishes in market.talents.items()}
    kept: dict[str, list[str]] = {team: [] for team in market.teams}
    asking = list(market.talents)
    while asking:
        talent = asking.pop()
        if not left[talent]:
            continue
        team = left[talent].pop()
        if talent not in rank[team]:
            asking.append(talent)
            continue
        kept[team].append(talent)
        kept[team].sort(key=rank[team].__getitem__)
        if len(kept[team]) > market.places.get(team, 1):
            asking.append(kept[team].pop())
    return {talent: team for team, held in kept.items() for talent in held}


def blocking(market: Market, matching: Mapping[str, str]) -> list[tuple[str, str]]:
    """Return the pairs that would rather have each other than what they have.

    A matching without any is stable.

    Parameters
    ----------
    market
        Who would have whom.
    matching
        Talent to team.

    Returns
    -------
    list of tuple
        Talent and team.

    Examples
    --------
    >>> market = Market(
    ...     talents={"chemist": ["lab"], "coder": ["lab"]},
    ...     teams={"lab": ["coder", "chemist"]},
    ...     places={},
    ... )
    >>> blocking(market, {"chemist": "lab"})
    [('coder', 'lab')]
    """
    rank = {team: _ranks(wanted) for team, wanted in market.teams.items()}
    held: dict[str, list[str]] = {team: [] for team in market.teams}
    for talent, team in matching.items():
        held[team].append(talent)
    return [
        (talent, team)
        for talent, wishes in market.talents.items()
        for team in _preferred(wishes, matching.get(talent))
        if talent in rank[team] and _would_take(market, team, talent, held, rank)
    ]


def _would_take(
    market: Market,
    team: str,
    talent: str,
    held: dict[str, list[str]],
    rank: dict[str, dict[str, int]],
) -> bool:
    places = market.places.get(team, 1)
    if len(held[team]) < places:
        return True
    return any(rank[team][talent] < rank[team][other] for other in held[team])


def _preferred(wishes: Sequence[str], has: str | None) -> Sequence[str]:
    """Return the teams that a talent likes better than what it has."""
    return wishes if has is None else wishes[: wishes.index(has)]


def _ranks(wanted: Sequence[str]) -> dict[str, int]:
    return {name: rank for rank, name in enumerate(wanted)}


def _check(what: str, lists: Lists, known: Lists) -> None:
    for name, wanted in lists.items():
        if len(set(wanted)) < len(wanted):
            msg = f"the list of {name!r} names somebody twice; name each once"
            raise ValueError(msg)
        strangers = [other for other in wanted if other not in known]
        if strangers:
            msg = f"the list of {name!r} names {strangers[0]!r}, which is no {what}"
            raise ValueError(msg)
