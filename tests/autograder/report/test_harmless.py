import mistune
import pytest

from autograder.report import harmless

HOSTILE = [
    "<script>alert(1)</script>",
    "text <img src=x onerror=alert(1)>",
    "<!-- --><svg/onload=alert(1)>",
    "```mermaid\n<img src=x onerror=alert(1)>\n```",
    "<a\nhref='x' onclick='alert(1)'>b</a>",
    "<https://example.org/'onclick='alert(1)>",
]
LINKS = [
    "[a](javascript:alert(1))",
    "[a](JaVaScRiPt:alert(1))",
    "[a](java\tscript:alert(1))",
    "[a](<java\tscript:alert(1)>)",
    "[a](javascript&#58;alert(1))",
    "[a](javascript&colon;alert(1))",
    "[a](&#106;avascript:alert(1))",
    "[a](javascript\\:alert(1))",
    "[a](data:text/html;base64,AAAA)",
    "[a][b]\n\n[b]: vbscript:msgbox(1)",
]


def _trusting(text: str) -> str:
    """Render Markdown as nbconvert does: HTML as it is, any address."""
    renderer = mistune.HTMLRenderer(escape=False, allow_harmful_protocols=True)
    return str(mistune.create_markdown(renderer=renderer)(text))


@pytest.mark.parametrize("text", HOSTILE)
def test_no_element_of_a_students_comes_through(text: str) -> None:
    """Even a renderer that trusts its text makes no tag of it."""
    shown = _trusting(harmless.markdown(text)).lower()

    assert not any(f"<{name}" in shown for name in ("script", "img", "svg", "!"))
    assert "onclick='alert" not in shown.partition("<a")[2].partition(">")[0]


@pytest.mark.parametrize("text", LINKS)
def test_no_link_of_a_students_runs_anything(text: str) -> None:
    """The address of every link is none that a browser would run."""
    shown = _trusting(harmless.markdown(text)).replace("\t", "").lower()

    assert not any(f'href="{name}:' in shown for name in ("javascript", "vbscript"))
    assert 'href="data:' not in shown


def test_ordinary_markdown_stays_as_it_is() -> None:
    """Comparisons, addresses and emphasis are nobody's business."""
    text = "If $a < b$ then *so*, see <https://example.org/a?b=c> & [this](http://a.b)."

    assert harmless.markdown(text) == text


def test_a_table_of_pandas_stays_a_table() -> None:
    """What a data frame shows is what graders look at."""
    table = '<table border="1" class="dataframe"><tr><th>a</th></tr></table>'

    assert harmless.html(f"<div>\n{table}</div>") == f"<div>\n{table}</div>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>a()</script>",
        "<td onclick='a()'>",
        '<td class="score">',
        "<style>@import 'x'</style><style><b",
        "<iframe src=x>",
        "<td/onclick=a()>",
        "<!--",
        "<TABLE ONCLICK=a()>",
    ],
)
def test_html_keeps_nothing_that_acts(text: str) -> None:
    """Only bare tags of tables and text are left."""
    assert "<" not in harmless.html(text).replace("</td>", "")


def test_an_output_keeps_pictures_and_text_only() -> None:
    """Drawings and scripts of a value are left out; its pixels and text stay."""
    data = {
        "text/plain": "x",
        "image/png": "AAAA",
        "image/gif": '"><script>',
        "image/svg+xml": "<svg onload=a()>",
        "application/javascript": "a()",
        "text/markdown": "<b>",
    }

    shown = harmless.outputs([{"output_type": "display_data", "data": data}], 1)

    assert shown[0]["data"] == {"text/plain": "x", "image/png": "AAAA"}


@pytest.mark.parametrize(
    "output",
    [
        {"output_type": "stream", "name": ["x"], "text": 3},
        {"output_type": "error", "traceback": [1, None], "ename": {}},
        {"output_type": "execute_result", "data": [1]},
    ],
)
def test_an_output_of_the_wrong_shape_becomes_an_empty_one(
    output: dict[str, object],
) -> None:
    """Whatever stands in it, a page can be made."""
    (shown,) = harmless.outputs([output], 1)

    assert shown["output_type"] == output["output_type"]
    assert not any(isinstance(value, dict) and value for value in shown.values())


def test_an_output_of_no_known_kind_is_left_out() -> None:
    """Nobody would know how to show it."""
    assert harmless.outputs([{"output_type": "update"}, {}], 1) == []


def test_only_pictures_stay_attached() -> None:
    """An attachment of another kind, or one that is no Base64, goes."""
    given = {
        "a.png": {"image/png": "AA=="},
        "b": {"text/html": "AA"},
        "c": {"image/png": "'"},
    }

    assert harmless.attachments(given) == {"a.png": {"image/png": "AA=="}}
