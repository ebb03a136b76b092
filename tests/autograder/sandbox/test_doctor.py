"""What is found out about a machine."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from autograder.sandbox.doctor import examine, remedies, render
from tests.autograder.sandbox.asking import ROOT, as_ordinary_user, users


@pytest.mark.parametrize("user", users())
def test_every_promise_holds_here(user: str) -> None:
    """As root and as an ordinary user: what the other tests rely on."""
    program = "from autograder.sandbox.doctor import *; print(render(examine()))"
    command = [sys.executable, "-c", program]
    if user == "ordinary" and os.geteuid() == 0:
        command = as_ordinary_user(*command)

    said = subprocess.check_output(command, text=True, cwd=ROOT).splitlines()

    assert {row[:4] for row in said[:-1]} == {"yes "}
    assert len(said) == 12


def test_bubblewrap_is_asked_for_where_it_is_missing(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """By the name of its package."""
    monkeypatch.setenv("PATH", "/nowhere")

    said = render(examine())

    assert "sudo apt-get install bubblewrap" in said
    assert said.endswith("unless with --no-sandbox.")


def test_namespaces_that_are_forbidden_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What bubblewrap said is quoted."""
    refusing = tmp_path / "bwrap"
    refusing.write_text(
        "#!/bin/sh\n[ $1 = --version ] && exit\n"
        "echo 'bwrap: setting up uid map: Permission denied' >&2; exit 1\n"
    )
    refusing.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    found = examine()

    assert not found.all_hold
    assert found.each[-1].detail == "bwrap: setting up uid map: Permission denied"


def test_walls_that_do_not_rise_are_found_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Some machines allow namespaces, but no powers within them."""
    weak = tmp_path / "bwrap"
    weak.write_text(
        "#!/bin/sh\n[ $# -lt 20 ] && exit\n"
        "echo 'bwrap: No permissions to create a new namespace' >&2; exit 1\n"
    )
    weak.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    found = examine()

    assert [finding.holds for finding in found.each] == [True, True, True, False]
    assert "No permissions" in found.each[-1].detail


def test_an_ordinary_user_of_ubuntu_is_told_the_setting() -> None:
    """Since 24.04 namespaces are for programs with a profile only."""
    settings = {"kernel.apparmor_restrict_unprivileged_userns": "1"}

    said = remedies(settings, in_container=False, as_root=False)

    assert "sysctl -w kernel.apparmor_restrict_unprivileged_userns=0" in said


def test_in_a_container_the_options_are_told() -> None:
    """They must be given when it is started."""
    said = remedies({}, in_container=True, as_root=True)

    assert "--security-opt systempaths=unconfined" in said
