"""The page of a project from the command line."""

from __future__ import annotations

import json


def test_a_page_and_its_json(cli, project, here):
    done = cli("report", "--project", project, "-o", "page.html", "--title", "My reviews")
    assert done.code == 0 and "wrote page.html" in done.err
    text = (here / "page.html").read_text()
    assert "My reviews" in text and "labelwise report --project" in text
    assert "http://" not in text and "https://" not in text
    cli("report", "--project", project, "-o", "page.json", "--quick")
    assert json.loads((here / "page.json").read_text())["status"]["labels"] == 10


def test_bad_endings_and_projects_are_refused(cli, project, here):
    done = cli("report", "--project", project, "-o", "page.pdf")
    assert done.code == 2 and "page.pdf" in done.err
    assert cli("report", "--project", "none.db", "-o", "page.html").code == 2
    assert not (here / "page.html").exists()
