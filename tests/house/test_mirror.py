"""Every source file has a test file at the same path."""

from __future__ import annotations

from pathlib import Path

# Files without a test of their own, each with the reason.
EXCEPTIONS: dict[str, str] = {}


def expected(path: Path) -> list[Path]:
    """Where the test of a source file may stand."""
    return [path.with_name(f"test_{name}") for name in {path.name, path.name.lstrip("_")}]


def needs_test(path: Path) -> bool:
    """Public lists have nothing to test; migrations are tested by upgrading old project files,
    the rows of the papers table by the tests of the table."""
    elsewhere = "migrations" in path.parts or path.parts[:2] == ("papers", "rows")
    return path.name not in ("__init__.py", "__main__.py") and not elsewhere


def missing(paths: list[Path], tests: Path) -> list[str]:
    found = []
    for path in paths:
        wanted = needs_test(path) and path.as_posix() not in EXCEPTIONS
        if wanted and not any((tests / place).exists() for place in expected(path)):
            found.append(f"src/labelwise/{path} has no tests/{path.with_name('test_' + path.name)}")
    return found


def test_every_source_file_has_its_test_file(sources, repo_root):
    found = missing([source.path for source in sources], repo_root / "tests")
    assert not found, "\n".join(found)


def test_exceptions_are_few_and_needed(sources, repo_root):
    known = {source.path.as_posix() for source in sources}
    stale = [
        path
        for path in EXCEPTIONS
        if path not in known or any((repo_root / "tests" / p).exists() for p in expected(Path(path)))
    ]
    assert stale == []
    assert len(EXCEPTIONS) <= 5


def test_a_missing_test_file_is_caught(tmp_path):
    paths = [Path("measures/margin.py"), Path("pool.py"), Path("_lazy.py"), Path("io/__init__.py")]
    (tmp_path / "measures").mkdir()
    (tmp_path / "measures" / "test_margin.py").touch()
    (tmp_path / "test_lazy.py").touch()
    assert missing(paths, tmp_path) == ["src/labelwise/pool.py has no tests/test_pool.py"]
