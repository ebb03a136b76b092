import pandas as pd

from nqpf.corpus import despace, lines, sentences
from nqpf.text.layout import character_lines


def test_every_character_of_the_page_stands_on_its_line() -> None:
    """Read line by line, the characters of a sentence are found in print."""
    page, rows = lines(), sentences()

    for text, numbers in zip(rows["text"], character_lines(rows), strict=True):
        for number in set(numbers):
            part = "".join(c for c, n in zip(text, numbers, strict=True) if n == number)
            assert part in despace(page[number - 1])


def test_a_sentence_reaches_from_its_first_line_to_its_last() -> None:
    """The characters' lines agree with the sentence's own, for all sentences."""
    rows = sentences()

    numbers = character_lines(rows)

    assert [n[0] for n in numbers] == rows["first_line"].to_list()
    assert [n[-1] for n in numbers] == rows["last_line"].to_list()


def test_a_text_of_ones_own_keeps_its_first_line() -> None:
    """What is not on the printed lines is not looked for elsewhere."""
    own = pd.DataFrame({"text": ["自己的文章。"], "first_line": [3], "last_line": [4]})

    assert character_lines(own) == [(3,) * 6]
