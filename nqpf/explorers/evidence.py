"""The evidence board: which attribution of the headlines survives."""

from collections.abc import Mapping
from functools import cache
from typing import Any

import altair as alt
import pandas as pd

from nqpf.charts.evidence import evidence_board
from nqpf.corpus import KINDS, attribute, evidence, furniture, page
from nqpf.explorers.frame import Details, Explorer, Switch, explorer

ORIGIN = "Author's post and region"
"""What the last switch turns on: two weak kinds of evidence that go together."""

NOTICE = (
    (
        "Extraction order alone ties each headline to the body that happens to come "
        "next in the file. Add the subject words, and the headlines change places; "
        "while the words count, nothing else on the board brings the first answer "
        "back."
    ),
    (
        "The plan alone gives the same answer as the words, with a smaller lead. "
        "Together with the order it can no longer place line 271: two kinds of "
        "evidence that disagree may leave you knowing less than one."
    ),
    "Post and region cannot tell B from C: both bodies come from Shandong.",
    (
        "No combination gives body B a headline, though for line 2 it has more support "
        "than you may expect: B alone prints 实践路径, practice path (line 210). "
        "So its headline and its author stay unknown."
    ),
    (
        "Order, words and region are computed from the page. The scores of plan and "
        "post, and all weights, are our judgement; that is where to object."
    ),
)


def weigh_evidence() -> Explorer:
    """Return the evidence board of lesson 01.

    Examples
    --------
    >>> from nqpf.charts import description
    >>> board = weigh_evidence()
    >>> "body A (leads by 1.0 points)" in description(board.chart)
    True
    >>> board.values = {"words": True}
    >>> "body C (leads by 1.4 points)" in description(board.chart)
    True
    """
    titles = {kind.name: kind.title for kind in KINDS}
    return explorer(
        evidence_view,
        question=(
            "Which headline belongs to which body, and which evidence would you have "
            "to ignore to believe otherwise?"
        ),
        controls={
            "order": Switch(label=titles["order"], start=True),
            "words": Switch(label=titles["words"], start=False),
            "plan": Switch(label=titles["plan"], start=False),
            "origin": Switch(label=ORIGIN, start=False),
        },
        notice=NOTICE,
        details=Details(show=observed, field="pair", label="Headline and body"),
    )


def evidence_view(
    *, order: bool, words: bool, plan: bool, origin: bool
) -> alt.FacetChart:
    """Return the board when chosen kinds of evidence count.

    Parameters
    ----------
    order, words, plan
        Whether this kind counts.
    origin
        Whether the author's post and the region count.
    """
    chosen = _chosen(order=order, words=words, plan=plan, origin=origin)
    known = _known()
    support = known.assign(
        kind=known["switch"],
        support=known["support"].where(known["kind"].isin(chosen), 0.0),
    )
    tied = attribute(known, kinds=chosen)
    return evidence_board(support, tied, most=6)


def observed(row: Mapping[str, Any], **values: bool) -> pd.DataFrame:
    """Return all that is known of one headline and one body.

    Parameters
    ----------
    row
        The row behind a mark of the board; its `pair` names headline and body.
    values
        What counts, as for `evidence_view`.
    """
    known = _known()
    found = known[known["pair"] == row["pair"]]
    counts = found["kind"].isin(_chosen(**values)).map({True: "yes", False: "no"})
    judged = found["basis"].map({"judged": " (judged)", "computed": ""})
    table = pd.DataFrame(
        {
            "Evidence": found["title"] + judged,
            "On the page": found["observed"],
            "Score": found["score"].map("{:.2f}".format),
            "Counts": counts,
        }
    )
    table.attrs["caption"] = row["pair"]
    return table


def _chosen(*, order: bool, words: bool, plan: bool, origin: bool) -> list[str]:
    """Return the kinds of evidence that the switches turn on."""
    switched = {"order": order, "words": words, "plan": plan}
    chosen = [kind for kind, is_on in switched.items() if is_on]
    return [*chosen, "post", "region"] if origin else chosen


@cache
def _known() -> pd.DataFrame:
    """Return all evidence, with headlines as a learner reads them; never changed."""
    known = evidence(page())
    english = furniture().set_index("first_line")["translation"]
    titles = {kind.name: kind.title for kind in KINDS}
    lines = known["headline_line"].astype("str")
    return known.assign(
        headline="Line "
        + lines
        + ": "
        + known["headline"]
        + "\n"
        + known["headline_line"].map(english),
        pair="Line " + lines + " and body " + known["doc"],
        title=known["kind"].map(titles),
        switch=known["kind"].map({**titles, "post": ORIGIN, "region": ORIGIN}),
    )
