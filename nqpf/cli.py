"""The command line: parse, call, print.

Heavy imports stand inside the commands, so that `nqpf --help` answers at once.
"""

import errno
import os
import webbrowser
from pathlib import Path

import click

from nqpf import places
from nqpf.errors import CourseError, WorkspaceError


class _Course(click.Group):
    """A group whose commands fail with one sentence."""

    def invoke(self, ctx: click.Context) -> object:
        """Run a command; say what went wrong without a traceback."""
        try:
            return super().invoke(ctx)
        except CourseError as error:
            raise click.ClickException(str(error)) from error
        except OSError as error:
            if error.errno == errno.EPIPE:  # nobody reads on: click ends quietly
                raise
            raise click.ClickException(_sentence(error)) from error


_workspace_option = click.option(
    "--workspace",
    type=click.Path(path_type=Path),
    metavar="DIR",
    help="Your folder of lessons and exercises; by default the folder study.",
)


@click.group(cls=_Course, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="nqpf-course", prog_name="nqpf")
def main() -> None:
    """Study new quality productive forces, from one newspaper page."""


@main.command()
@_workspace_option
@click.option(
    "--port",
    type=click.IntRange(1, 65535),
    metavar="N",
    help="The port to use; by default the first free one from 8888.",
)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
def lab(*, workspace: Path | None, port: int | None, no_browser: bool) -> None:
    """Open the course in JupyterLab.

    Lessons and exercises are copied into your folder and updated there; what
    you changed is never overwritten. Stop with Ctrl-C.
    """
    from jupyter_core.paths import jupyter_runtime_dir  # noqa: PLC0415

    from nqpf.study import lab as jupyterlab  # noqa: PLC0415
    from nqpf.study.overview import record_passes  # noqa: PLC0415
    from nqpf.study.state import store_of  # noqa: PLC0415
    from nqpf.study.workspace import prepare  # noqa: PLC0415

    folder = _workspace(workspace)
    address = jupyterlab.running(folder, runtime=Path(jupyter_runtime_dir()))
    if address:
        _show_again(address, browser=not no_browser)
        return
    jupyterlab.check(port)
    click.echo(f"Your lessons and exercises are in {_short(folder)}.")
    record_passes(folder)  # before an update takes outputs away
    prepared = prepare(folder)
    notice = "" if prepared.read_only else store_of(folder).notice()
    for sentence in filter(None, (*prepared.sentences(), notice)):
        click.echo(sentence)
    own = folder / places.STATE_FOLDER
    layouts = (places.cache_folder() if prepared.read_only else own) / "layouts"
    jupyterlab.lay_out(layouts)
    click.echo("Starting JupyterLab …")
    jupyterlab.run(
        jupyterlab.launch(
            folder,
            layouts=layouts,
            port=port,
            browser=not no_browser,
            environment=os.environ,
        )
    )


@main.command()
@_workspace_option
def progress(*, workspace: Path | None) -> None:
    """Print what you have done, lesson by lesson."""
    from nqpf.study.overview import progress_text  # noqa: PLC0415

    folder = _workspace(workspace)
    if not (folder / places.STATE_FOLDER).is_dir():
        msg = (
            f"{_short(folder)} is not a folder of this course; open the course first "
            "with nqpf lab, or name your folder with --workspace."
        )
        raise WorkspaceError(msg)
    click.echo(progress_text(folder))


def _workspace(named: Path | None) -> Path:
    """Return the learner's folder: as named, the one we are in, or study."""
    folder = named or places.workspace() or _home() / "study"
    try:
        return folder.expanduser().absolute()
    except RuntimeError as error:
        msg = f"{folder} begins with a user unknown here; name your folder in full."
        raise WorkspaceError(msg) from error


def _home() -> Path:
    """Return the checkout if we are inside of it, else the current folder."""
    here, checkout = Path.cwd(), places.lessons_folder().parent
    return checkout if here.is_relative_to(checkout) else here


def _show_again(address: str, *, browser: bool) -> None:
    click.echo(f"The course is already open at\n\n    {address}\n")
    if browser:
        webbrowser.open(address)


def _short(folder: Path) -> str:
    """Return a path as seen from here, if that is shorter."""
    here = Path.cwd()
    return str(folder.relative_to(here) if folder.is_relative_to(here) else folder)


def _sentence(error: OSError) -> str:
    """Return what is wrong with a file or folder, and what to do."""
    reason = error.strerror or type(error).__name__
    return (
        f"{error.filename or 'The folder you are in'} cannot be used "
        f"({reason.lower()}); name another folder with --workspace."
    )
