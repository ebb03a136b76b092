"""Charts of innovation: the best of several, prize and grant, and learning by trying.

Each takes a tidy table from `nqpf.models` and computes nothing but where to draw. A
chart knows nothing of where its table came from: mark one of stylised data with
`stylised`.
"""

import altair as alt
import pandas as pd

from nqpf.charts.strokes import strokes
from nqpf.charts.theme import INK, PALETTE, describe

BLUE, OCHRE, GREEN, PURPLE, _, BRICK, GREY = PALETTE


def best_of_projects(table: pd.DataFrame) -> alt.LayerChart:
    """Draw what the best of 1, 2, 3, … projects is worth, and what they cost.

    Parameters
    ----------
    table
        `projects` (number), `best`, `cost` and `net` (money), as
        `tournament.side_by_side` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> table = pd.DataFrame(
    ...     {"projects": [1, 2, 3], "best": [0.0, 5.6, 8.5], "cost": [1.0, 2.0, 3.0],
    ...      "net": [-1.0, 3.6, 5.5]}
    ... )
    >>> description(best_of_projects(table))
    'Expected worth of the best, cost and net, from 1 to 3 projects at once (money). \
Net is highest at 3 projects: 5.5.'
    """
    names = {"best": "the best", "cost": "cost of all", "net": "net"}
    lines = table.melt("projects", list(names), "what", "money")
    lines = lines.assign(what=lines["what"].map(names))
    top = table.iloc[int(table["net"].to_numpy().argmax())]
    number = alt.X(
        "projects:Q",
        title="Projects at once (number)",
        axis=alt.Axis(format="d", tickMinStep=1),
        scale=alt.Scale(zero=False, nice=False, padding=8),
    )
    drawn = (
        alt.Chart(lines)
        .mark_line(point=True)
        .encode(
            number,
            alt.Y("money:Q", title="Expected worth or cost (money)"),
            **strokes("what", list(names.values()), [BLUE, GREY, GREEN]),
            tooltip=[
                alt.Tooltip("projects:Q", title="Projects"),
                alt.Tooltip("what:N", title="What"),
                alt.Tooltip("money:Q", title="Money", format=".2f"),
            ],
        )
    )
    mark = (
        alt.Chart(pd.DataFrame({"projects": [top["projects"]], "net": [top["net"]]}))
        .mark_point(shape="diamond", size=150, color=GREEN, stroke=INK, opacity=1)
        .encode(alt.X("projects:Q"), alt.Y("net:Q"))
    )
    first, last = table["projects"].min(), table["projects"].max()
    return describe(
        alt.LayerChart(layer=[drawn, mark]),
        f"Expected worth of the best, cost and net, from {first} to {last} projects "
        f"at once (money). Net is highest at {top['projects']:.0f} projects: "
        f"{_number(top['net'])}.",
    )


def prize_curve(prizes: pd.DataFrame, grants: pd.DataFrame) -> alt.LayerChart:
    """Draw welfare under every prize beside the best grant.

    Parameters
    ----------
    prizes
        `prize`, `welfare` and `sponsor` (money), as `prize.prize` gives them.
    grants
        `chosen` (teams), and `welfare` (money), as `prize.grant` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> prizes = pd.DataFrame(
    ...     {"prize": [10, 30], "welfare": [40.0, 60.0], "sponsor": [35.0, 50.0]}
    ... )
    >>> grants = pd.DataFrame({"chosen": [1, 5], "welfare": [16.0, 47.2]})
    >>> description(prize_curve(prizes, grants))
    'Welfare and what the sponsor keeps, by prize (money). Welfare is highest at a \
prize of 30: 60.0. The best grant pays 5 teams and gives 47.2.'
    """
    names = {"welfare": "welfare", "sponsor": "what the sponsor keeps"}
    lines = prizes.melt("prize", list(names), "what", "money")
    lines = lines.assign(what=lines["what"].map(names))
    top = prizes.iloc[int(prizes["welfare"].to_numpy().argmax())]
    grant = grants.iloc[int(grants["welfare"].to_numpy().argmax())]
    drawn = (
        alt.Chart(lines)
        .mark_line()
        .encode(
            alt.X("prize:Q", title="Prize (money)"),
            alt.Y("money:Q", title="Expected value (money; dashed: the best grant)"),
            **strokes("what", list(names.values()), [BLUE, OCHRE]),
            tooltip=[
                alt.Tooltip("prize:Q", title="Prize"),
                alt.Tooltip("what:N", title="What"),
                alt.Tooltip("money:Q", title="Money", format=".1f"),
            ],
        )
    )
    rule = (
        alt.Chart()
        .mark_rule(color=GREEN, strokeDash=[6, 4], strokeWidth=2)
        .encode(y=alt.YDatum(float(grant["welfare"])))
    )
    return describe(
        alt.LayerChart(layer=[rule, drawn]),
        "Welfare and what the sponsor keeps, by prize (money). Welfare is highest at "
        f"a prize of {top['prize']:g}: {_number(top['welfare'])}. The best grant pays "
        f"{grant['chosen']:.0f} teams and gives {_number(grant['welfare'])}.",
    )


def regret_paths(paths: pd.DataFrame) -> alt.Chart:
    """Draw what not knowing the best route costs under several policies.

    Parameters
    ----------
    paths
        `policy`, `trial` and `regret` (successes missed so far), as
        `bandit.compare` gives them.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> paths = pd.DataFrame(
    ...     {"policy": ["greedy"] * 2 + ["thompson"] * 2, "trial": [1, 200] * 2,
    ...      "regret": [0.1, 12.0, 0.1, 8.0]}
    ... )
    >>> description(regret_paths(paths))
    'Successes missed after 200 trials: greedy 12.0, thompson 8.0.'
    """
    last = paths["trial"].max()
    ends = paths[paths["trial"] == last]
    names = [str(name) for name in ends["policy"]]
    said = ", ".join(
        f"{name} {regret:.1f}"
        for name, regret in zip(names, ends["regret"], strict=True)
    )
    chart: alt.Chart = (
        alt.Chart(paths)
        .mark_line()
        .encode(
            alt.X("trial:Q", title="Trials so far (number)"),
            alt.Y("regret:Q", title="Successes missed so far (number)"),
            **strokes("policy", names, [GREY, OCHRE, BLUE, PURPLE]),
            tooltip=[
                alt.Tooltip("policy:N", title="Policy"),
                alt.Tooltip("trial:Q", title="Trial"),
                alt.Tooltip("regret:Q", title="Missed", format=".1f"),
            ],
        )
    )
    return describe(chart, f"Successes missed after {last} trials: {said}.")


def _number(value: float) -> str:
    return f"{value:.1f}".replace("-", "−")
