import pytest

from autograder.report import prose

PICTURES = {"a.png": {"image/png": "AA=="}, "b": {"image/svg+xml": "AA"}}


@pytest.mark.parametrize(
    "text",
    [
        "<script>a()</script>",
        "a <b onclick='a()'>b</b>",
        '![x"><script>](attachment:a.png)',
        '![a](attachment:a.png "t\'><script>")',
        '```x"><script>\na\n```',
        "| <script> |\n|---|\n| <img src=x> |",
    ],
)
def test_html_in_markdown_is_shown_and_not_used(text: str) -> None:
    """Nothing that a student wrote becomes an element."""
    shown = prose.markdown(text, PICTURES, below=3)

    assert not any(tag in shown for tag in ("<script", "<b ", "<img src=x"))


@pytest.mark.parametrize(
    "address",
    ["javascript:a()", "data:text/html,a", "file:///etc", "//evil.example", "x:y"],
)
def test_a_link_leads_to_the_web_or_nowhere(address: str) -> None:
    """Other addresses are left out; the words stay."""
    assert prose.markdown(f"[words]({address})", {}, below=3) == "<p>words</p>\n"


def test_a_link_to_the_web_says_nothing_of_where_it_was() -> None:
    """The page that is opened cannot reach back."""
    shown = prose.markdown("[a](https://example.org/?a=1&b=2)", {}, below=3)

    assert 'rel="noopener noreferrer"' in shown
    assert "?a=1&amp;b=2" in shown


def test_an_attached_picture_stands_in_the_page() -> None:
    """It is part of the file; nothing is loaded."""
    shown = prose.markdown("![a](attachment:a.png)", PICTURES, below=3)

    assert '<img alt="a" src="data:image/png;base64,AA==">' in shown


@pytest.mark.parametrize("address", ["https://a.b/c.png", "attachment:b", "c.png"])
def test_another_picture_is_named_only(address: str) -> None:
    """Neither the web's nor the disk's, nor a drawing that may hold a script."""
    shown = prose.markdown(f"![a & b]({address})", PICTURES, below=3)

    assert shown == "<p><em>[picture: a &amp; b]</em></p>\n"


def test_headings_stand_below_the_pages() -> None:
    """The outline of the page stays in order."""
    shown = prose.markdown("# a\n\n###### b", {}, below=3)

    assert shown == "<h4>a</h4>\n<h4>b</h4>\n"


@pytest.mark.parametrize("text", [">" * 50_000, "[" * 20_000, "x" * 200_000])
def test_a_text_that_is_made_to_break_is_shown(text: str) -> None:
    """Too deep or too long, it is shown somehow, and soon."""
    assert prose.markdown(text, {}, below=3)


@pytest.mark.parametrize("language", ["python", "no such language"])
def test_code_is_escaped_in_any_language(language: str) -> None:
    """Coloured or not."""
    shown = prose.code("x = '</code><script>'", language)

    assert "<script>" not in shown
    assert shown.startswith("<pre><code>")
