r"""A stylised province: sixteen fictional cities over twelve index years.

No city, year or figure stands for a real one. The province exists so that the
truth is known: which part of growth is technology, and what an office that
mismeasures the inputs would report instead. In city :math:`c` and year :math:`t`

.. math::

    Y_{ct} &= A_{ct} (u_{ct} K_{ct})^{\alpha} (L_{ct} h_{ct} q_{ct} / 40)^{1-\alpha} \\
    I_{ct} &= s_{ct} Y_{ct} \\
    K_{c,t+1} &= (1 - \delta) K_{ct} + I_{ct}

How the rest is drawn, every draw independent and normal unless it says otherwise:

- technology :math:`A`: grows by a rate of each city's own (mean: a parameter;
  spread 1.1 points) and 0.8 points of luck a year;
- investment :math:`s`: 36 to 48 % of output at first, five points more in a boom
  around year 4, then down by 0.6 to 1.5 points a year, so that the stock of
  capital never grows at a steady rate;
- utilisation :math:`u`: high in the boom, lower after it, in some cities much;
- persons :math:`L` grow by 0.3 % a year, more or less; hours :math:`h` fall
  by 0.3 %; skill :math:`q` rises by 1 %;
- the office's stock starts right and applies the office's rate of depreciation;
- eight indicators follow the city's standing in technology, each imperfectly and
  with a standing of its own (`INDICATORS` says how closely).

The same parameters give the same table on every machine. Sources of the method:
see `nqpf.models.growth` and `nqpf.models.measurement`.
"""

import math
from dataclasses import dataclass, field
from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from nqpf.models.checks import at_least, strictly_between
from nqpf.models.growth import Technology, produce
from nqpf.models.measurement import (
    Measurement,
    capital_services,
    labour_services,
    perpetual_inventory,
)

CITIES = {
    "Cranebridge": "鹤桥",
    "Lanternport": "灯浦",
    "Mulberry Gate": "桑阙",
    "Saltmeadow": "盐甸",
    "Ironbrook": "铁涧",
    "Foxferry": "狐渡",
    "Swallow Shoal": "燕汀",
    "Larkmoor": "雀泽",
    "Copperstair": "铜梯",
    "Willowlock": "柳闸",
    "Millrace": "磨渠",
    "Amberfen": "珀沼",
    "Northbeacon": "北燧",
    "Cloudstep": "云阶",
    "Lotus Weir": "莲堰",
    "Plumgrove": "梅圃",
}
"""The fictional cities, and their names in Chinese."""

YEARS = 12
"""How many years the table has, numbered from 1 (years)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Province:
    """What is true of the stylised province, and what its office believes.

    Parameters
    ----------
    seed
        Which province of this kind (a whole number, at least 0).
    technology
        How output is produced.
    depreciation
        Share of capital truly lost (per year, between 0 and 1).
    technology_growth
        Mean growth of total factor productivity over the cities (logarithmic
        fraction per year, between -0.1 and 0.1).
    office
        How the statistical office measures the inputs; its rate of depreciation
        makes the column `capital_reported`.
    """

    seed: int = 6
    technology: Technology = field(default_factory=Technology)
    depreciation: float = 0.06
    technology_growth: float = 0.018
    office: Measurement = field(
        default_factory=lambda: Measurement(
            depreciation=0.10, utilisation=False, quality=False
        )
    )

    def __post_init__(self) -> None:
        """Refuse a province that could not be."""
        at_least(0, seed=self.seed)
        strictly_between(0, 1, depreciation=self.depreciation)
        strictly_between(-0.1, 0.1, technology_growth=self.technology_growth)


@dataclass(frozen=True, slots=True, kw_only=True)
class Indicator:
    """A figure that studies put into an index of productive forces.

    Parameters
    ----------
    name
        Its column.
    element
        The element of productive forces that it is meant to show.
    unit
        What it counts or measures.
    better
        Whether more or less of it is taken for progress.
    typical
        The middle city's value in year 1 (in the unit).
    spread
        Standard deviation over cities (of its logarithm or, in a percentage, of
        its log-odds).
    trend
        Change in that over time (per year).
    closeness
        Correlation with technology, over the cities in a year, that the generator
        aims at (0 to 1, without sign).
    """

    name: str
    element: Literal["labourers", "means of labour", "objects of labour"]
    unit: str
    better: Literal["more", "less"]
    typical: float
    spread: float
    trend: float
    closeness: float


INDICATORS = (
    Indicator(
        name="tertiary_share",
        element="labourers",
        unit="% of persons employed",
        better="more",
        typical=22,
        spread=0.35,
        trend=0.04,
        closeness=0.5,
    ),
    Indicator(
        name="researchers",
        element="labourers",
        unit="full-time persons in R&D per 10,000 employed",
        better="more",
        typical=60,
        spread=0.5,
        trend=0.06,
        closeness=0.6,
    ),
    Indicator(
        name="rd_share",
        element="means of labour",
        unit="% of output",
        better="more",
        typical=2.0,
        spread=0.4,
        trend=0.05,
        closeness=0.7,
    ),
    Indicator(
        name="patents",
        element="means of labour",
        unit="invention patents granted in the year per 10,000 employed",
        better="more",
        typical=4.0,
        spread=0.9,
        trend=0.1,
        closeness=0.4,
    ),
    Indicator(
        name="robots",
        element="means of labour",
        unit="industrial robots per 10,000 employed",
        better="more",
        typical=40,
        spread=0.7,
        trend=0.14,
        closeness=0.5,
    ),
    Indicator(
        name="digital_share",
        element="means of labour",
        unit="% of output",
        better="more",
        typical=28,
        spread=0.3,
        trend=0.05,
        closeness=0.6,
    ),
    Indicator(
        name="energy_intensity",
        element="objects of labour",
        unit="tonnes of coal equivalent per 10,000 yuan of output",
        better="less",
        typical=0.6,
        spread=0.35,
        trend=-0.03,
        closeness=0.5,
    ),
    Indicator(
        name="clean_share",
        element="objects of labour",
        unit="% of electricity used",
        better="more",
        typical=15,
        spread=0.5,
        trend=0.08,
        closeness=0.2,
    ),
)
"""The indicators, three elements of productive forces between them."""


def simulate(province: Province) -> pd.DataFrame:
    """Return the province's table: what is true, and what is reported.

    Parameters
    ----------
    province
        What is true of it; its seed makes it one of many.

    Returns
    -------
    pandas.DataFrame
        A row for each city and year: `city`, `city_chinese`, `year` (1 to 12);
        `output` and `investment` (billion yuan of year 1, in the year), `capital`
        (true) and `capital_reported` (by the office; billion yuan of year 1, at
        the start of the year), `utilisation` (share of the capital in use),
        `labour` (10,000 persons), `hours` (per person and week), `human_capital`
        (index of skill, 1 is unskilled), `tfp` (true; billion yuan per combined
        unit of the services); and the `INDICATORS`, each in its unit.

    Examples
    --------
    >>> data = simulate(Province(seed=1))
    >>> data.shape
    (192, 20)
    """
    draw = np.random.default_rng(province.seed)
    people, technology, utilisation = _people(draw), _technology(draw), _use(draw)
    technology = technology * np.exp(province.technology_growth * _TIME)
    services = labour_services(**people)
    flows = _flows(
        province,
        yields=technology
        * produce(utilisation, services, technology=province.technology),
        invested=_investment_rates(draw),
        first_stock=services[:, 0] * draw.uniform(1.5, 2.8, len(CITIES)),
    )
    reported = perpetual_inventory(
        flows["investment"],
        start=(1 + province.office.start_error) * flows["capital"][:, 0],
        depreciation=province.office.depreciation,
    )
    columns = {
        **flows,
        "capital_reported": reported,
        "utilisation": utilisation,
        **people,
        "tfp": technology,
        **_indicator_values(draw, technology),
    }
    grid = {name: values.ravel() for name, values in columns.items()}
    return pd.DataFrame({**_rows(), **grid})


def add_up(
    data: pd.DataFrame, *, technology: Technology, name: str = "All cities"
) -> pd.DataFrame:
    """Return the province as if it were one city.

    Its productivity is output over combined inputs of the sums, so that it also
    changes when inputs move between more and less productive cities.

    Parameters
    ----------
    data
        What `simulate` returned.
    technology
        How output is produced.
    name
        What to call the sum.

    Returns
    -------
    pandas.DataFrame
        A row a year, with the columns of the data from `city` to `tfp`, in the
        same units; `utilisation`, `hours` and `human_capital` are the means that
        leave the sums of the services as they are.

    Examples
    --------
    >>> whole = add_up(simulate(Province(seed=1)), technology=Technology())
    >>> whole["year"].tolist() == list(range(1, 13))
    True
    """
    weighted = pd.DataFrame(
        {
            "year": data["year"],
            "used": capital_services(data["capital"], data["utilisation"]),
            "worked": data["labour"] * data["hours"],
            "services": data["labour"] * data["hours"] * data["human_capital"],
        }
    )
    amounts = ["output", "investment", "capital", "capital_reported", "labour"]
    sums = data.groupby("year")[amounts].sum().join(weighted.groupby("year").sum())
    means = sums.assign(
        utilisation=sums["used"] / sums["capital"],
        hours=sums["worked"] / sums["labour"],
        human_capital=sums["services"] / sums["worked"],
    )
    labour = labour_services(means["labour"], means["hours"], means["human_capital"])
    inputs = produce(means["used"], labour, technology=technology)
    whole = means.assign(
        tfp=means["output"] / inputs, city=name, city_chinese="全省"
    ).reset_index()
    return whole[[column for column in data.columns if column in whole.columns]]


def to_csv(data: pd.DataFrame) -> str:
    r"""Return a table as the text of a CSV file, the same on every machine.

    Examples
    --------
    >>> to_csv(pd.DataFrame({"city": ["X"], "output": [0.1]}))
    'city,output\nX,0.100000\n'
    """
    return data.to_csv(index=False, float_format="%.6f", lineterminator="\n")


_Grid = npt.NDArray[np.float64]  # a row a city, a column a year
_TIME = np.arange(YEARS)
_SHAPE = (len(CITIES), YEARS)


def _rows() -> dict[str, list[str] | list[int]]:
    """Return the columns that say which city and year a row is about."""
    return {
        "city": [city for city in CITIES for _ in _TIME],
        "city_chinese": [name for name in CITIES.values() for _ in _TIME],
        "year": [year for _ in CITIES for year in range(1, YEARS + 1)],
    }


def _people(draw: np.random.Generator) -> dict[str, _Grid]:
    """Draw persons (10,000), hours (a week) and skill (index)."""
    return {
        "labour": _drifting(draw, first=150, differs=0.5, mean=0.003, spread=0.008)
        * _noise(draw, 0.004),
        "hours": _drifting(draw, first=46, differs=0.01, mean=-0.003, spread=0.002)
        * _noise(draw, 0.006),
        "human_capital": _drifting(
            draw, first=1.13, differs=0.05, mean=0.01, spread=0.003
        ),
    }


def _technology(draw: np.random.Generator) -> _Grid:
    """Draw total factor productivity around its mean growth, with lasting luck."""
    luck = np.cumsum(draw.normal(0, 0.008, _SHAPE), axis=1)
    drift = _drifting(draw, first=0.7, differs=0.15, mean=0, spread=0.011)
    return drift * np.exp(luck - luck[:, :1])


def _use(draw: np.random.Generator) -> _Grid:
    """Draw the share of capital in use: up in the boom, down after it."""
    boom = 0.03 * np.sin(2 * np.pi * (_TIME - 1) / (YEARS - 1))
    slack = draw.normal(0.008, 0.006, (len(CITIES), 1)) * _TIME
    share = 0.86 + boom - slack + draw.normal(0, 0.012, _SHAPE)
    return np.clip(share, 0.5, 0.98)


def _investment_rates(draw: np.random.Generator) -> _Grid:
    """Draw the share of output invested: a boom, then a long decline."""
    first = draw.uniform(0.36, 0.48, (len(CITIES), 1))
    decline = draw.uniform(0.006, 0.015, (len(CITIES), 1)) * _TIME
    boom = 0.05 * np.exp(-((_TIME - 3) ** 2) / 4)
    return np.clip(first - decline + boom + draw.normal(0, 0.008, _SHAPE), 0.1, 0.7)


def _flows(
    province: Province, *, yields: _Grid, invested: _Grid, first_stock: _Grid
) -> dict[str, _Grid]:
    """Produce, invest and accumulate, year by year.

    `yields` is everything in the production function but the stock of capital.
    """
    output, investment, capital = (np.empty(_SHAPE) for _ in range(3))
    stock = first_stock
    for t in _TIME:
        capital[:, t] = stock
        output[:, t] = yields[:, t] * stock**province.technology.capital_share
        investment[:, t] = invested[:, t] * output[:, t]
        stock = (1 - province.depreciation) * stock + investment[:, t]
    return {"output": output, "investment": investment, "capital": capital}


def _indicator_values(draw: np.random.Generator, technology: _Grid) -> dict[str, _Grid]:
    """Draw the indicators around each city's standing in the year's technology."""
    logs = np.log(technology)
    standing = (logs - logs.mean(axis=0)) / logs.std(axis=0)
    return {each.name: _indicator_value(draw, each, standing) for each in INDICATORS}


def _indicator_value(
    draw: np.random.Generator, indicator: Indicator, standing: _Grid
) -> _Grid:
    sign = 1 if indicator.better == "more" else -1
    own = draw.standard_normal((len(CITIES), 1)) + draw.normal(0, 0.15, _SHAPE)
    rest = math.sqrt(1 - indicator.closeness**2)
    score = sign * indicator.closeness * standing + rest * own
    change = indicator.spread * score + indicator.trend * _TIME
    if not indicator.unit.startswith("%"):
        return indicator.typical * np.exp(change)
    odds = indicator.typical / (100 - indicator.typical) * np.exp(change)
    return 100 * odds / (1 + odds)


def _drifting(
    draw: np.random.Generator,
    *,
    first: float,
    differs: float,
    mean: float,
    spread: float,
) -> _Grid:
    """Draw a level for each city (middle, log spread) and a steady growth."""
    level = draw.normal(math.log(first), differs, (len(CITIES), 1))
    growth = draw.normal(mean, spread, (len(CITIES), 1))
    return np.exp(level + growth * _TIME)


def _noise(draw: np.random.Generator, spread: float) -> _Grid:
    return np.exp(draw.normal(0, spread, _SHAPE))
