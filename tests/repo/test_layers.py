"""Dependencies point one way, and start-up stays light."""

import json
import subprocess
import sys

import pytest

CHARTS = {"altair", "vl_convert"}
WIDGETS = {"anywidget", "ipywidgets"}
TABLES = {"pandas", "scipy"}
GRADERS = {"nbgrader", "autograder"}
ABOVE_CHARTS = {"nqpf.explorers", "nqpf.study"}

FORBIDDEN = {
    "nqpf": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba", "numpy", "IPython"},
    "nqpf.cli": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba", "numpy", "jupyterlab"},
    "nqpf.corpus": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba"},
    "nqpf.text": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba"},
    "nqpf.charts": {*WIDGETS, *TABLES, *GRADERS, "jieba", "altair"},
    "nqpf.explorers": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba"},
    "nqpf.study": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba"},
    "nqpf.models.growth": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.claims": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.shares": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.production": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.misallocation": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.firms": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.timing": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.choice": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.network": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.store": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.city": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.province": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.composite": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.robustness": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.deliberation": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.research": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.bandit": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.forecast": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.pace": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.diffusion": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.intangibles": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.adoption": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.tournament": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.prize": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.matching": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.portfolio": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.entry": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.herding": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.overlap": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.delays": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.models.disruption": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    "nqpf.corpus.tables": {*CHARTS, *WIDGETS, *GRADERS, "jieba", "IPython"},
    # Altair itself loads anywidget; what charts may not load is our own layer above.
    "nqpf.charts.evidence": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.growth": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.corners": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.strokes": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.claims": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.production": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.misallocation": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.timing": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.leaving": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.store": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.city": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.words": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.composite": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.innovation": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.deliberation": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.research": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.diffusion": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.portfolio": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.entry": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.overlap": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.transition": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.charts.leontief": {*GRADERS, *ABOVE_CHARTS, "jieba"},
    "nqpf.explorers.frame": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.growth": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.claims": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.production": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.misallocation": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.timing": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.leaving": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.store": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.composite": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.innovation": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.research": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.diffusion": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.portfolio": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.entry": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.transition": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.leontief": {*GRADERS, "nqpf.study"},
    "nqpf.explorers.city": {*GRADERS, "nqpf.study"},
    "nqpf.study.overview": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba"},
    "nqpf.study.workspace": {*CHARTS, *WIDGETS, *TABLES, *GRADERS, "jieba"},
    "autograder": {"nqpf", *CHARTS, *WIDGETS, *TABLES, "jieba", "nbgrader"},
    "autograder.cli": {
        *("nqpf", *CHARTS, *WIDGETS, *TABLES, "jieba"),
        *("numpy", "nbgrader", "nbformat", "distributed", "IPython"),
    },
}


@pytest.mark.parametrize("module", FORBIDDEN)
def test_a_module_loads_nothing_from_above_it(module: str) -> None:
    """A fresh process that imports the module has loaded none of the listed."""
    code = f"import json, sys, {module}; print(json.dumps(list(sys.modules)))"

    shown = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )

    assert set(json.loads(shown.stdout)) & FORBIDDEN[module] == set()
