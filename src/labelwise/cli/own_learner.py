"""A learner of the user's own, by the name that was typed."""

from __future__ import annotations

import inspect
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

from labelwise.cli.kinds import network
from labelwise.errors import BadParameter

if TYPE_CHECKING:
    from labelwise.pool import Pool
    from labelwise.tasks import Task

ALLOWED = (
    "a learner with fit(data, rng), a scikit-learn estimator, a torch module, a class or function without "
    "parameters that makes one of these, a function (shape, outputs) that makes a torch module, or one of "
    "the items that gives an array of probabilities"
)


def own(spec: str, pool: Pool, task: Task) -> Any:
    """The learner called ``module:name``, imported from the folder of now or from what is installed.

    Raises
    ------
    BadParameter
        If there is no such module or name, or it is nothing that can be trained.
    """
    return adapted(imported(spec), spec, pool, task)


NAMED = {
    "learner": "a name from `labelwise learners`, or package.module:name of your own",
    "data set": "sklearn:, local:, openml: or hf: before a name, or package.module:function of your own",
}
"""What may be named, by what it is for."""


def imported(spec: str, what: str = "learner") -> Any:
    """The object called ``module:name``, which somebody typed as a ``learner`` or a ``data set``.

    Raises
    ------
    BadParameter
        If there is no such module or name.
    """
    import importlib

    module, _, path = spec.partition(":")
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        thing: Any = importlib.import_module(module)
    except ModuleNotFoundError as error:
        if error.name is None or not f"{module}.".startswith(f"{error.name}."):
            raise
        raise BadParameter(
            f"there is no module {error.name!r} for the {what} {spec!r}",
            allowed=NAMED[what],
            fix="check the spelling, run it in the folder of the module, or install its package",
        ) from None
    for name in path.split("."):
        if not hasattr(thing, name):
            raise BadParameter(
                f"{module} has no {path!r}", fix="check the spelling of what stands behind the colon"
            )
        thing = getattr(thing, name)
    return thing


def adapted(thing: Any, spec: str, pool: Pool, task: Task) -> Any:
    """A learner from whatever a user named ``spec``.

    Raises
    ------
    BadParameter
        If it is nothing that can be trained.
    """
    from labelwise.learners import as_learner
    from labelwise.types import Learner

    if is_network(thing):
        return network(made_by(thing) if isinstance(thing, type) else thing, pool, task)
    if not isinstance(thing, type) and (isinstance(thing, Learner) or hasattr(thing, "get_params")):
        return as_learner(thing, pool, task)
    count = required(thing) if callable(thing) else None
    if count == 0:
        return adapted(thing(), spec, pool, task)
    if count == 1:
        from labelwise.learners import BlackBoxLearner

        return as_learner(BlackBoxLearner(thing), pool, task)
    if count == 2:
        return network(thing, pool, task)
    raise BadParameter(f"{spec} is {thing!r}, which cannot be trained", allowed=ALLOWED)


def is_network(thing: Any) -> bool:
    """Whether it is a torch module or a class of them; torch is loaded then."""
    torch = sys.modules.get("torch")
    if torch is None:
        return False
    return (
        issubclass(thing, torch.nn.Module) if isinstance(thing, type) else isinstance(thing, torch.nn.Module)
    )


def made_by(module: Any) -> Any:
    """A function ``(shape, outputs)`` of the name of a class of torch modules."""

    def build(shape: tuple[int, ...], outputs: int) -> Any:
        return module(shape, outputs)

    build.__name__ = module.__name__
    return build


def required(function: Any) -> int:
    """Parameters that a function or class has to be given.

    Examples
    --------
    >>> required(lambda shape, outputs, width=8: None), required(dict)
    (2, 0)
    """
    try:
        given = inspect.signature(function).parameters.values()
    except ValueError:  # some builtin classes have none
        return 0
    kinds = (inspect.Parameter.POSITIONAL_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return sum(p.default is p.empty and p.kind in kinds for p in given)
