"""Acceptance: 500 real rows labelled by key presses through a kill -9, exported equal to the truth."""

from __future__ import annotations

import csv
import gzip
import json
import random
from pathlib import Path

import pytest

from labelwise.campaign import Campaign
from labelwise.io import read

pytestmark = [pytest.mark.browser, pytest.mark.slow]
ROWS = 500
NEXT = "t => document.querySelector('#item .text')?.textContent !== t"


def rows_of_mr(data_dir: Path) -> dict[str, str]:
    """500 different texts with their labels."""
    with gzip.open(data_dir / "mr" / "all.jsonl.gz", "rt", encoding="utf-8") as file:
        rows = {row["text"]: row["label"] for row in map(json.loads, file)}
    return dict(random.Random(0).sample(sorted(rows.items()), ROWS))


def press_the_truth(tab, truth: dict[str, str], upto: int, done: dict[str, str]) -> None:
    """Press the first letter of the true label of whatever is on screen."""
    while len(done) < upto:
        text = tab.text
        done[text] = truth[text]
        tab.press(truth[text][0])
        if len(done) < ROWS:
            tab.page.wait_for_function(NEXT, arg=text)


def test_500_rows_through_a_kill(data_dir, tmp_path, serve, tabs):
    truth = rows_of_mr(data_dir)
    file, store = tmp_path / "mr.csv", tmp_path / "mr.labelwise.db"
    with file.open("w", newline="", encoding="utf-8") as out:
        csv.writer(out).writerows([["text"], *([text] for text in truth)])
    Campaign(read(file, text="text").pool, ("neg", "pos"), store=store).close()

    server = serve(store)
    tab = tabs(server.url, allowed=("ERR_", "Failed to load resource"))
    killed_at, done = random.randint(180, 320), {}
    press_the_truth(tab, truth, killed_at, done)
    server.kill()

    again = serve(store)
    tab.open(again.url)
    tab.saved()
    tab.sees("#count", f"{len(done)} of {ROWS}")
    press_the_truth(tab, truth, ROWS, done)
    tab.sees("#item", "All done")
    tab.close()
    again.stop()

    with Campaign.open(store) as campaign:
        texts = dict(zip(campaign.pool.ids.to_pylist(), campaign.pool.x(range(ROWS)), strict=True))
        table = campaign.export().to_pylist()
    exported = {texts[row["id"]]: row["label"] for row in table}
    wrong = [text for text in truth if exported.get(text) != truth[text]]
    assert not wrong, f"killed after {killed_at} items"
    assert len(table) == ROWS
