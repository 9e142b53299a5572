"""The learners that the command line knows by name, one line each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

from labelwise.errors import BadParameter, MissingExtra

if TYPE_CHECKING:
    from labelwise.pool import Pool
    from labelwise.tasks import Task

Build = Callable[["Pool", "Task", str], Any]
"""A learner for a pool and a task; the text is what stands behind the colon, empty where nothing does."""


@dataclass(frozen=True)
class Kind:
    """A learner that the command line knows by name.

    Parameters
    ----------
    name : str
        As it is typed.
    about : str
        What it is and when to take it.
    build : callable
        Makes it.
    after : str
        What comes behind a colon, ``FOLDER`` for example, in brackets what may be left out; or nothing.
    extra : str
        The extra that installs what it needs; empty where nothing more is needed.
    packages : tuple of str
        What the extra brings.
    reads : tuple of str
        Kinds of items; empty for all.
    outputs : tuple of str
        What it can learn: ``proba`` (classes), ``tags``, ``mean`` (numbers).
    """

    name: str
    about: str
    build: Build
    after: str = ""
    extra: str = ""
    packages: tuple[str, ...] = ()
    reads: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ("proba", "tags", "mean")

    @property
    def spec(self) -> str:
        """How it is typed."""
        after = f"[:{self.after[1:]}" if self.after.startswith("[") else f":{self.after}"
        return self.name + (after if self.after else "")

    def made(self, pool: Pool, task: Task, after: str) -> Any:
        """The learner.

        Raises
        ------
        BadParameter
            If it does not go with the items or the task.
        MissingExtra
            Names the package that is not installed, and the extra; before anything is made.
        """
        if self.reads and pool.kind not in self.reads:
            raise BadParameter(
                f"the learner {self.name!r} was given items of the kind {pool.kind!r}",
                allowed=", ".join(self.reads),
            )
        if task.output not in self.outputs:
            raise BadParameter(
                f"the learner {self.name!r} was asked for {SAID[task.output]}",
                allowed=", ".join(SAID[output] for output in self.outputs),
                fix="leave out --learner, or name another one of `labelwise learners`",
            )
        for package in self.packages:
            if find_spec(package) is None:
                raise MissingExtra.named(package, self.extra)
        return self.build(pool, task, after)


SAID = {"proba": "classes", "tags": "tags", "mean": "numbers"}
"""Outputs in words."""


def _usual(pool: Pool, task: Task, _: str, estimator: Any = None, **options: Any) -> Any:
    from labelwise.learners import default_learner

    return default_learner(pool, task, estimator, **options)


def _logistic(pool: Pool, task: Task, _: str) -> Any:
    from sklearn.linear_model import LogisticRegression

    strength = 10.0 if pool.kind == "text" else 1.0
    return _usual(pool, task, "", LogisticRegression(C=strength, max_iter=1000))


def _forest(pool: Pool, task: Task, trees: str) -> Any:
    from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier

    if trees and not (trees.isdecimal() and int(trees)):
        raise BadParameter(f"the learner is 'forest:{trees}'", allowed="a number of trees: forest:50")
    kind, many = (ExtraTreesRegressor, 100) if task.output == "mean" else (RandomForestClassifier, 200)
    return _usual(pool, task, "", kind(int(trees or many)))


def _svm(pool: Pool, task: Task, _: str) -> Any:
    from sklearn.svm import SVC

    kernel = "linear" if pool.kind == "text" else "rbf"
    return _usual(pool, task, "", SVC(kernel=kernel), scores="decision")


def _boosting(pool: Pool, task: Task, _: str, *, engine: str) -> Any:
    from labelwise.learners import BoostingLearner

    return BoostingLearner(engine, output=task.output, encoder=array_encoder(pool))


def array_encoder(pool: Pool) -> Any:
    """What makes rows of numbers for what scales them itself or need not; None where the items are such rows.

    Examples
    --------
    >>> import numpy as np
    >>> from labelwise.pool import Pool
    >>> array_encoder(Pool(["good", "bad"])), array_encoder(Pool(np.eye(2)))
    (TextEncoder(), None)
    """
    from labelwise.learners import default_encoder

    rows = pool.kind == "array" and pool.data.ndim < 3
    return None if rows or pool.kind == "parts" else default_encoder(pool)


def _mlp(pool: Pool, task: Task, _: str, *, retrain: str) -> Any:
    from labelwise.learners import Mlp, TorchLearner

    return TorchLearner(Mlp(), output=task.output, retrain=retrain, encoder=array_encoder(pool))


def network(thing: Any, pool: Pool, task: Task) -> Any:
    """A TorchLearner of a network for the items of a pool; of images it sees the pixels."""
    from labelwise.learners import TorchLearner
    from labelwise.learners.encoders import Thumbnails

    pixels = {"image": Thumbnails(), "array": None}
    return TorchLearner(thing, output=task.output, encoder=pixels.get(pool.kind, array_encoder(pool)))


def _cnn(pool: Pool, task: Task, _: str) -> Any:
    from labelwise.learners import Loop, SmallCnn

    if pool.kind == "array" and pool.data.ndim < 3:
        raise BadParameter("the learner 'cnn' was given rows of features", allowed="images", fix="take mlp")
    return replace(network(SmallCnn(), pool, task), loop=Loop(least_steps=200, rate=3e-3))


def _transformer(_: Pool, task: Task, folder: str) -> Any:
    from pathlib import Path

    from labelwise.learners import TransformerLearner

    if not Path(folder, "config.json").is_file():
        raise BadParameter(
            f"the folder {folder!r} holds no transformer",
            allowed="what save_pretrained or `hf download` wrote",
        )
    return TransformerLearner(folder, output=task.output)


def _frozen(pool: Pool, task: Task, folder: str, *, encoder: str) -> Any:
    """Linear, on scaled features of a network that stays as it is."""
    from sklearn.linear_model import BayesianRidge, LogisticRegression
    from sklearn.pipeline import make_pipeline
    from sklearn.preprocessing import StandardScaler

    import labelwise.learners.encoders as encoders

    last = BayesianRidge() if task.output == "mean" else LogisticRegression(max_iter=1000)
    features = getattr(encoders, encoder)(folder).fit()  # refuses a folder that holds none
    return _usual(pool, task, "", make_pipeline(StandardScaler(), last), encoder=type(features)(folder))


def _service(_: Pool, task: Task, after: str, *, train: bool) -> Any:
    from labelwise.learners import BlackBoxLearner

    return BlackBoxLearner(after, train=True if train else None)


BOOSTING: dict[str, Any] = {"extra": "boosting"}
TORCH: dict[str, Any] = {"extra": "torch", "packages": ("torch",)}
TEXT: dict[str, Any] = {"after": "FOLDER", "extra": "text", "reads": ("text",)}
BERT: dict[str, Any] = {**TEXT, "packages": ("torch", "transformers")}
SERVICE: dict[str, Any] = {"after": "//HOST:PORT/PATH", "outputs": ("proba",)}
KINDS: tuple[Kind, ...] = (
    Kind("usual", "what is taken where none is named, by the kind of items and labels", _usual),
    Kind(
        "logistic",
        "logistic regression on the usual features; the default for classes and tags",
        _logistic,
        outputs=("proba", "tags"),
    ),
    Kind(
        "forest",
        "200 random trees, for numbers 100 extremely random ones, or so many; tables of mixed columns",
        _forest,
        after="[TREES]",
    ),
    Kind(
        "svm",
        "support vectors, linear for texts, else RBF; its scores are no calibrated chances",
        _svm,
        outputs=("proba", "tags"),
    ),
    Kind(
        "hist-gradient-boosting",
        "boosted trees of scikit-learn, with a virtual ensemble",
        partial(_boosting, engine="hist"),
    ),
    Kind(
        "lightgbm",
        "boosted trees of LightGBM, with a virtual ensemble",
        partial(_boosting, engine="lightgbm"),
        packages=("lightgbm",),
        **BOOSTING,
    ),
    Kind(
        "xgboost",
        "boosted trees of XGBoost, with a virtual ensemble",
        partial(_boosting, engine="xgboost"),
        packages=("xgboost",),
        **BOOSTING,
    ),
    Kind(
        "mlp", "a network of one hidden layer on the usual features", partial(_mlp, retrain="cold"), **TORCH
    ),
    Kind(
        "warm-mlp",
        "the same, which goes on from the model before instead of beginning anew; for --recipe replay",
        partial(_mlp, retrain="warm"),
        **TORCH,
    ),
    Kind(
        "cnn",
        "a small convolutional network on images, from scratch; takes a few hundred labels",
        _cnn,
        extra="torch",
        packages=("torch",),
        reads=("image", "array"),
    ),
    Kind(
        "transformer",
        "a transformer of texts, all of it trained on the labels; slow without a GPU",
        _transformer,
        **BERT,
    ),
    Kind(
        "frozen-transformer",
        "logistic regression on what a transformer of texts gives; encoded once",
        partial(_frozen, encoder="FrozenTransformer"),
        **BERT,
    ),
    Kind(
        "sentence-transformer",
        "the same with a model of sentence-transformers; good with few labels",
        partial(_frozen, encoder="SentenceEncoder"),
        packages=("torch", "sentence_transformers"),
        **TEXT,
    ),
    Kind(
        "image-encoder",
        "logistic regression on what DINOv2, timm or torchvision give of images",
        partial(_frozen, encoder="FrozenImageEncoder"),
        after="FOLDER",
        extra="torch",
        packages=("torch",),
        reads=("image",),
    ),
    Kind(
        "http",
        "a model that only answers: a service at that address, which is asked and never trained",
        partial(_service, train=False),
        **SERVICE,
    ),
    Kind(
        "train+http",
        "the same, and the service is trained there on the answers",
        partial(_service, train=True),
        **SERVICE,
    ),
)
"""What ``--learner`` and ``--final`` take by name. Nothing is downloaded: a FOLDER lies on this machine."""
