"""A number of the learner's own, the same on every machine.

A name becomes a seed, so that each learner works on data of their own and
gets the same data tomorrow, at home and in the classroom.
"""

import hashlib
import unicodedata

from nqpf.errors import TextError


def own_seed(name: str) -> int:
    """Return the seed that belongs to `name`.

    Capitals, spaces around and between the parts of the name, and full-width
    letters make no difference: they are accidents of typing.

    Parameters
    ----------
    name
        The learner's name, in any script.

    Returns
    -------
    int
        A seed from 0 to 2³² − 1, as NumPy's generators accept it.

    Raises
    ------
    TextError
        If there is no name.

    Examples
    --------
    >>> own_seed("Ada Lovelace")
    394233311
    >>> own_seed("  ＡＤＡ  lovelace ") == own_seed("Ada Lovelace")
    True
    """
    plain = _plain(name)
    if not plain:
        msg = 'Write your name between the quotes, like own_seed("Ada Lovelace").'
        raise TextError(msg)
    digest = hashlib.sha256(plain.encode("utf-8", "surrogatepass")).digest()
    return int.from_bytes(digest[:4], "big")


def _plain(name: object) -> str:
    """Return `name` without the accidents of typing; nothing if it is no text."""
    if not isinstance(name, str):
        return ""
    folded = unicodedata.normalize("NFKC", name).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())
