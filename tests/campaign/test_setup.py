"""Creation and loading."""

import json
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path

import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.campaign import Campaign
from labelwise.campaign.setup import FORMAT, load_learner, load_pool
from labelwise.errors import BadParameter, PoolChanged, StoreError, UnknownName
from labelwise.store import MemoryLedger
from labelwise.strategy import Strategy

from .conftest import Make, X


@pytest.mark.parametrize("seed", [-1, 1.5, "x", True])
def test_bad_seed(make: Make, seed: object) -> None:
    with pytest.raises(BadParameter, match="seed"):
        make(seed=seed)


def test_budget_larger_than_the_pool(make: Make) -> None:
    with pytest.raises(BadParameter, match=r"121 answers for a pool of 120.*Allowed: up to 120"):
        make(budget=121)


def test_unknown_strategy(make: Make) -> None:
    with pytest.raises(UnknownName, match="margin"):
        make(strategy="margn")


def test_open_refuses_another_pool(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    other = X.copy()
    other[7, 0] += 1
    with pytest.raises(PoolChanged, match="content of item '7'"):
        Campaign.open(store, pool=other)
    with pytest.raises(PoolChanged, match="had 120 items and now has 119"):
        Campaign.open(store, pool=X[:119])


def test_making_a_campaign_over_an_existing_project_is_refused(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    with pytest.raises(StoreError, match=r"Campaign\.open"):
        make(store=store)


def test_a_learner_without_configuration_must_be_passed_again(make: Make, tmp_path: Path) -> None:
    class Own(LogisticRegression):
        pass

    store = tmp_path / "project.db"
    make(store=store, learner=Own()).close()
    with pytest.raises(StoreError, match=r"pass it: Campaign\.open\(store, learner="):
        Campaign.open(store, pool=X)
    Campaign.open(store, pool=X, learner=Own()).close()


def test_a_lambda_measure_is_refused_by_a_durable_store_before_it_is_made(make: Make, tmp_path: Path) -> None:
    strategy = Strategy(measure=lambda proba: proba[:, 0])
    make(strategy=strategy)
    with pytest.raises(BadParameter, match="cannot be stored"):
        make(strategy=strategy, store=tmp_path / "project.db")
    assert not list(tmp_path.iterdir())


def test_a_configuration_from_elsewhere_imports_nothing(tmp_path: Path) -> None:
    with pytest.raises(BadParameter, match=r"names 'os:system'"):
        load_learner({"learner": {"name": "os:system"}}, None)


def test_a_project_file_names_no_other_reader() -> None:
    with pytest.raises(StoreError, match=r"names the reader 'labelwise.io:write'"):
        load_pool({"pool": {"source": {"read": "labelwise.io:write", "args": {}}}}, None, MemoryLedger())


@pytest.mark.parametrize("found", [FORMAT + 1, 0, None, "2"])
def test_a_project_of_a_newer_format_is_refused(make: Make, tmp_path: Path, found: object) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    with closing(sqlite3.connect(store)) as db, db:
        body = json.loads(db.execute("SELECT body FROM events WHERE id = 'created'").fetchone()[0])
        body["created"]["format"] = found
        db.execute("UPDATE events SET body = ? WHERE id = 'created'", [json.dumps(body)])
    with pytest.raises(StoreError, match=rf"format {found}.*Allowed: format {FORMAT} or older.*upgrade"):
        Campaign.open(store, pool=X)


def test_of_two_that_begin_one_project_the_first_succeeds(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"

    def begin(seed: int) -> bool:
        try:
            make(store=store, seed=seed)
        except StoreError as error:
            assert "already holds a project" in str(error), error
            return False
        return True

    with ThreadPoolExecutor(4) as pool:
        assert sum(pool.map(begin, range(4))) == 1


def test_a_store_that_is_begun_meanwhile(make: Make) -> None:
    campaign = make()
    with pytest.raises(StoreError, match="already holds a project"):
        make(store=campaign.ledger)
    assert campaign.ask(1)  # the caller's own ledger stays open


def test_a_changed_pool_is_refused_also_without_the_list_of_its_items(make: Make, tmp_path: Path) -> None:
    store = tmp_path / "project.db"
    make(store=store).close()
    for file in (tmp_path / "project.artefacts").iterdir():
        file.unlink()
    Campaign.open(store, pool=X).close()
    with pytest.raises(PoolChanged, match="cannot be said"):
        Campaign.open(store, pool=X + 1)


def test_a_strategy_without_configuration_cannot_be_opened_again(make: Make) -> None:
    campaign = make(strategy=Strategy(measure=lambda proba: proba[:, 0]), store=MemoryLedger())
    with pytest.raises(StoreError, match="strategy of this campaign has no configuration"):
        Campaign.open(campaign.ledger, pool=X)
