from pathlib import Path

import pytest

from nqpf.explorers.card import Said
from nqpf.study.live import live
from nqpf.study.record import Record, open_hint
from nqpf.study.state import Change


class Opener:
    """A tool that counts the steps it opened."""

    def draw(self, record: Record) -> str:
        """Show how many steps are open."""
        return f"<p>{record.hints.get('01-q1', 0)}</p>"

    def act(self, said: Said) -> Change | None:
        """Open as many steps as asked for."""
        if "step" not in said:
            return None
        return lambda record: open_hint(record, "01-q1", steps=int(said["step"]))


@pytest.mark.usefixtures("workspace")
def test_a_card_shows_what_its_action_changed() -> None:
    """The learner's action goes through the record to the drawing."""
    card = live("Opener", Opener())

    card.say({"step": "2"})

    assert "<p>2</p>" in card.html


def test_a_damaged_record_is_said_on_the_card_that_finds_it(workspace: Path) -> None:
    """The sentence stands on one card, stays there, and is read out."""
    (workspace / ".nqpf" / "state.json").write_text("{")
    first, second = live("Opener", Opener()), live("Opener", Opener())

    first.say({"step": "1"})

    assert '<div role="status"><p class="nqpf-note">Your record of' in first.html
    assert "damaged" not in second.html
