"""``labelwise learners``: the models by name, and the recipes of training."""

from __future__ import annotations

from typing import Any

from labelwise.cli.common import Json, app, print_json, print_table
from labelwise.cli.kinds import KINDS


def recipes() -> dict[str, Any]:
    """The recipes of training by the name that ``--recipe`` takes: those that need nothing but a learner.

    Examples
    --------
    >>> all(name == name.lower() for name in recipes())
    True
    """
    import dataclasses

    import labelwise.training as training
    from labelwise.training.recipe import Recipe

    def plain(thing: Any) -> bool:
        if not (isinstance(thing, type) and issubclass(thing, Recipe)):
            return False
        unset = dataclasses.MISSING
        given = [f for f in dataclasses.fields(thing) if f.init and f.default is f.default_factory is unset]
        return [f.name for f in given] == ["learner"]

    made = [getattr(training, name) for name in training.__all__]
    return {kebab(thing.__name__): thing for thing in made if plain(thing)}


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
    """Everything that can be typed, as plain data without markup."""
    return [{**row, "about": unmarked(row["about"])} for row in described()]


def described() -> list[dict[str, str]]:
    """The same in the words of the docstrings."""
    listed = [{"kind": "learner", "name": k.spec, "about": k.about, "extra": k.extra} for k in KINDS]
    for name, made in recipes().items():
        about = " ".join(str(made.__doc__ or "").strip().split("\n\n")[0].split())
        listed.append({"kind": "recipe", "name": name, "about": about.rstrip("."), "extra": ""})
    return listed


def unmarked(text: str) -> str:
    """A text as it is read in a terminal: code and names of classes without what marks them.

    Examples
    --------
    >>> unmarked("gives ``alpha``, as :class:`~labelwise.training.MixUp` does for `mlp`")
    'gives alpha, as MixUp does for mlp'
    """
    import re

    return re.sub(r"(?::[a-z]+)+:`(?:~[\w.]*\.)?([^`]+)`", r"\1", text).replace("`", "")


HEADINGS = {
    "learner": ("Learners", "For `--learner` and `--final`."),
    "recipe": ("Recipes", "For `--recipe`, around any learner; several nest, the first one innermost."),
}
OWN = (
    "`package.module:name` is your own: an object or class with `fit(data, rng)`, a scikit-learn estimator, "
    "a torch module, or a function that makes or is one. It is imported because you typed it; a project "
    "never names it: type it again to resume."
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
                ["name", "what it is", "extra"], cells, title=f"\n{heading}. {unmarked(about)}", left=3
            )
    out().print(f"\n{unmarked(OWN)}", markup=False)


def learners_markdown() -> str:
    """The page of learners and recipes.

    Examples
    --------
    >>> "| `logistic` |" in learners_markdown()
    True
    """
    from labelwise.papers.render import table

    note = "<!-- Generated from the table in labelwise.cli.learners; do not edit by hand. -->"
    lead = "What `labelwise label` and `labelwise simulate` train: [how](guide/learners.md)."
    blocks = [note, "# Learners and recipes", lead, OWN]
    for kind, (heading, about) in HEADINGS.items():
        cells = [
            (f"`{r['name']}`", r["about"], r["extra"] and f"`{r['extra']}`")
            for r in described()
            if r["kind"] == kind
        ]
        if cells:
            blocks += [f"## {heading}", about, table(("name", "what it is", "extra"), cells)]
    return "\n\n".join(blocks) + "\n"
