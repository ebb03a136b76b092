"""The standard library's containers on the wire."""

from collections import ChainMap, Counter, OrderedDict, defaultdict, deque
from collections.abc import Callable, ItemsView, KeysView, Sequence, ValuesView
from gc import get_referents
from types import MappingProxyType, SimpleNamespace
from typing import Any

from autograder.wire.codec import Codec, Data, WireError
from autograder.wire.plain import anew, need


def _mapping(of: type[dict[Any, Any]]) -> Codec:
    """Return the codec of a dict that differs in what it does, not in what it holds."""

    def fill(value: Any, parts: Sequence[Any]) -> None:  # noqa: ANN401 - one of `of`
        half = len(parts) // 2
        pairs = zip(parts[:half], parts[half:], strict=True)
        for key, each in pairs:
            value[key] = each

    return Codec(
        kind=of.__name__,
        type=of,
        take=lambda value: (None, [*of.keys(value), *of.values(value)]),
        make=lambda _data, _parts: of(),
        fill=fill,
        renew=anew(of.clear, fill),
    )


def _take_default(value: Any) -> tuple[Data, Sequence[Any]]:  # noqa: ANN401
    return None, [value.default_factory, *value.keys(), *value.values()]


def _fill_default(value: Any, parts: Sequence[Any]) -> None:  # noqa: ANN401
    factory, *pairs = parts
    if factory is not None and not callable(factory):
        msg = "a default is made by a function"
        raise WireError(msg)
    half = len(pairs) // 2
    value.default_factory = factory
    value.update(zip(pairs[:half], pairs[half:], strict=True))


def _renew_deque(value: Any, data: Data, parts: Sequence[Any]) -> None:  # noqa: ANN401
    if value.maxlen != data:
        msg = "a deque cannot change how much it holds"
        raise WireError(msg)
    value.clear()
    value.extend(parts)


def _fill_chain(value: Any, parts: Sequence[Any]) -> None:  # noqa: ANN401
    if not parts:
        msg = "a ChainMap has at least one map"
        raise WireError(msg)
    value.maps[:] = parts


def _take_space(value: SimpleNamespace) -> tuple[Data, Sequence[Any]]:
    names = vars(value)
    if not all(type(name) is str for name in names):
        msg = "a namespace names what it holds"
        raise WireError(msg)
    return None, [*names.keys(), *names.values()]


def _fill_space(value: SimpleNamespace, parts: Sequence[Any]) -> None:
    half = len(parts) // 2
    names = {need(name, str) for name in parts[:half]}
    if len(names) != half:
        msg = "a namespace has a name once"
        raise WireError(msg)
    vars(value).update(zip(parts[:half], parts[half:], strict=True))


def _over(kind: str, of: type, look: Callable[[Any], Any]) -> Codec:
    """Return the codec of a look at a dict; the dict is what crosses."""

    def take(value: object) -> tuple[Data, Sequence[Any]]:
        # their public attributes give the dict's look-alike, never the dict itself
        return None, get_referents(value)[:1]

    def make(_data: Data, parts: Sequence[Any]) -> Any:  # noqa: ANN401
        (held,) = parts
        if type(held) not in _HELD:
            msg = "a view is of a dict"
            raise WireError(msg)
        return look(held)

    return Codec(kind=kind, type=of, take=take, make=make)


_HELD = (dict, OrderedDict, Counter, defaultdict)

_VIEWS: tuple[tuple[str, Callable[[Any], Any]], ...] = (
    ("keys", lambda held: held.keys()),
    ("values", lambda held: held.values()),
    ("items", lambda held: held.items()),
)


def _views(of: type[dict[Any, Any]]) -> list[Codec]:
    views: list[type[KeysView[Any] | ValuesView[Any] | ItemsView[Any, Any]]] = [
        type(look(of())) for _, look in _VIEWS
    ]
    return [
        _over(view.__name__, view, look)
        for view, (_, look) in zip(views, _VIEWS, strict=True)
    ]


CODECS = (
    _mapping(OrderedDict),
    _mapping(Counter),
    Codec(
        kind="defaultdict",
        type=defaultdict,
        take=_take_default,
        make=lambda _data, _parts: defaultdict(None),
        fill=_fill_default,
        renew=anew(dict.clear, _fill_default),
    ),
    Codec(
        kind="deque",
        type=deque,
        take=lambda value: (value.maxlen, tuple(value)),
        make=lambda data, _parts: deque(maxlen=data),
        fill=lambda value, parts: value.extend(parts),
        renew=_renew_deque,
    ),
    Codec(
        kind="ChainMap",
        type=ChainMap,
        take=lambda value: (None, value.maps),
        make=lambda _data, _parts: ChainMap(),
        fill=_fill_chain,
        renew=lambda value, _data, parts: _fill_chain(value, parts),
    ),
    Codec(
        kind="SimpleNamespace",
        type=SimpleNamespace,
        take=_take_space,
        make=lambda _data, _parts: SimpleNamespace(),
        fill=_fill_space,
        renew=anew(lambda value: vars(value).clear(), _fill_space),
    ),
    _over("mappingproxy", MappingProxyType, MappingProxyType),
    *_views(dict),
    *_views(OrderedDict),
)
"""Containers of `collections` and `types`, and the views of a dict."""
