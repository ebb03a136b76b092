"""Facts about what stands in the tables that were made by hand."""

import re
import tomllib
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
from pypinyin import Style, lazy_pinyin

from nqpf.corpus import clusters, documents, figures, glossary, lines, sentences
from nqpf.corpus.tables import read
from nqpf.places import data_folder

READ_OTHERWISE = {
    "新一代信息技术": "pypinyin changes the tone of 一 before 代",
    "济青": "济 is read jǐ in the name of Jinan",
    "济青烟": "济 is read jǐ in the name of Jinan",
}
"""Terms whose reading is not pypinyin's, and why."""

TRANSLATED_OTHERWISE = {
    ("B-004", "创新驱动"): "part of a clause: driven by innovation in science",
    ("B-008", "未来产业"): "in American titles, which say industries of the future",
    ("B-010", "信息化"): "in the usual English name of a ministry's field",
    ("B-013", "产业体系"): "a system of future industries",
    ("C-013", "绿色低碳"): "followed by a third adjective, so without its and",
    ("C-016", "数字化"): "in digital transformation",
    ("C-050", "数字化"): "in digital workshops",
    ("C-057", "生命周期"): "before a noun, so with a hyphen",
    ("C-067", "市场化"): "in market-based allocation",
    ("C-069", "济青"): "two of three cities",
    ("C-072", "省委政研室"): "with the name of the province",
}
"""Sentences that put a term differently from the glossary, and why."""

COUNT_NOTHING = Counter(
    [
        *("二是", "三是", "四是", "第二", "第二", "第三", "第三"),  # open a paragraph
        *("百度", "百度", "百姓", "三者", "双跨", "双向", "四不像"),  # are in a word
    ]
)
"""Chinese numerals above one that are no figures."""

ById = dict[str, str]
Placed = tuple[str, list[int]]
TABLES = sorted(data_folder().glob("*.csv"))
NUMERAL = re.compile("|".join(COUNT_NOTHING) + "|[二三四五六七八九十百千万亿两双]")
TIMES = {"": 1, "万": 10**4, "亿": 10**8}
NUMERALS = {
    "万亿": 10**12, "十一": 11, "十四": 14, "一": 1, "首": 1, "两": 2, "双": 2,
    "三": 3, "四": 4, "百": 100,
}  # fmt: skip
SCALE = {
    "billion US dollars": 10**9,
    "billion yuan": 10**9,
    "%": 0.01,
    "% a year": 0.01,
}


@pytest.fixture(scope="module")
def page() -> Placed:
    """Return the page's characters without spaces, and the line of each."""
    placed = [
        (character, number)
        for number, line in enumerate(lines(), start=1)
        for character in line
        if not character.isspace()
    ]
    return "".join(character for character, _ in placed), [n for _, n in placed]


@pytest.fixture(scope="module")
def texts() -> ById:
    """Return the text of each sentence by its id."""
    return dict(sentences()[["sentence_id", "text"]].to_numpy())


@pytest.fixture(scope="module")
def english() -> ById:
    """Return the translation of each sentence by its id."""
    return dict(sentences()[["sentence_id", "translation"]].to_numpy())


def test_the_glossary_has_at_least_130_terms() -> None:
    """A reader finds more than a hundred and twenty terms, with some to spare."""
    terms = glossary()

    assert len(terms) >= 130


def test_each_term_stands_in_a_sentence_of_the_page(texts: ById) -> None:
    """A term is a piece of a reconstructed sentence, character for character."""
    running = "\n".join(texts.values())

    assert [term for term in glossary()["term"] if term not in running] == []


def test_each_term_first_begins_on_the_line_that_the_glossary_gives(
    page: Placed,
) -> None:
    """A search of the raw lines without their spaces finds the same first lines."""
    characters, line_of = page
    terms = glossary().set_index("term")["first_line"]

    found = {term: line_of[characters.index(term)] for term in terms.index}

    assert found == terms.to_dict()


def test_terms_stand_in_the_order_of_the_page() -> None:
    """The glossary can be read along with the page."""
    first_lines = glossary()["first_line"]

    assert first_lines.is_monotonic_increasing


def test_each_terms_first_line_belongs_to_its_body() -> None:
    """The line is inside the body, or is the headline that is tied to it."""
    terms = glossary().merge(documents(), on="doc", suffixes=("", "_of_body"))

    inside = terms["first_line"].between(
        terms["first_line_of_body"], terms["last_line"]
    )
    above = (terms["first_line"] == terms["headline_line"]).fillna(value=False)

    assert terms.loc[~(inside | above), "term"].to_list() == []


def test_no_two_terms_share_their_english() -> None:
    """A reader can go back from the English to the one Chinese term."""
    translated = glossary()["english"].str.lower()

    assert translated[translated.duplicated()].to_list() == []


def test_pinyin_is_what_pypinyin_reads() -> None:
    """A second reader agrees on every syllable and tone but the named ones."""
    pinyin = dict(glossary()[["term", "pinyin"]].to_numpy())

    differ = {
        term
        for term, ours in pinyin.items()
        if _letters(ours) != _letters("".join(lazy_pinyin(term, style=Style.TONE)))
    }

    assert differ == set(READ_OTHERWISE)


def test_an_explanation_is_one_sentence() -> None:
    """It begins with a capital, ends with a full stop and has none before."""
    sentence = re.compile(r"[A-Z][^.!?]{39,}\.")

    long_way = [e for e in glossary()["explanation"] if not sentence.fullmatch(e)]

    assert long_way == []


def test_no_two_terms_are_explained_in_the_same_way() -> None:
    """Terms that begin alike in their first six words are the same boilerplate."""
    openings = glossary()["explanation"].str.split().str[:6].str.join(" ")

    assert openings.value_counts().loc[lambda n: n > 3].to_dict() == {}


def test_a_word_of_the_glossary_holds_no_punctuation() -> None:
    """A segmenter ignores a word with punctuation, so such a term is a phrase."""
    terms = glossary()

    words = terms.loc[terms["form"] == "word", "term"]

    assert words[~words.str.fullmatch(r"\w+")].to_list() == []


def test_a_phrase_of_the_glossary_is_made_of_other_words() -> None:
    """A term is kept from the segmenter only for punctuation or a word inside it."""
    terms = glossary()
    phrases = terms.loc[terms["form"] == "phrase", "term"]
    words = terms.loc[terms["form"] == "word", "term"]

    whole = [p for p in phrases if p.isalnum() and not any(w in p for w in words)]

    assert whole == []


def test_there_are_at_least_25_figures() -> None:
    """The page prints many numbers, and the table has them."""
    table = figures()

    assert len(table) >= 25


def test_each_figure_is_printed_where_the_table_says(page: Placed, texts: ById) -> None:
    """The number stands in its sentence and begins on its line."""
    characters, line_of = page
    starts = {name: characters.index(_bare(text)) for name, text in texts.items()}

    columns = ["sentence_id", "text", "line"]
    astray = [
        (name, printed, line)
        for name, printed, line in figures()[columns].to_numpy()
        if line
        not in {
            line_of[starts[name] + found.start()]
            for found in re.finditer(re.escape(printed), _bare(texts[name]))
        }
    ]

    assert astray == []


def test_each_figure_is_in_the_body_of_its_sentence() -> None:
    """The table's two ways to name the body agree."""
    table = figures()

    assert (table["doc"] == table["sentence_id"].str[0]).all()


def test_no_digits_of_the_page_are_missing_from_the_figures(texts: ById) -> None:
    """What remains of the sentences without their figures has no digit."""
    rest = _without_figures(texts)

    assert [name for name, text in rest.items() if re.search(r"\d", text)] == []


def test_no_chinese_numeral_is_missing_from_the_figures(texts: ById) -> None:
    """What remains has only the numerals that count nothing."""
    rest = _without_figures(texts)

    found = Counter(NUMERAL.findall("\n".join(rest.values())))

    assert found == COUNT_NOTHING


def test_a_value_is_the_number_that_is_printed() -> None:
    """Reading the digits or numerals as printed gives the value in its unit."""
    table = figures().dropna(subset="value")

    values = table["value"] * table["unit"].map(SCALE).fillna(1)

    assert values.to_list() == pytest.approx([_number(t) for t in table["text"]])


def test_only_names_are_without_a_value() -> None:
    """The page explains neither 1313 nor 2+N, so no value is made up for them."""
    table = figures()

    unknown = table.loc[table["value"].isna(), ["text", "kind", "unit"]]

    assert unknown.fillna("").to_numpy().tolist() == [
        ["1313", "label", ""],
        ["2+N", "label", ""],
    ]


def test_a_date_belongs_to_its_own_year() -> None:
    """Year and value of a date are the same number."""
    dates = figures().query("kind == 'date'")

    assert dates["year"].to_list() == dates["value"].to_list()


def test_few_figures_are_confirmed_from_outside() -> None:
    """What has been compared with another source is named here, and no more."""
    by_status = figures().groupby("status")["text"].agg(set)

    confirmed = by_status["checked"], by_status["weak"]

    assert confirmed == ({"15个", "2024年1月", "第十一次"}, {"57.1%", "47%"})


def test_each_figure_that_others_could_confirm_says_what_it_leaves_open() -> None:
    """Only dates may do without a note."""
    table = figures()

    silent = table[table["note"].isna()]

    assert set(silent["kind"]) == {"date"}


def test_text_a_gives_as_many_features_as_it_announces(texts: ById) -> None:
    """Three features are announced, and three values have a line of their own."""
    features = [text for text in texts.values() if re.fullmatch("..价值。", text)]

    assert len(features) == _value("三个特点")


def test_text_a_gives_as_many_insights_as_it_announces(texts: ById) -> None:
    """Four insights are announced, and four sentences are opened by a numeral."""
    insights = [text for text in texts.values() if re.match("[一二三四五]是", text)]

    assert len(insights) == _value("四点体会")


def test_the_four_chains_are_four(texts: ById) -> None:
    """The sentence that announces four chains names as many."""
    chains = re.findall("(?:创新|产业|资金|人才)链", texts["C-028"])

    assert len(set(chains)) == _value("四链")


def test_there_are_as_many_clusters_as_the_page_prints() -> None:
    """The list from outside has the number that body B gives."""
    table = clusters()

    assert len(table) == _value("15个")


def test_overlapping_clusters_lie_in_several_cities() -> None:
    """Each group of overlapping fields has these cities, one cluster in each."""
    groups = clusters().query("group != 'none'").groupby("group")["city"].agg(list)

    assert groups.to_dict() == {
        "VR-metaverse": ["潍坊", "青岛"],
        "aerospace information": ["青岛", "济南"],
        "nuclear": ["烟台", "威海"],
        "storage-hydrogen": ["淄博", "枣庄", "泰安", "临沂"],
    }


def test_a_cluster_without_a_group_is_the_only_one_of_its_field() -> None:
    """No two of the clusters that overlap with none have the same field."""
    alone = clusters().query("group == 'none'")["field"]

    assert alone.is_unique


def test_text_b_names_three_fields_as_the_list_does(texts: ById) -> None:
    """Of the five fields that body B names, three are fields of the list."""
    named = texts["B-014"].split("涵盖")[1].split("等未来科技领域")[0].split("、")

    listed = [field for field in named if field in set(clusters()["field"])]

    assert (len(named), listed) == (5, ["元宇宙", "量子信息", "空天信息"])


def test_every_sentence_is_translated() -> None:
    """Sentences, sub-headlines and notes all have their English."""
    table = sentences()

    assert table.loc[table["translation"].isna(), "sentence_id"].to_list() == []


def test_a_translation_leaves_nothing_in_chinese(english: ById) -> None:
    """A reader without Chinese can read every word."""
    chinese = re.compile(r"[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]")

    left = [name for name, text in english.items() if chinese.search(text)]

    assert left == []


def test_a_translation_keeps_the_numbers(texts: ById, english: ById) -> None:
    """The same digits stand on both sides, Chinese units put into English."""
    printed = {name: sorted(_digits(_in_english_units(texts[name]))) for name in texts}

    ours = {
        name: sorted(_digits(text.replace(",", ""))) for name, text in english.items()
    }

    assert ours == printed


def test_a_translation_has_the_quotation_marks_of_the_page(
    texts: ById, english: ById
) -> None:
    """Nothing is put into quotation marks that the page does not mark."""
    marked = {name: len(re.findall("[“《]", text)) for name, text in texts.items()}

    opened = {name: text.count("“") for name, text in english.items()}
    closed = {name: text.count("”") for name, text in english.items()}

    assert (opened, closed) == (marked, marked)


def test_a_translation_adds_no_emphasis(english: ById) -> None:
    """No exclamation mark, no mark-up, no word in capitals but one product's name."""
    emphasis = re.compile(r"[!*_<]|\b(?!ERNIE)[A-Z]{3,}\b")

    shouted = [name for name, text in english.items() if emphasis.search(text)]

    assert shouted == []


def test_a_question_stays_a_question(texts: ById, english: ById) -> None:
    """A translation ends with a question mark where the page has one."""
    asked = {name for name, text in texts.items() if text.endswith("？")}

    assert {name for name, text in english.items() if text.endswith("?")} == asked


def test_a_term_is_translated_as_the_glossary_says(texts: ById, english: ById) -> None:
    """The glossary's English stands in every translation, but for the named ones."""
    terms = dict(glossary()[["term", "english"]].to_numpy())

    differ = {
        (name, term)
        for name, text in texts.items()
        for term in terms
        if term in text and terms[term].lower() not in english[name].lower()
    }

    assert differ == set(TRANSLATED_OTHERWISE)


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_datasheet_counts_the_rows_of_each_table(path: Path) -> None:
    """The README of the data folder gives each table and its number of rows."""
    table = read(path.stem)

    assert f"| `{path.name}` | {len(table):,} |" in _datasheet()


@pytest.mark.parametrize("path", TABLES, ids=lambda path: path.stem)
def test_the_datasheet_names_the_columns_of_each_table(path: Path) -> None:
    """Each column of a table stands in the README's part on that table."""
    columns = tomllib.loads(path.with_suffix(".toml").read_text("utf-8"))["columns"]
    part = _datasheet().split(f"### `{path.name}`")[1].split("\n#")[0]

    assert [column for column in columns if f"`{column}`" not in part] == []


def test_the_datasheet_counts_the_characters_of_each_body() -> None:
    """The README gives each body's lines and Chinese characters."""
    rows = [
        f"| {row.doc} | {row.first_line}–{row.last_line} | {row.characters:,} |"
        for row in documents().itertuples()
    ]

    assert [row for row in rows if row not in _datasheet()] == []


def test_the_datasheet_counts_figures_by_status() -> None:
    """The README says of how many figures how much is known."""
    counted = figures()["status"].value_counts()

    rows = [f"| {status} | {count} |" for status, count in counted.items()]

    assert [row for row in rows if row not in _datasheet()] == []


def test_the_datasheets_way_to_add_a_text_works() -> None:
    """Its example runs as printed, and finds the words of the text."""
    example = _datasheet().split("```python\n")[1].split("```")[0]
    names: dict[str, Any] = {}

    exec(example, names)  # noqa: S102 - our own words, shown to the learner

    assert {"新质生产力", "产业", "升级"} <= set(names["words"]["token"])


def _letters(pinyin: str) -> str:
    """Return pinyin without spaces, capitals, hyphens and punctuation."""
    return re.sub(r"\W", "", pinyin).lower()


def _bare(text: str) -> str:
    """Return a text without spaces."""
    return re.sub(r"\s", "", text)


def _digits(text: str) -> list[str]:
    """Return the numbers that stand in a text in digits."""
    return re.findall(r"\d+(?:\.\d+)?", text)


def _in_english_units(text: str) -> str:
    """Return a text with the page's numbers in the digits that English needs.

    One third and the months are words in English, so they go.
    """
    units = {"1/3": "", "2250亿": "225", "40万": "400000", "十四五": "14"}
    for ours, theirs in units.items():
        text = text.replace(ours, theirs)
    return re.sub(r"\d+月", "", text)


def _without_figures(texts: ById) -> ById:
    """Return the sentences with a gap in place of each of their figures."""
    rest = dict(texts)
    for name, printed in figures()[["sentence_id", "text"]].to_numpy():
        rest[name] = rest[name].replace(printed, " ", 1)
    return rest


def _number(printed: str) -> float:
    """Read 2250亿, 1/3, 11.1% or 三大 as the number that it stands for."""
    found = re.search(r"([\d.]+)(?:/(\d+))?([万亿]?)(%?)", printed)
    if found is None:
        return next(n for numeral, n in NUMERALS.items() if numeral in printed)
    digits, divisor, times, percent = found.groups(default="")
    number = float(digits) * TIMES[times] / float(divisor or 1)
    return number / 100 if percent else number


def _value(printed: str) -> float:
    """Return the value of the figure that is printed so."""
    return float(figures().set_index("text")["value"][printed])


def _datasheet() -> str:
    return (data_folder() / "README.md").read_text("utf-8")
