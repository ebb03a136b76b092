"""The claim map: lesson 03's explorer.

By our coding body C names 21 shortcomings and 71 measures. It draws no line between
them; we drew some, and how many of them a reader accepts decides what is answered.
"""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from nqpf.charts.claims import claim_map
from nqpf.corpus import claim_links, claims
from nqpf.explorers.frame import Choice, Details, Explorer, Slider, explorer
from nqpf.models.claims import accepted, asked, coverage, crossings, strike_out

BODY = "C"

ACCEPT = {
    "word": "only where both print the same word",
    "subject": "also where they share a subject",
    "inferred": "also where we infer it",
}

NOTHING = "nothing"
STRIKE = {
    NOTHING: "nothing",
    "driving force": "the first support, driving force 动力",
    "carrier": "the second support, carrier 载体",
    "environment": "the third support, environment 环境",
}

QUESTION = (
    "Which shortcomings stay unanswered, and which measures answer none, however "
    "generously you read?"
)

NOTICE = (
    (
        "Read strictly and 7 of 21 shortcomings have no answer; share a subject, and 2 "
        "are left: little middle- and high-end manufacturing, and low innovation "
        "performance. Both are answered only by inferences of ours."
    ),
    (
        "Even the most generous reading leaves 18 of 71 measures that no shortcoming "
        "asks for: all on data, and 4 of 5 on producer services. That is no mistake by "
        "itself; they may serve a reason or a goal. But the diagnosis does not carry "
        "them."
    ),
    (
        "At the reading by subject, ask for two measures instead of one: the "
        "shortcomings that are not answered go from 2 to 6. Four answers hang by a "
        "single thread."
    ),
    (
        "At the most generous reading strike out one support after the other: each "
        "time 6 shortcomings lose their answers, and each time those of one group. "
        "Groups and supports match one to one, with few threads across."
    ),
    (
        "A line says what a measure is directed at, and nothing of whether it works. "
        "One reader drew the lines; choose a mark to see the reason for each, and "
        "object."
    ),
)


def explore_claims() -> Explorer:
    """Return the claim map of lesson 03.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> explore_claims().values["reading"]
    'word'
    """
    return explorer(
        claims_view,
        question=QUESTION,
        controls={
            "reading": Choice(label="Accept a link", start="word", options=ACCEPT),
            "struck": Choice(label="Strike out", start=NOTHING, options=STRIKE),
            "least": Slider(
                label="Measures that make an answer",
                start=1,
                low=1,
                high=3,
                step=1,
                unit="or more",
            ),
        },
        notice=NOTICE,
        details=Details(show=lines_between, field="pair", label="Mark"),
    )


def claims_view(*, reading: str, struck: str, least: int) -> alt.VConcatChart:
    """Draw what is answered by what.

    Parameters
    ----------
    reading
        Which links count: "word", "subject" or "inferred".
    struck
        The support whose measures are left out, or "nothing".
    least
        How many measures make an answer (at least 1).
    """
    kept = _kept(struck)
    links = _links()
    pairs = crossings(kept, links, reading=reading)
    part = _sections()
    said = "" if struck == NOTHING else f"Struck out: the measures of {struck}."
    return claim_map(
        coverage(kept, links, reading=reading, least=least),
        pairs.assign(part=pairs["section"].map(part)),
        asked(kept, links, reading=reading),
        sections=list(part),
        said=said,
    )


def lines_between(
    row: Mapping[str, Any], *, reading: str, struck: str, **_others: int
) -> pd.DataFrame:
    """Return the measures behind a mark, and why each is taken for an answer.

    Parameters
    ----------
    row
        The row behind a mark of the map: claim_id (of the shortcoming), section.
    reading, struck
        As for `claims_view`.
    """
    known = _argument().set_index("claim_id")
    links = accepted(_kept(struck), _links(), reading=reading)
    ours = links[
        (links["to_id"] == row["claim_id"])
        & (links["from_id"].map(known["section"]) == row["section"])
    ]
    wrong = known.loc[row["claim_id"]]
    measures = known.loc[ours["from_id"]]
    table = pd.DataFrame(
        {
            "Line": measures["first_line"].astype("str").to_list(),
            "Measure": measures["text"].to_list(),
            "In English": measures["english"].to_list(),
            "Basis": [
                f"{basis}: {shared}" if isinstance(shared, str) else basis
                for basis, shared in zip(ours["basis"], ours["shared"], strict=True)
            ],
            "Why": ours["why"].to_list(),
        }
    )
    table.attrs["caption"] = (
        f"{wrong['text']}: {wrong['english'].lower()} (line {wrong['first_line']})"
    )
    return table


@cache
def _argument() -> pd.DataFrame:
    """Return the shortcomings and measures of body C; never changed."""
    every = claims()
    return every[
        (every["doc"] == BODY) & every["kind"].isin(["shortcoming", "measure"])
    ]


@cache
def _sections() -> dict[str, str]:
    """Return the support of each section of measures, in order; never changed."""
    measures = _argument()[_argument()["kind"] == "measure"]
    return dict(zip(measures["section"], measures["part"], strict=True))


@cache
def _links() -> pd.DataFrame:
    """Return all links; never changed."""
    return claim_links()


@cache
def _kept(struck: str) -> pd.DataFrame:
    """Return what is left of the argument; never changed."""
    return _argument() if struck == NOTHING else strike_out(_argument(), part=struck)
