"""All that was agreed: which types cross, and under which names."""

import sys
from collections.abc import Callable, Iterable, Mapping
from importlib import import_module

from autograder.wire.codec import Codec


class Book:
    """Codecs by type and by kind; those of a library are read when it is there.

    Parameters
    ----------
    codecs
        The types that cross always.
    families
        For a library's name, which also begins each of its kinds ("pandas." …), the
        module whose `CODECS` are its types. It is read when a value is met while
        the library is loaded already, or a kind of its family comes across.

    Attributes
    ----------
    when_read
        Is called whenever that has been done.
    """

    __slots__ = ("_families", "by_kind", "by_type", "when_read")

    def __init__(
        self, codecs: Iterable[Codec], families: Mapping[str, str] | None = None
    ) -> None:
        self.by_type: dict[type, Codec] = {}
        self.by_kind: dict[str, Codec] = {}
        self.when_read: Callable[[], object] = lambda: None
        self._families = dict(families or {})
        self._enter(codecs)

    def of_type(self, of: type) -> Codec | None:
        """Return the codec of exactly this type, if it crosses."""
        found = self.by_type.get(of)
        if found is None and self._families and self.read():
            return self.by_type.get(of)
        return found

    def of_kind(self, kind: str) -> Codec | None:
        """Return the codec of a kind, if it was agreed."""
        found = self.by_kind.get(kind)
        if found is None and (family := kind.partition(".")[0]) in self._families:
            self.read(family)
            return self.by_kind.get(kind)
        return found

    def read(self, *families: str) -> bool:
        """Read the codecs of some libraries, or of all that are loaded; say if any."""
        wanted = families or [name for name in self._families if name in sys.modules]
        for name in wanted:
            if name in self._families:
                self._enter(import_module(self._families[name]).CODECS)
                del self._families[name]
        if wanted:
            self.when_read()
        return bool(wanted)

    def _enter(self, codecs: Iterable[Codec]) -> None:
        for codec in codecs:
            self.by_type[codec.type] = codec
            self.by_kind[codec.kind] = codec
