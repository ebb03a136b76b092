"""jieba's dictionary, with a course's words added, and without jieba's habits.

Left alone, jieba announces itself on stderr, keeps its dictionary in the shared
temporary folder, and has one tokenizer for everyone in the process. A tokenizer
made here is its own, says nothing, and keeps nothing outside the cache folder of
`nqpf.places`; without a cache it works too, a second slower.
"""

import functools
import os
import re
import tempfile
import warnings
from contextlib import suppress
from pathlib import Path

from nqpf.places import cache_folder

with warnings.catch_warnings():
    # The compiler's remarks on jieba's own source are no news to a learner.
    warnings.simplefilter("ignore")
    import jieba

Frequencies = dict[str, int]

EVERYDAY = 1000
"""The least frequency of an added word; jieba's 创新 has about five times as much."""


@functools.lru_cache(maxsize=4)  # some forty megabytes each
def tokenizer(
    words: tuple[str, ...] = (), phrases: tuple[str, ...] = ()
) -> jieba.Tokenizer:
    """Return a tokenizer that knows jieba's dictionary, these words, no such phrases.

    Jieba suggests the least frequency at which a word, standing alone, is not cut
    into smaller ones. Beside other words that is too little (未来产业政策 would
    become 未来, 产业政策), so an added word counts at least as an everyday one.

    Parameters
    ----------
    words
        Words to add, in any order. Those that `is_word` refuses change nothing.
    phrases
        Words to take away, so that the words in them come out.

    Examples
    --------
    >>> list(tokenizer().cut("新质生产力", HMM=False))
    ['新', '质', '生产力']
    >>> list(tokenizer(("新质生产力",)).cut("新质生产力", HMM=False))
    ['新质生产力']
    """
    made = jieba.Tokenizer()
    made.FREQ = dict(_frequencies())
    made.total = sum(made.FREQ.values())
    made.initialized = True
    # What jieba calls deleting a word would reach into all tokenizers at once.
    made.FREQ.update(dict.fromkeys(made.FREQ.keys() & set(phrases), 0))
    for word in sorted(filter(is_word, set(words)), key=lambda w: (len(w), w)):
        made.add_word(word, max(made.suggest_freq(word), EVERYDAY))
    return made


def is_word(text: str) -> bool:
    """Tell whether jieba can keep `text` as one word.

    It cuts a text at every mark of punctuation before it looks a word up.

    Examples
    --------
    >>> is_word("揭榜挂帅"), is_word("“四新”经济")
    (True, False)
    """
    return bool(_ONE_BLOCK.fullmatch(text))


_ONE_BLOCK = re.compile(r"[\u4e00-\u9fd5a-zA-Z0-9+#&._%-]+")


@functools.cache
def _frequencies() -> Frequencies:
    """Return jieba's words and their frequencies, from the cache if it is there."""
    path = cache_folder() / f"jieba-{jieba.__version__}.txt"
    kept = _read(path)
    if kept is not None:
        return kept
    made: Frequencies = jieba.Tokenizer.gen_pfdict(jieba.Tokenizer().get_dict_file())[0]
    _write(path, made)
    return made


def _read(path: Path) -> Frequencies | None:
    """Return what the cache keeps, or None if it is absent or damaged."""
    try:
        words, numbers, _end = path.read_text(encoding="utf-8").split("\t")
        return dict(zip(words.split("\n"), map(int, numbers.split("\n")), strict=True))
    except (OSError, ValueError):
        return None


def _write(path: Path, frequencies: Frequencies) -> None:
    """Keep the frequencies, whole or not at all: others may be reading.

    A cache that cannot be written is no error: the next start is slower.
    """
    words, numbers = "\n".join(frequencies), "\n".join(map(str, frequencies.values()))
    with suppress(OSError):
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, prefix=path.name)
        draft = Path(name)
        try:
            with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
                file.write(f"{words}\t{numbers}\t")
            draft.replace(path)
        finally:
            draft.unlink(missing_ok=True)
