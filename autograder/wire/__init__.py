"""Data across the line between a student's process and the judge.

A value is taken apart into a table of nodes that JSON can hold, and put together
again with the same types: no pickle, no code. Sharing and cycles survive, and depth
costs nothing, since no node holds another but by its number. What crosses, each as
exactly its own type and never a subclass of it:

=============== ====================================================================
`plain`         None, bool, int, float, complex, str, bytes, bytearray, list, tuple,
                set, frozenset, dict, range, slice, dates, times, decimals, fractions
`containers`    OrderedDict, Counter, defaultdict, deque, ChainMap, SimpleNamespace,
                mapping proxies, the views of a dict
`library`       paths, UUIDs, IP addresses and networks, patterns, array.array,
                memoryview
`named`         types that both sides have, by name from a closed table
`raised`        Python's own exceptions: arguments, notes and cause
`arrays`        NumPy's arrays, scalars and data types
`frames`        pandas: frames, series, indexes, their arrays and types, timestamps,
                timedeltas, periods, intervals, offsets
`charts`        Altair: charts of every kind and all that they are made of
=============== ====================================================================

The last three are read only where their library is loaded, or such a value arrives.
"""

from functools import cache

from autograder.wire import containers, library, named, plain, raised
from autograder.wire.book import Book
from autograder.wire.codec import Codec, Decoded, WireError
from autograder.wire.graph import decode, encode

__all__ = ["Book", "Codec", "Decoded", "WireError", "all_codecs", "decode", "encode"]


@cache
def all_codecs() -> Book:
    """Return everything that crosses; its `read` reads the loaded libraries' now.

    Examples
    --------
    >>> from collections import Counter
    >>> decode(encode(Counter("aab"), codecs=all_codecs()), codecs=all_codecs())
    Counter({'a': 2, 'b': 1})
    """
    return Book(
        (
            *plain.CODECS,
            *containers.CODECS,
            *library.CODECS,
            *named.CODECS,
            *raised.CODECS,
        ),
        {
            "numpy": "autograder.wire.arrays",
            "pandas": "autograder.wire.frames",
            "altair": "autograder.wire.charts",
        },
    )
