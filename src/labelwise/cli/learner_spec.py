"""What is typed after --learner, --recipe and --final, and the learner that it means."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from labelwise.cli.kinds import KINDS
from labelwise.cli.learners import recipes
from labelwise.cli.own_learner import own
from labelwise.errors import BadParameter, StoreError, UnknownName

if TYPE_CHECKING:
    from labelwise.campaign import Campaign
    from labelwise.pool import Pool
    from labelwise.tasks import Task

LearnerSpec = Annotated[
    str | None,
    typer.Option(
        "--learner", metavar="SPEC", help="From `labelwise learners`, or your own: package.module:name."
    ),
]
FinalSpec = Annotated[
    str | None,
    typer.Option(
        "--final", metavar="SPEC", help="Another learner for the model that is delivered; --learner asks."
    ),
]
RecipeNames = Annotated[
    list[str] | None,
    typer.Option(
        "--recipe",
        metavar="NAME",
        help="How it is trained (with --final: how that one is), from `labelwise learners`; repeatable.",
    ),
]
AGAIN = "As typed to make the project; needed only where that learner is your own."
AgainLearner = Annotated[str | None, typer.Option("--learner", metavar="SPEC", help=AGAIN)]
AgainFinal = Annotated[str | None, typer.Option("--final", metavar="SPEC", help=AGAIN)]
AgainRecipes = Annotated[list[str] | None, typer.Option("--recipe", metavar="NAME", help=AGAIN)]


@dataclass(frozen=True)
class Wished:
    """What the command line says about the learner.

    Parameters
    ----------
    learner, final : str or None
        As typed; None where nothing was.
    recipes : tuple of str
        Names, the innermost first.

    Examples
    --------
    >>> from labelwise.pool import Pool
    >>> from labelwise.tasks import Classification
    >>> Wished("svm").made(Pool(["good", "bad"]), Classification(["pos", "neg"])).estimator
    SVC(kernel='linear')
    """

    learner: str | None = None
    final: str | None = None
    recipes: tuple[str, ...] = ()

    @classmethod
    def of(cls, learner: str | None, final: str | None, recipe: list[str] | None) -> Wished:
        """From the three options."""
        return cls(learner, final, tuple(recipe or ()))

    @property
    def said(self) -> bool:
        """Whether anything was typed."""
        return bool(self.learner or self.final or self.recipes)

    def made(self, pool: Pool, task: Task) -> Any:
        """The learner; None where nothing was typed.

        Raises
        ------
        UnknownName, BadParameter, MissingExtra
            If it cannot be had.
        """
        if not self.said:
            return None
        asks = made(self.learner, pool, task)
        if self.final is None:
            return nested(asks, self.recipes)
        return {"acquire": asks, "final": nested(made(self.final, pool, task), self.recipes)}

    @property
    def words(self) -> list[str]:
        """The same as it is typed."""
        given = [
            ("--learner", self.learner),
            ("--final", self.final),
            *(("--recipe", r) for r in self.recipes),
        ]
        return [word for option, value in given if value for word in (option, value)]


def made(spec: str | None, pool: Pool, task: Task) -> Any:
    """The learner that a text means; the usual one where there is none.

    Raises
    ------
    UnknownName
        If there is none of that name; names near ones.
    BadParameter
        If something is missing behind the colon, or too much.
    MissingExtra
        If a package is not installed.
    """
    from labelwise.learners import default_learner

    if spec is None:
        return default_learner(pool, task)
    name, _, after = spec.partition(":")
    if after.startswith("//"):  # an address, of http or https
        name, after = name.replace("https", "http"), spec.removeprefix("train+")
    kind = next((k for k in KINDS if k.name == name), None)
    if kind is None and after and all(part.isidentifier() for part in f"{name}.{after}".split(".")):
        return own(spec, pool, task)
    if kind is None:
        raise UnknownName.among("learner", spec, [*(k.spec for k in KINDS), "package.module:name"])
    if bool(kind.after) != bool(after) and not kind.after.startswith("["):
        raise BadParameter(f"the learner is {spec!r}", allowed=kind.spec)
    if kind.after == "FOLDER" and not Path(after).is_dir():
        raise BadParameter(
            f"there is no folder {after!r} for {name}", fix="name the folder that holds the model"
        )
    return kind.made(pool, task, str(Path(after).resolve()) if kind.after == "FOLDER" else after)


def nested(learner: Any, names: tuple[str, ...]) -> Any:
    """The learner with recipes around it, the first name innermost.

    Raises
    ------
    UnknownName
        If there is no recipe of a name.
    """
    known = recipes()
    for name in names:
        if name not in known:
            raise UnknownName.among("recipe", name, known)
        learner = known[name](learner)
    return learner


def is_stored(config: Mapping[str, Any]) -> bool:
    """Whether a project can rebuild its learner by itself."""
    return not (isinstance(config["learner"], Mapping) and "pass" in config["learner"])


def refuse_other(store: object, campaign: Campaign, wished: Wished) -> Any:
    """The learner that was typed, unless it is another than the project's; None where it is stored.

    Raises
    ------
    BadParameter
        If it is another one.
    StoreError
        If nothing was typed and the project cannot rebuild its own.
    """
    from labelwise.campaign.setup import learner_config, written

    config = campaign.fold.config
    if not wished.said and is_stored(config):
        return None
    if not wished.said:
        raise StoreError(
            f"{store} does not store its learner, which is your own: {shown(config['learner'])}",
            fix="type it again: --learner package.module:name, and --final and --recipe as they were",
        )
    learner = wished.made(campaign.pool, campaign.task)
    usual = config["learner"] is None
    stored = learner_config(made(None, campaign.pool, campaign.task)) if usual else config["learner"]
    if written(learner_config(learner)) != written(stored):
        raise BadParameter(
            f"{store} was made with {shown(config['learner'])}, not with {' '.join(wished.words)}",
            fix="leave it out, or start a new project with --project",
        )
    return None if is_stored(config) else learner


def shown(stored: Any) -> str:
    """The learner of a project in words.

    Examples
    --------
    >>> shown(None), shown({"pass": "Mine()"})
    ('the usual learner', 'Mine()')
    """
    from labelwise.params import from_config

    if stored is None:
        return "the usual learner"
    return str(stored["pass"]) if "pass" in stored else repr(from_config(stored))


@contextmanager
def reopened(store: str | Path, wished: Wished) -> Iterator[Campaign]:
    """The campaign of a project, with a learner that was typed again where the project does not store it."""
    from labelwise.campaign import Campaign

    with Campaign.open(store, background=True) as first:
        pool, learner = first.pool, refuse_other(store, first, wished)
    with Campaign.open(store, pool=pool, learner=learner) as campaign:
        yield campaign
