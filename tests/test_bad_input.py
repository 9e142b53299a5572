"""Every line of bad input as the library sees it: one typed error, and nothing written.

Each message says what was passed, what is allowed and what to do. "Nothing written" is every byte of the
folder, and the position of the ledger of whatever project is open meanwhile.
"""

from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Callable
from contextlib import ExitStack, closing
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from scipy import sparse
from sklearn.svm import SVC

from labelwise.campaign import Campaign
from labelwise.errors import (
    BadAnswer,
    BadData,
    BadParameter,
    LabelwiseError,
    MissingCapability,
    NotAStore,
    PoolChanged,
    StoreError,
    StoreLocked,
)
from labelwise.io import read
from labelwise.pool import Pool
from labelwise.store import MemoryLedger, sqlite
from labelwise.types import Answer, Budget

from .cli.test_bad_input import foreign_database, put

X = np.random.default_rng(0).normal(size=(12, 3))
CLASSES = ["neg", "pos"]
Call = Callable[[], object]


@dataclass
class Place:
    """An empty folder, and what is open in it until the end of the test."""

    here: Path
    open: ExitStack
    campaigns: list[Campaign]

    def campaign(self, pool: object = X, **options: object) -> Campaign:
        """A project in the folder."""
        settings = {"strategy": "random", "store": self.here / "p.db", "trust": None, **options}
        made = self.open.enter_context(Campaign(pool, CLASSES, **settings))
        self.campaigns.append(made)
        return made

    def closed(self, pool: object = X, **options: object) -> Path:
        """A project in the folder that nobody has open."""
        self.campaign(pool, **options).close()
        self.campaigns.clear()
        return self.here / "p.db"


@dataclass
class Case:
    """How to come to the bad call, its error, and three parts of the message: passed, allowed, to do."""

    arrange: Callable[[Place], Call]
    error: type[LabelwiseError]
    says: tuple[str, str, str]


def reading(content: str | bytes, **options: object) -> Callable[[Place], Call]:
    def arrange(place: Place) -> Call:
        put(content)(place.here)
        return lambda: read(place.here / "bad.csv", **options)

    return arrange


def making(pool: Callable[[], object] = lambda: X, task: object = CLASSES, **options: object):
    """A campaign whose file must not come to be."""
    return lambda place: lambda: Campaign(pool(), task, store=place.here / "p.db", **options)


def spoiled(value: float) -> Callable[[], np.ndarray]:
    def make() -> np.ndarray:
        x = X.copy()
        x[7, 2] = value
        return x

    return make


def labels_column(place: Place) -> Call:
    put("id,text,y\na,good film,pos\nb,odd film,maybe\nc,bad film,\n")(place.here)
    data = read(place.here / "bad.csv", label_column="y")
    campaign = place.campaign(data.pool)
    return lambda: campaign.add_labels(list(data.labels), list(data.labels.values()))


def unknown(place: Place) -> Call:
    campaign = place.campaign()
    return lambda: campaign.tell("q77", "pos")


def expired(place: Place) -> Call:
    campaign = place.campaign()
    campaign.lease = -1.0
    late = campaign.ask(12, to="human:slow")[0]
    campaign.lease = 600.0
    campaign.ask(12, to="human:quick")
    return lambda: campaign.tell(late, "pos")


def expired_and_answered(place: Place) -> Call:
    campaign = place.campaign()
    campaign.lease = -1.0
    late = campaign.ask(12, to="human:slow")[0]
    again = next(q for q in campaign.ask(12, to="human:quick") if q.item == late.item)
    campaign.tell(again, "neg")
    return lambda: campaign.tell(late, "pos")


def telling(*answers: object, count: int = 2) -> Callable[[Place], Call]:
    """``answers`` to as many questions; the ones before the bad one must not be kept either."""

    def arrange(place: Place) -> Call:
        campaign = place.campaign()
        batch = campaign.ask(count)
        return lambda: campaign.tell(batch, answers)

    return arrange


def told_twice(place: Place) -> Call:
    campaign = place.campaign()
    batch = campaign.ask(2)
    campaign.tell(batch[0], "pos", by="human:anna")
    return lambda: campaign.tell(batch, ["neg", "neg"], by="human:anna")


def one_id_in_one_call(place: Place) -> Call:
    campaign = place.campaign()
    one, two = campaign.ask(2)
    answers = [Answer("a", q.id, "human:anna", "is", v) for q, v in ((one, "neg"), (two, "pos"))]
    return lambda: campaign.tell([one, two], answers)


def locked(place: Place) -> Call:
    campaign = place.campaign()
    query = campaign.ask(1)[0]
    other = place.open.enter_context(closing(sqlite3.connect(place.here / "p.db", isolation_level=None)))
    other.execute("BEGIN IMMEDIATE")
    return lambda: campaign.tell(query, "pos")


def locked_for_good(place: Place) -> Call:
    store = place.closed()
    other = place.open.enter_context(closing(sqlite3.connect(store, isolation_level=None)))
    other.execute("PRAGMA locking_mode = EXCLUSIVE")
    other.execute("BEGIN EXCLUSIVE")
    return lambda: Campaign.open(store, pool=X)


def turns_read_only(place: Place) -> Call:
    campaign = place.campaign()
    query = campaign.ask(1)[0]
    campaign.ledger._writer.cursor().execute("PRAGMA query_only = ON")
    return lambda: campaign.tell(query, "pos")


def foreign(content: bytes | None, begin: bool) -> Callable[[Place], Call]:
    """A file of something else, opened, or named as the store of a new project."""

    def arrange(place: Place) -> Call:
        if content is None:
            foreign_database(place.here)
        else:
            put(content, "other.db")(place.here)
        store = place.here / "other.db"
        return (lambda: Campaign(X, CLASSES, store=store)) if begin else (lambda: Campaign.open(store))

    return arrange


def changed(pool: Callable[[], object]) -> Callable[[Place], Call]:
    def arrange(place: Place) -> Call:
        store = place.closed()
        return lambda: Campaign.open(store, pool=pool())

    return arrange


def changed_file(place: Place) -> Call:
    path = place.here / "items.parquet"
    pq.write_table(pa.table({"text": ["good film", "bad film", "odd film"]}), path)
    store = place.closed(str(path))
    pq.write_table(pa.table({"text": ["good film", "Bad film", "odd film"]}), path)
    return lambda: Campaign.open(store)


def begun_already(place: Place) -> Call:
    store = place.closed()
    return lambda: Campaign(X, CLASSES, store=store)


def asking_by_margin(place: Place) -> Call:
    campaign = place.campaign(learner=SVC())
    return lambda: campaign.ask(1, strategy="margin")


MARGIN = (
    "nobody provides 'proba'",
    "there is ",
    "CalibratedClassifierCV or SklearnLearner(estimator, scores=",
)
NOT_OURS = ("is a file of something else", "Allowed: a project file of labelwise", "choose another name")
CASES = {
    "missing file": Case(lambda place: lambda: read(place.here / "none.csv"), BadData,
                         ("no file or folder", "Allowed: an existing file", "check the path")),
    "missing Parquet file": Case(lambda place: lambda: Pool(str(place.here / "none.parquet")), BadData,
                                 ("there is no file", "existing Parquet file", "the path of")),
    "missing project": Case(lambda place: lambda: Campaign.open(place.here / "none.db"), StoreError,
                            ("there is no project", "path of a project file", "start a new project there")),
    "empty file": Case(reading(""), BadData,
                       ("bad.csv is empty", "a header line and at least one item", "pass a file")),
    "binary file named .csv": Case(reading(b"PK\x03\x04" + bytes(50)), BadData,
                                   ("bad.csv is a zip or Excel file", "CSV (UTF-8)", "save it as")),
    "NUL bytes": Case(reading("text\na\0b\n"), BadData, ("NUL byte in line 2", "Allowed: text", "To fix: ")),
    "wrong encoding": Case(reading("text\ncafé\n".encode("latin-1")), BadData,
                           ("is not utf-8: byte 0xe9", "Allowed: text in utf-8", "encoding='cp1252'")),
    "ragged rows": Case(reading("id,text\n1,a\n2,b,c\n"), BadData,
                        ("line 3: 3 fields where the header has 2", "as many fields as the header", "put")),
    "duplicate ids in a file": Case(reading("id,text\n7,a b\n7,c d\n"), BadData,
                                    ("'7' in line 2 and line 3", "unique ids", "id_column='#' to number")),
    "duplicate ids of an array": Case(making(lambda: Pool(X, ids=["a", "b", "a", *range(9)])), BadData,
                                      ("the id 'a' is there twice", "unique ids", "another id column")),
    "NaN features": Case(making(spoiled(np.nan)), BadData,
                         ("feature 2 of row 7 is nan", "finite numbers", "fill or drop it")),
    "infinite features": Case(making(spoiled(-np.inf)), BadData,
                              ("feature 2 of row 7 is -inf", "finite numbers", "pass a DataFrame")),
    "infinite sparse features": Case(making(lambda: sparse.csr_array(spoiled(np.inf)())), BadData,
                                     ("feature 2 of row 7 is inf", "finite numbers", "fill or drop it")),
    "infinite features in a file": Case(reading("a,b\n1,2\ninf,3\n"), BadData,
                                        ("in line 3 is inf", "finite numbers", "leave the cell empty")),
    "labels column with an unknown class": Case(labels_column, BadAnswer,
                                                ("item 'b': the answer 'maybe'", "neg, pos", "add the")),
    "only one class named": Case(making(task=["pos"]), BadParameter,
                                 ("only 1 class is named: ['pos']", "two or more", "name them all")),
    "budget larger than the pool": Case(making(budget=13), BadParameter,
                                        ("13 answers for a pool of 12 items", "up to 12", "lower the")),
    "budget in another unit": Case(making(budget=Budget(5, "bits")), BadParameter,
                                   ("in bits", "answers, seconds, money", "count answers")),
    "tell for an unknown query": Case(unknown, BadAnswer,
                                      ("no question 'q77'", "ask() of this campaign gave", "ask() again")),
    "tell for an expired query": Case(expired, BadAnswer,
                                      ("expired and item", "questions that are still held", "ask again")),
    "tell for an expired query that was answered": Case(
        expired_and_answered, BadAnswer,
        ("is answered already by human:quick", "one answer per item", "correct that answer")),
    "an answer outside the label set": Case(telling("pos", "purple"), BadAnswer,
                                            ("'purple' is no class", "neg, pos", "answer one of these")),
    "an answer of another kind": Case(telling("pos", 3.5), BadAnswer,
                                      ("3.5 is no class", "neg, pos", "answer one of these")),
    "a new class": Case(telling("pos", Answer("a", None, "human:anna", "other", "odd")), BadAnswer,
                        ("outside the classes", "neg, pos", "open=True")),
    "two answers with one id, told one after the other": Case(
        told_twice, BadAnswer, ("recorded as 'pos', and now it is 'neg'", "the same value", "undo(answer=")),
    "two answers with one id in one call": Case(
        one_id_in_one_call, BadAnswer, ("two answers with the id 'a'", "one answer per", "tell it once")),
    "a locked store": Case(locked, StoreLocked,
                           ("another process holds the project", "one writer at a time", "close it there")),
    "a store locked for good": Case(locked_for_good, StoreLocked,
                                    ("another process holds the project", "one writer", "then try again")),
    "a store that turns read-only": Case(turns_read_only, StoreError,
                                         ("readonly database", "its folder writable", "copy the project")),
    "a text file as a project": Case(foreign(b"text\na film\n", begin=False), NotAStore,
                                     ("is not a database", *NOT_OURS[1:])),
    "a text file as a new project": Case(foreign(b"text\na film\n", begin=True), NotAStore,
                                         ("is not a database", *NOT_OURS[1:])),
    "another database as a project": Case(foreign(None, begin=False), NotAStore, NOT_OURS),
    "another database as a new project": Case(foreign(None, begin=True), NotAStore, NOT_OURS),
    "a folder as a project": Case(lambda place: lambda: Campaign.open(place.here), NotAStore,
                                  ("is not a file", *NOT_OURS[1:])),
    "a pool with another item": Case(changed(spoiled(9.0)), PoolChanged,
                                     ("content of item '7' (number 8)", "made with", "original data")),
    "a pool with another id": Case(changed(lambda: Pool(X, ids=[*"abcdefghijkl"])), PoolChanged,
                                   ("item 1 was '0' and is now 'a'", "made with", "original data")),
    "a pool that shrank": Case(changed(lambda: X[:-1]), PoolChanged,
                               ("had 12 items and now has 11", "made with", "start a new project")),
    "a pool of another type": Case(changed(lambda: X.astype(np.float32)), PoolChanged,
                                   ("content of item '0'", "made with", "original data")),
    "a Parquet file that changed": Case(changed_file, PoolChanged,
                                        ("content of item '1' (number 2)", "made with", "original data")),
    "a store that is begun already": Case(begun_already, StoreError,
                                          ("already holds a project", "a new file", "Campaign.open(store)")),
    "a strategy that the learner can never serve": Case(making(learner=SVC(), strategy="margin"),
                                                        MissingCapability, MARGIN),
    "the same for one call": Case(asking_by_margin, MissingCapability, MARGIN),
}  # fmt: skip


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "BUSY_SECONDS", 0.05)
    with ExitStack() as stack:
        yield Place(tmp_path, stack, [])


def written(place: Place) -> tuple[dict[str, bytes], list[tuple[int, int]]]:
    """Every byte of the folder but SQLite's shared memory, and where ledgers and folds stand."""
    files = [f for f in place.here.rglob("*") if f.is_file() and not f.name.endswith("-shm")]
    stand = [(c.ledger.last, c.fold.seq) for c in place.campaigns]
    return {str(f.relative_to(place.here)): f.read_bytes() for f in files}, stand


@pytest.mark.parametrize("line", CASES)
def test_bad_input_is_refused_and_nothing_is_written(line, place):
    case = CASES[line]
    call = case.arrange(place)
    before = written(place)
    with pytest.raises(case.error) as caught:
        call()
    assert type(caught.value) is case.error
    for part in case.says:
        assert part in str(caught.value)
    assert written(place) == before


@pytest.mark.parametrize(
    "line", [line for line in CASES if line.startswith(("tell", "an answer", "two answers"))]
)
def test_in_memory_it_is_the_same(line, place, monkeypatch):
    """The ledger in memory takes back as much as the one on disk."""
    stored = Place.campaign
    monkeypatch.setattr(Place, "campaign", lambda self, *a, **k: stored(self, *a, **k, store=MemoryLedger()))
    test_bad_input_is_refused_and_nothing_is_written(line, place)
    assert list(place.here.iterdir()) == []


UNPRIVILEGED = """
import os, sys
import numpy as np
from labelwise.campaign import Campaign
from labelwise.errors import StoreError
X = np.zeros((4, 2))
for name in ("p.db", None):  # imports all there is to import while it may
    with Campaign(X, ["a", "b"], strategy="random", store=name) as campaign:
        campaign.tell(campaign.ask(2), ["a", "b"])
os.chmod("p.db", int(sys.argv[1]))
os.chmod(".", int(sys.argv[2]))
if os.geteuid() == 0:
    os.setuid(65534)
for attempt in (lambda: Campaign.open("p.db", pool=X), lambda: Campaign(X, ["a", "b"], store=sys.argv[3])):
    try:
        attempt()
    except StoreError as error:
        print(error)
"""


@pytest.mark.skipif(os.name == "nt", reason="permissions of another kind")
@pytest.mark.parametrize(
    ("file", "folder", "new", "told"),
    [(0o444, 0o777, "p.db", "'p.db' is read-only"), (0o666, 0o555, "new.db", "'new.db' cannot be")],
)
def test_a_read_only_store(file, folder, new, told):
    """Without the rights of root, in a folder that others can enter."""
    with tempfile.TemporaryDirectory() as name:
        place = Path(name)
        command = [sys.executable, "-c", UNPRIVILEGED, str(file), str(folder), new]
        done = subprocess.run(command, cwd=place, capture_output=True, text=True)
        place.chmod(0o777)
        with sqlite3.connect(place / "p.db") as db:
            count = db.execute("SELECT count(*) FROM events").fetchone()[0]
        db.close()
        kept = sorted(p.name for p in place.iterdir())
    opened, begun = done.stdout.splitlines()
    for part in ("'p.db' is read-only", "make the file and its folder writable", "copy the project"):
        assert part in opened
    assert told in begun and "To fix: " in begun
    assert (kept, count) == (["p.artefacts", "p.db"], 7), done.stderr
