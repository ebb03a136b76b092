"""Work that would like a student's page to run or to show what it must not.

Each attack changes an honest notebook, as JSON, where a page could show it.
"""

from collections.abc import Callable, Mapping
from typing import Any, TypeAlias

Notebook: TypeAlias = dict[str, Any]
Attack: TypeAlias = Callable[[Notebook], None]

SCRIPT = (
    "<script>alert('taken')</script><img src=x onerror=\"alert('taken')\">"
    "<svg onload=alert('taken')></svg></code></pre></p><style>*{display:none}</style>"
    "<iframe srcdoc=\"<script>top.alert('taken')</script>\"></iframe>"
)
"""What must never be more than text."""

MARKDOWN = f"""\
{SCRIPT}

[a link](javascript:alert('taken')) [another](java&#115;cript:alert&lpar;1&rpar;)
[a third]( JaVaScRiPt:alert('taken') "x' onmouseover='alert(1)") <javascript:alert(1)>
[a fourth](data:text/html;base64,PHNjcmlwdD5hbGVydCgxKTwvc2NyaXB0Pg==)
[a fifth](https://a.b/"onmouseover="alert('taken'))
![a picture](https://a.b/"onerror="alert('taken')) ![x" onerror="alert(1)](x.png)
![attached](attachment:a.svg) ![attached](attachment:b.png) <https://a.b/?"onclick="x>

# A heading <script>alert('taken')</script>

```python"onmouseover="alert('taken')
{SCRIPT}
```

| <script>alert('taken')</script> | [b](vbscript:alert) |
|---|:-:|
| <img src=x onerror=alert(1)> | `</code><script>alert('taken')</script>` |

<details open ontoggle="alert('taken')">
<form action="javascript:alert('taken')"><input autofocus onfocus="alert('taken')">
<!-- --!><script>alert('taken')</script> -->
<meta http-equiv="refresh" content="0;url=javascript:alert('taken')">
<base href="https://a.b/"><link rel="stylesheet" href="https://a.b/c.css">
"""

ATTACHED = {
    "a.svg": {"image/svg+xml": SCRIPT},
    "b.png": {"image/png": f'"{SCRIPT}', "text/html": SCRIPT},
}


def cell(notebook: Notebook, name: str) -> dict[str, Any]:
    """Return a named cell."""
    for each in notebook["cells"]:
        if each["metadata"].get("nbgrader", {}).get("grade_id") == name:
            found: dict[str, Any] = each
            return found
    raise KeyError(name)


def _own(kind: str, source: str, **more: object) -> dict[str, Any]:
    """Return a cell of the student's own."""
    code = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "metadata": {}, "source": source, **code, **more}


def _shown(notebook: Notebook) -> None:
    """Show HTML and JavaScript, and hand in an answer that prints and returns them."""
    text = (
        "from IPython.display import HTML, Javascript, Markdown, SVG, display\n"
        f"text = {SCRIPT!r}\n"
        "display(HTML(text), Javascript('alert(1)'), Markdown(text))\n"
        "display({'text/html': text, 'image/svg+xml': text}, raw=True)\n"
        "print(text)\n"
        "HTML(text)"
    )
    notebook["cells"].append(_own("code", text))
    cell(notebook, "area")["source"] = (
        f"def area(width, height):\n    print({SCRIPT!r})\n    return {SCRIPT!r}"
    )


def _handed_in(notebook: Notebook) -> None:
    """Hand in outputs, on tests too, and what the grader itself would have noted."""
    told = {
        "output_type": "display_data",
        "data": {"text/html": SCRIPT, "application/javascript": "alert('taken')"},
        "metadata": {},
    }
    about = {"outcome": "passed", "message": SCRIPT, "judged": "apart"}
    for each in notebook["cells"]:
        if each["cell_type"] == "code":
            each["outputs"] = [told]
        each["metadata"]["autograder"] = about
    language = f'python"{SCRIPT}'
    notebook["metadata"] = {
        "autograder": {"reason": SCRIPT, "repairs": [SCRIPT], "status": "graded"},
        "kernelspec": {"name": "x", "display_name": SCRIPT, "language": language},
        "title": SCRIPT,
    }
    cell(notebook, "area")["source"] = "def area(width, height):\n    return 0"


def _raised(notebook: Notebook) -> None:
    """Raise errors whose names and texts are HTML."""
    cell(notebook, "area")["source"] = (
        f"def area(width, height):\n"
        f"    raise type({SCRIPT!r}, (Exception,), {{}})({SCRIPT!r})"
    )


def _written(notebook: Notebook) -> None:
    """Write Markdown and raw cells, with and without a name."""
    notebook["cells"] += [
        _own("markdown", MARKDOWN, attachments=ATTACHED),
        _own("raw", MARKDOWN),
        _own("code", f"# {SCRIPT}\ntext = '''{MARKDOWN}'''"),
        _own("<script>", SCRIPT),
    ]
    answer = cell(notebook, "near")
    answer.update(_own("markdown", MARKDOWN, metadata=answer["metadata"]))


def _named(notebook: Notebook) -> None:
    """Give cells names that are HTML."""
    for name in (SCRIPT, '"><script>alert(1)</script>', "' onclick='alert(1)"):
        own = _own("code", "1")
        own["metadata"]["nbgrader"] = {"grade_id": name, "grade": True, "points": 9}
        notebook["cells"].append(own)
    notebook["nbformat"] = SCRIPT


def _controlled(notebook: Notebook) -> None:
    """Use what controls a terminal, in an error's text, in code and in Markdown."""
    wild = "\x1b[31mred\x1b]8;;javascript:alert(1)\x07 a\x08\x00\x7f\x9b1m\x85<b>"
    cell(notebook, "area")["source"] = (
        f"def area(width, height):\n    raise ValueError({wild!r})"
    )
    notebook["cells"] += [_own("markdown", wild), _own("code", f"# {wild}")]


ATTACKS: Mapping[str, Attack] = {
    "HTML in outputs": _shown,
    "outputs and notes handed in": _handed_in,
    "HTML in errors": _raised,
    "HTML in Markdown, raw cells and code": _written,
    "HTML in names": _named,
    "control characters": _controlled,
}
