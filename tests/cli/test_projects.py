"""Opening a project, and how its items were read."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from labelwise.campaign import Campaign
from labelwise.cli.projects import opened, reading_args
from labelwise.errors import NotAStore, StoreError
from labelwise.io import read_pool


def test_a_project_opens_and_closes(project):
    with opened(project) as campaign:
        assert campaign.status().labels == 10
        args = reading_args(campaign)
    assert Path(args["path"]).name == "reviews.csv" and args["text"] == "text"


def test_a_project_in_a_database_opens(postgres, reviews):
    store, pool = postgres.new(), read_pool(reviews, text="text")
    with Campaign(pool, ["neg", "pos"], strategy="random", store=store) as campaign:
        campaign.tell(campaign.ask(3), ["pos"] * 3)
    with opened(store) as campaign:
        assert campaign.status().labels == 3
    with pytest.raises(StoreError, match=r"there is no project 'postgresql:.*none'"), opened(store + "none"):
        raise AssertionError("opened")


def test_a_pool_of_arrays_was_not_read_from_a_file():
    with Campaign(np.eye(4), ["a", "b"]) as campaign:
        assert reading_args(campaign) == {}


def test_a_missing_project_and_another_file_are_refused(reviews):
    with pytest.raises(StoreError, match=r"there is no project 'none\.db'"), opened(Path("none.db")):
        raise AssertionError("opened")
    with pytest.raises(NotAStore), opened(reviews):
        raise AssertionError("opened")
