"""Words that must not stand in the repository, and code that hides failures."""

from __future__ import annotations

import ast
import re
from pathlib import Path

UNFINISHED = re.compile(r"\b(" + "|".join(["TO" + "DO", "FIX" + "ME", "X" + "XX"]) + r")\b")
ABSOLUTE = re.compile(r"(?<![\w./:])/(?:home|root|work|Users|tmp|opt|mnt)/\w")
PAGE = re.compile(
    r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\|\s*safe\b|Markup\(|\beval\(|new Function|"
    r"\son\w+\s*=\s*[\"']|javascript:|<script(?![^>]*\bsrc=)|\bhttps?://(?!www\.w3\.org/)"
)
WRITTEN = {
    ".py",
    ".pyi",
    ".md",
    ".toml",
    ".txt",
    ".yaml",
    ".yml",
    ".js",
    ".css",
    ".html",
    ".cfg",
    ".ini",
    ".mako",
    "",
}
GENERATED = {"docs/papers.md"}  # quotes titles
CACHES = {"__pycache__", ".pytest_cache", ".ruff_cache", ".mypy_cache"}


def texts(root: Path) -> list[Path]:
    """Every text file of the project, as people wrote it."""
    tops = [root / name for name in ("src", "tests", "docs", "scripts", "benchmarks", "examples", ".ci")]
    files = [file for top in tops if top.is_dir() for file in top.rglob("*")]
    files += [file for file in root.iterdir() if file.is_file() and not file.name.startswith(".git")]
    return [f for f in files if f.is_file() and f.suffix in WRITTEN and not CACHES & set(f.parts)]


def lines_with(pattern: re.Pattern[str], name: str, text: str) -> list[str]:
    return [
        f"{name}:{i}: {line.strip()[:100]}"
        for i, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def swallowed(name: str, text: str) -> list[str]:
    """Handlers that catch everything or do nothing."""
    found = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.ExceptHandler):
            if node.type is None:
                found.append(f"{name}:{node.lineno}: a bare except")
            if all(
                isinstance(s, ast.Pass) or (isinstance(s, ast.Expr) and isinstance(s.value, ast.Constant))
                for s in node.body
            ):
                found.append(f"{name}:{node.lineno}: an exception is swallowed")
    return found


def test_nothing_is_left_unfinished_and_no_path_of_one_machine(repo_root):
    found = []
    for file in texts(repo_root):
        name, text = file.relative_to(repo_root).as_posix(), file.read_text(encoding="utf-8")
        if name not in GENERATED:
            found += lines_with(UNFINISHED, name, text)
        if name != "tests/house/test_text.py" and not name.startswith("LICENSE"):
            found += lines_with(ABSOLUTE, name, text)
    assert not found, "\n".join(found)


def test_pages_and_scripts_never_build_html_from_data(package):
    pages = [f for f in (package / "app").rglob("*") if f.suffix in (".js", ".html")]
    assert pages, "the annotation page has no templates or scripts"
    found = [line for f in pages for line in lines_with(PAGE, f.name, f.read_text(encoding="utf-8"))]
    assert not found, "\n".join(found)


def test_no_exception_is_swallowed(sources):
    found = [line for source in sources for line in swallowed(str(source.path), source.text)]
    assert not found, "\n".join(found)


def test_forbidden_words_are_caught():
    assert lines_with(UNFINISHED, "a", "x = 1  # TO" + "DO later")
    assert not lines_with(UNFINISHED, "a", "todos los datos")
    assert lines_with(ABSOLUTE, "a", 'open("/home/anna/data.csv")')
    assert not lines_with(ABSOLUTE, "a", "the route https://example.org/home/x, shared/home/x and ./tmp/x")
    for bad in (
        "el.innerHTML = text",
        "{{ text | safe }}",
        "eval(x)",
        '<a onclick="go()">',
        "<script>go()</script>",
    ):
        assert lines_with(PAGE, "a", bad), bad
    for good in (
        "el.textContent = text",
        "{{ text }}",
        '<script type="module" src="app.js"></script>',
        "evaluate(x)",
    ):
        assert not lines_with(PAGE, "a", good), good


def test_swallowed_exceptions_are_caught():
    assert len(swallowed("a", "try:\n    f()\nexcept ValueError:\n    pass\n")) == 1
    assert len(swallowed("a", "try:\n    f()\nexcept:\n    raise\n")) == 1
    assert swallowed("a", "try:\n    f()\nexcept ValueError as e:\n    raise KeyError from e\n") == []
