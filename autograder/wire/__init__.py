"""Plain data across the line between a student's process and the judge.

A value is taken apart into a table of nodes that JSON can hold, and put together
again with the same types: no pickle, no code. Sharing and cycles survive, and depth
costs nothing, since no node holds another but by its number.
"""

from autograder.wire.codec import Codec, Decoded, WireError
from autograder.wire.graph import decode, encode

__all__ = ["Codec", "Decoded", "WireError", "decode", "encode"]
