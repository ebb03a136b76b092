"""`python -m nqpf.corpus`: make the derived tables again, or seal changed ones.

Without an option: `documents`, `sentences` and `province` are made from the page
and the model of the province, and their sums are written. With `--seal`: the sums
of all tables are written, after a change by hand that was meant.
"""

import click

from nqpf.corpus.upkeep import rebuild, seal
from nqpf.errors import CourseError
from nqpf.places import data_folder


@click.command()
@click.option("--seal", "only_seal", is_flag=True, help="Only write the tables' sums.")
def main(*, only_seal: bool) -> None:
    """Make the course's derived tables again and write their sums."""
    try:
        folder = data_folder()
        changed = seal(folder) if only_seal else rebuild(folder)
    except CourseError as problem:
        raise click.ClickException(str(problem)) from problem
    click.echo(f"Changed: {', '.join(changed) or 'nothing'}.")


if __name__ == "__main__":
    main()
