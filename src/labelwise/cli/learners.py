"""``labelwise learners``: the models by name, and the recipes of training."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from labelwise.cli.common import Json, app, print_json, print_table
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
        What comes behind a colon after the name, ``FOLDER`` for example; empty where nothing does.
    extra : str
        The extra that installs what it needs; empty where nothing more is needed.
    packages : tuple of str
        What the extra brings.
    """

    name: str
    about: str
    build: Build
    after: str = ""
    extra: str = ""
    packages: tuple[str, ...] = ()

    @property
    def spec(self) -> str:
        """How it is typed."""
        return f"{self.name}:{self.after}" if self.after else self.name

    def check(self) -> None:
        """Refuse it before anything is made where a package is missing.

        Raises
        ------
        MissingExtra
            Names the package and the extra.
        """
        from importlib.util import find_spec

        for package in self.packages:
            if find_spec(package) is None:
                raise MissingExtra.named(package, self.extra)


def _logistic(pool: Pool, task: Task, _: str) -> Any:
    from sklearn.linear_model import LogisticRegression

    from labelwise.learners import default_learner

    _only(task, "logistic", "proba", "tags")
    return default_learner(
        pool, task, LogisticRegression(C=10.0 if pool.kind == "text" else 1.0, max_iter=1000)
    )


def _forest(pool: Pool, task: Task, _: str) -> Any:
    from sklearn.ensemble import ExtraTreesRegressor, RandomForestClassifier

    from labelwise.learners import default_learner

    numbers = task.output == "mean"
    return default_learner(pool, task, ExtraTreesRegressor(100) if numbers else RandomForestClassifier(200))


def _svm(pool: Pool, task: Task, _: str) -> Any:
    from sklearn.svm import SVC

    from labelwise.learners import default_learner

    _only(task, "svm", "proba", "tags")
    kernel = "linear" if pool.kind == "text" else "rbf"
    return default_learner(pool, task, SVC(kernel=kernel), scores="decision")


def _only(task: Task, name: str, *outputs: str) -> None:
    if task.output not in outputs:
        raise BadParameter(
            f"the learner {name!r} was asked for numbers",
            allowed="forest, or the default",
            fix="leave out --learner",
        )


KINDS: tuple[Kind, ...] = (
    Kind(
        "logistic", "logistic regression on the usual features; the default for classes and tags", _logistic
    ),
    Kind(
        "forest", "200 random trees (for numbers 100 extremely random ones); tables of mixed columns", _forest
    ),
    Kind("svm", "support vectors, linear for texts, else RBF; its scores are no calibrated chances", _svm),
)
"""What ``--learner`` takes by name."""


def recipes() -> dict[str, Any]:
    """The recipes of training by the name that ``--recipe`` takes.

    Examples
    --------
    >>> all(name == name.lower() for name in recipes())
    True
    """
    import labelwise.training as training
    from labelwise.training.recipe import Recipe

    made = [getattr(training, name) for name in training.__all__]
    return {
        kebab(thing.__name__): thing
        for thing in made
        if isinstance(thing, type) and issubclass(thing, Recipe)
    }


def kebab(name: str) -> str:
    """The name of a class as it is typed.

    Examples
    --------
    >>> kebab("MixUp"), kebab("SWA"), kebab("UPSTraining")
    ('mix-up', 'swa', 'ups-training')
    """
    import re

    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "-", name).lower()


def rows() -> list[dict[str, str]]:
    """Everything that can be typed, as plain data."""
    listed = [{"kind": "learner", "name": k.spec, "about": k.about, "extra": k.extra} for k in KINDS]
    for name, made in recipes().items():
        about = " ".join(str(made.__doc__ or "").strip().split("\n\n")[0].split())
        listed.append({"kind": "recipe", "name": name, "about": about.rstrip("."), "extra": ""})
    return listed


HEADINGS = {
    "learner": ("Learners", "For `--learner` and `--final`."),
    "recipe": ("Recipes", "For `--recipe`, around any learner; several nest, the first one innermost."),
}
OWN = (
    "`package.module:name` is your own: an object or class with `fit(data, rng)`, a scikit-learn estimator, "
    "or a function. It is imported because you typed it; a project never names it: type it again to resume."
)


@app.command()
def learners(json: Json = False) -> None:
    """List the models that can be trained, and the recipes of training.

    Any of these names goes into --learner and --final, or into --recipe.

        $ labelwise learners

        $ labelwise learners --json
    """
    from labelwise.cli.common import out

    listed = rows()
    if json:
        print_json(listed)
        return
    for kind, (heading, about) in HEADINGS.items():
        cells = [[r["name"], r["about"], r["extra"] or "-"] for r in listed if r["kind"] == kind]
        if cells:
            print_table(
                ["name", "what it is", "extra"], cells, title=f"\n{heading}. {about.replace('`', '')}", left=3
            )
    out().print(f"\n{OWN.replace('`', '')}", markup=False)


def learners_markdown() -> str:
    """The page of learners and recipes.

    Examples
    --------
    >>> "| `logistic` |" in learners_markdown()
    True
    """
    from labelwise.papers.render import table

    note = "<!-- Generated from the table in labelwise.cli.learners; do not edit by hand. -->"
    lead = "What `labelwise label` and `labelwise simulate` train."
    blocks = [note, "# Learners and recipes", lead, OWN]
    for kind, (heading, about) in HEADINGS.items():
        cells = [
            (f"`{r['name']}`", r["about"], r["extra"] and f"`{r['extra']}`")
            for r in rows()
            if r["kind"] == kind
        ]
        if cells:
            blocks += [f"## {heading}", about, table(("name", "what it is", "extra"), cells)]
    return "\n\n".join(blocks) + "\n"
