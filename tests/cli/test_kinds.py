"""Every learner by name: what it takes, what it refuses, and a whole comparison on the command line."""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from labelwise.cli.kinds import KINDS
from labelwise.cli.learner_spec import made
from labelwise.errors import BadParameter, MissingExtra
from labelwise.params import from_config, to_config
from labelwise.pool import Pool
from labelwise.tasks import Classification, Regression, Tags
from labelwise.testing.tiny_models import tiny_bert, tiny_dino

BY_NAME = {kind.name: kind for kind in KINDS}
AB = Classification(["neg", "pos"])
TASKS = {"proba": AB, "tags": Tags(["a", "b"]), "mean": Regression()}
TEXTS = Pool(["a good film", "a bad film", "so good", "so bad"] * 5)
NUMBERS = Pool(np.random.default_rng(0).normal(size=(20, 3)))
PLAIN = [kind.name for kind in KINDS if kind.after in ("", "[TREES]") and kind.name != "cnn"]


@pytest.fixture(scope="session")
def folders(tmp_path_factory) -> dict[str, Path]:
    """A tiny network for each kind that reads a folder, made from a configuration."""
    from sentence_transformers import SentenceTransformer
    from sentence_transformers.sentence_transformer.modules import Pooling, Transformer

    place = tmp_path_factory.mktemp("networks")
    bert = tiny_bert(place / "bert", ["a wonderful terrible film number"])
    shutil.copytree(bert, place / "inner")
    words = Transformer(str(place / "inner"))
    pooling = Pooling(words.get_embedding_dimension())
    SentenceTransformer(modules=[words, pooling], device="cpu").save(str(place / "sentence"))
    return {
        "transformer": bert,
        "frozen-transformer": bert,
        "sentence-transformer": place / "sentence",
        "image-encoder": tiny_dino(place / "dino"),
    }


@pytest.fixture(scope="session")
def images(tmp_path_factory) -> Path:
    """A folder of small images, dark and light, one folder a class."""
    place, rng = tmp_path_factory.mktemp("images") / "photos", np.random.default_rng(0)
    for k in range(24):
        name = ("dark", "light")[k % 2]
        (place / name).mkdir(parents=True, exist_ok=True)
        pixels = rng.integers(0, 90, (16, 16, 3)) + 160 * (k % 2)
        Image.fromarray(pixels.astype(np.uint8)).save(place / name / f"{k}.png")
    return place


def items_for(kind, images: Path) -> Pool:
    return Pool(sorted(images.rglob("*.png"))) if "image" in kind.reads else TEXTS


@pytest.mark.parametrize("name", PLAIN)
@pytest.mark.parametrize("output", TASKS)
def test_each_is_a_learner_with_a_configuration_for_all_kinds_of_items(name, output):
    kind = BY_NAME[name]
    if output not in kind.outputs:
        with pytest.raises(BadParameter, match=f"'{name}' was asked for numbers. Allowed: classes, tags"):
            kind.made(NUMBERS, TASKS[output], "")
        return
    for pool in (TEXTS, NUMBERS):
        learner = kind.made(pool, TASKS[output], "")
        assert output in learner.provides
        assert repr(from_config(to_config(learner))) == repr(learner)


@pytest.mark.parametrize("name", [kind.name for kind in KINDS if kind.reads])
def test_items_of_another_kind_are_refused(name):
    with pytest.raises(BadParameter, match=f"'{name}' was given items of the kind 'table'"):
        import pandas as pd

        BY_NAME[name].made(Pool(pd.DataFrame({"x": [1.0, 2.0]})), AB, "folder")


def test_rows_of_features_are_no_images():
    with pytest.raises(BadParameter, match="'cnn' was given rows of features"):
        BY_NAME["cnn"].made(NUMBERS, AB, "")
    pixels = Pool(np.zeros((4, 8, 8, 3), np.uint8))
    assert BY_NAME["cnn"].made(pixels, AB, "").encoder is None


@pytest.mark.parametrize("kind", [k for k in KINDS if k.packages], ids=lambda k: k.name)
def test_a_missing_package_is_named_with_its_extra(kind, monkeypatch, images):
    for package in kind.packages:
        with monkeypatch.context() as patch:
            patch.setitem(sys.modules, package, None)
            wanted = rf"package {package}\. To fix: pip install 'labelwise\[{kind.extra}\]'"
            with pytest.raises(MissingExtra, match=wanted):
                kind.made(items_for(kind, images), AB, "folder")


def test_a_folder_without_a_network_is_refused_before_anything_is_made(tmp_path, images):
    for kind in KINDS:
        if kind.after == "FOLDER":
            with pytest.raises(BadParameter, match="folder"):
                kind.made(items_for(kind, images), AB, str(tmp_path))


def test_a_forest_has_as_many_trees_as_wished():
    assert BY_NAME["forest"].spec == "forest[:TREES]"
    assert made("forest:50", TEXTS, AB).estimator.n_estimators == 50
    assert made("forest", TEXTS, AB).estimator.n_estimators == 200
    assert made("forest:7", NUMBERS, Regression()).estimator.n_estimators == 7
    for wrong in ("0", "few", "1.5"):
        with pytest.raises(BadParameter, match="forest:50"):
            made(f"forest:{wrong}", TEXTS, AB)


@pytest.mark.parametrize("pool", [TEXTS, NUMBERS], ids=["texts", "numbers"])
@pytest.mark.parametrize("output", TASKS)
def test_the_usual_learner_has_a_name(pool, output):
    named, usual = made("usual", pool, TASKS[output]), made(None, pool, TASKS[output])
    assert to_config(named) == to_config(usual)


FAST = ["usual", "logistic", "forest", "svm", "hist-gradient-boosting", "lightgbm", "xgboost", "mlp"]
STEPS = ["--budget", 8, "--batch", 4, "--seeds", 1, "--jobs", 1, "--strategy", "margin", "--json"]


def compared(cli, file, column: str, *spec: object) -> float:
    done = cli("simulate", file, "--label-column", column, *STEPS, *spec)
    assert done.code == 0, done.err
    rows = done.json["rows"]
    assert rows[-1]["labels"] == 8
    return rows[-1]["score"] if "score" in rows[-1] else rows[-1][done.json["metric"]]


@pytest.mark.parametrize("name", FAST)
def test_a_comparison_with_each(name, cli, reviews):
    assert compared(cli, reviews, "truth", "--learner", name) >= 0.4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["transformer", "frozen-transformer", "sentence-transformer"])
def test_a_comparison_with_each_network_of_texts(name, cli, reviews, folders):
    assert compared(cli, reviews, "truth", "--learner", f"{name}:{folders[name]}") >= 0.4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["cnn", "image-encoder"])
def test_a_comparison_with_each_network_of_images(name, cli, images, folders):
    spec = f"{name}:{folders[name]}" if name in folders else name
    assert compared(cli, images, "folder", "--learner", spec) >= 0.4


def test_a_network_goes_on_from_the_model_before_and_replays(cli, reviews):
    assert BY_NAME["warm-mlp"].made(TEXTS, AB, "").warm and not BY_NAME["mlp"].made(TEXTS, AB, "").warm
    assert compared(cli, reviews, "truth", "--learner", "warm-mlp", "--recipe", "replay") >= 0.4


def test_one_asks_another_is_delivered_and_a_recipe_is_around_it(cli, reviews):
    spec = ["--learner", "logistic", "--final", "hist-gradient-boosting", "--recipe", "calibrated"]
    assert compared(cli, reviews, "truth", *spec) >= 0.4
