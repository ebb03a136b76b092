"""Altair's charts on the wire, and all that they are made of.

A chart is a tree of objects, each of a class and with named values; so it crosses,
rather than as its specification: `chart.mark` and `chart.encoding.x.shorthand` are
then what the student wrote. Nothing of it is checked but by `to_dict`, as with any
chart, which holds it to the schema of its class.
"""

from collections.abc import Iterator, Sequence
from typing import Any

import altair as alt
from altair.expr import core as expressions
from altair.utils.schemapi import SchemaBase
from altair.vegalite.v6 import api
from altair.vegalite.v6.schema import channels, core

from autograder.wire.codec import Codec, Data, WireError
from autograder.wire.plain import need, single

_HOMES = {"api": api, "channels": channels, "core": core, "expr": expressions}


def _schema_classes() -> Iterator[tuple[str, type[Any]]]:
    """Yield each class of Altair's that a chart can be made of, with its name."""
    for home, module in _HOMES.items():
        for name, each in vars(module).items():
            own = isinstance(each, type) and each.__module__ == module.__name__
            if own and issubclass(each, SchemaBase):
                yield f"{home}.{name}", each


_SCHEMA = dict(_schema_classes())
_NAMES = {of: name for name, of in _SCHEMA.items()}

_FIELDS: dict[type[Any], tuple[str, ...]] = {
    alt.Parameter: ("empty", "param", "param_type", "_name_is_hashed", "name"),
    api.ParameterExpression: ("expr",),
    api.SelectionExpression: ("expr",),
    api.When: ("_condition",),
    api.Then: ("condition",),
    api.ChainedWhen: ("_condition", "_conditions"),
}
"""What the classes hold that have no schema."""


def _take_schema(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401
    args, kwds = value._args, value._kwds  # noqa: SLF001 - Altair shows them nowhere
    about = [_NAMES[type(value)], len(args), _names(list(kwds))]
    return about, [*args, *kwds.values()]


def _names(names: Data) -> list[str]:
    """Return the names of what an object holds, if that is what they are."""
    for name in need(names, list):
        if type(name) is not str or name.startswith("__"):
            msg = "a chart names what it holds"
            raise WireError(msg)
    if len(set(names)) != len(names):
        msg = "a chart names what it holds once"
        raise WireError(msg)
    return list(names)


def _make_schema(data: Data, _parts: Sequence[Any]) -> Any:  # noqa: ANN401 - of Altair's
    name, args, names = data
    if args not in (0, 1) or type(args) is not int or (args and names):
        msg = "a part of a chart holds one value, or named ones"
        raise WireError(msg)
    of = _SCHEMA[name]
    made = object.__new__(of)
    _put(made, (None,) * args, dict.fromkeys(_names(names)))
    return made


def _put(value: Any, args: Any, kwds: Any) -> None:  # noqa: ANN401 - of Altair's
    for each in (*args, *kwds.values()):
        if callable(each) and not isinstance(each, SchemaBase):
            msg = "a chart holds nothing that can be called"
            raise WireError(msg)
    # its own __setattr__ would write into the specification
    object.__setattr__(value, "_args", args)
    object.__setattr__(value, "_kwds", kwds)


def _fill_schema(value: Any, parts: Sequence[Any]) -> None:  # noqa: ANN401
    size = len(value._args)  # noqa: SLF001 - Altair shows them nowhere
    kwds = zip(value._kwds, parts[size:], strict=True)  # noqa: SLF001 - likewise
    _put(value, tuple(parts[:size]), dict(kwds))


def _renew_schema(value: Any, data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
    new = _make_schema(data, ())
    if type(new) is not type(value):
        msg = "a part of a chart cannot change its class"
        raise WireError(msg)
    _fill_schema(new, parts)
    _put(value, new._args, new._kwds)  # noqa: SLF001 - Altair shows them nowhere


def _plain(of: type[Any], fields: tuple[str, ...]) -> Codec:
    """Return the codec of a class without a schema."""

    def fill(value: object, parts: Sequence[Any]) -> None:
        vars(value).update(zip(fields, parts, strict=True))

    return Codec(
        kind=f"altair.{of.__name__}",
        type=of,
        take=lambda value: (None, [vars(value)[field] for field in fields]),
        make=lambda _data, _parts: object.__new__(of),
        fill=fill,
        renew=lambda value, _data, parts: fill(value, parts),
    )


CODECS = (
    single(alt.Undefined, "altair.Undefined"),
    single(alt.datum, "altair.datum"),
    *(_plain(of, fields) for of, fields in _FIELDS.items()),
    *(
        Codec(
            kind="altair.schema",
            type=of,
            take=_take_schema,
            make=_make_schema,
            fill=_fill_schema,
            renew=_renew_schema,
        )
        for of in _NAMES
    ),
)
"""Altair's own classes; a subclass of a chart is more than data."""
