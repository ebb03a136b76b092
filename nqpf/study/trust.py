"""Sign what we deliver, so that JupyterLab does not call it untrusted."""

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from nbformat import NotebookNode


def sign(data: bytes, *, outputs_of: bytes | None = None) -> None:
    """Tell Jupyter that a notebook is safe to show with its outputs.

    Parameters
    ----------
    data
        The notebook's file.
    outputs_of
        The notebook that its outputs were taken from, if they are not ours:
        where Jupyter does not trust that one, `data` is not signed either.
    """
    from nbformat.sign import NotebookNotary  # noqa: PLC0415 (a second)

    with suppress(OSError, sqlite3.Error):  # unsigned, a notebook still opens
        notary: Any = NotebookNotary()  # type: ignore[no-untyped-call]
        with closing(notary.store):
            if outputs_of is None or notary.check_signature(_read(outputs_of)):
                notary.sign(_read(data))


def _read(data: bytes) -> "NotebookNode":
    import nbformat  # noqa: PLC0415

    read: Any = nbformat.reads  # published without types
    notebook: NotebookNode = read(data.decode(), as_version=4)
    return notebook
