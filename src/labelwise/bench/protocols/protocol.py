"""A benchmark as data: lists of settings whose combinations are its runs."""

from __future__ import annotations

import hashlib
import itertools
import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, fields, replace
from importlib import resources
from pathlib import Path
from typing import Any

from labelwise.bench.protocols.cell import FULL, SETTINGS, Cell, canonical
from labelwise.bench.protocols.settings import checked
from labelwise.errors import BadParameter, UnknownName, did_you_mean

__all__ = ["Protocol", "shipped"]

AXES = {
    "seeds": "seed", "datasets": "dataset", "splits": "split", "imbalances": "imbalance",
    "learners": "learner", "finals": "final", "retrains": "retrain", "noises": "noise", "costs": "cost",
    "starts": "start", "batches": "batch", "budgets": "budget", "strategies": "strategy",
}  # fmt: skip
"""Axis to setting. The first varies slowest: every seed goes over all sets before the next one begins, and
runs that share a split and its encoder stand beside each other."""


@dataclass(frozen=True)
class Protocol:
    """Which runs a benchmark consists of, and how they are judged.

    Parameters
    ----------
    name : str
        One word, such as ``screening``.
    datasets, strategies : sequence of str
        Names.
    seeds : int or sequence of int
        A count k stands for 0 .. k - 1.
    splits, imbalances, starts, batches, budgets, learners, finals, retrains, noises, costs : sequence
        Values of the settings of :class:`~labelwise.bench.protocols.Cell`.
    pool_rows, test_rows : int
        At most so many items to ask about and to score on; 0 is no limit.
    metric : str
        What is shown first; see :data:`labelwise.bench.protocols.scores.METRICS`. ``auto`` goes by the task.
    target : float
        Labels are counted up to this share of the score with all labels.
    baseline : str
        What the others are held against.
    full : bool
        Whether there are runs with all labels, which ``target`` needs.
    exclude : sequence of mappings
        Runs whose settings are among all of the values named in one of them are left out.
    about : str
        What it is for, in a sentence.

    Raises
    ------
    BadParameter
        For values that cannot be used.

    Notes
    -----
    What is recorded with every run follows the list of S074: seed, first labels, retraining, learner,
    budget, versions.

    Examples
    --------
    >>> protocol = Protocol("two", ["iris", "wine"], ["margin", "random"], seeds=2, full=False)
    >>> [(c.seed, c.dataset, c.strategy) for c in protocol.cells()][:3], protocol.size
    ([(0, 'iris', 'margin'), (0, 'iris', 'random'), (0, 'wine', 'margin')], 8)
    """

    name: str
    datasets: Sequence[str]
    strategies: Sequence[str]
    seeds: int | Sequence[int] = 5
    splits: Sequence[str] = ("random:0.3",)
    imbalances: Sequence[float] = (0.0,)
    starts: Sequence[int] = (0,)
    batches: Sequence[int] = (20,)
    budgets: Sequence[str | int] = ("400",)
    learners: Sequence[str] = ("",)
    finals: Sequence[str] = ("",)
    retrains: Sequence[str] = ("",)
    noises: Sequence[float] = (0.0,)
    costs: Sequence[str] = ("unit",)
    pool_rows: int = 2000
    test_rows: int = 2000
    metric: str = "auto"
    target: float = 0.95
    baseline: str = "random"
    full: bool = True
    exclude: Sequence[Mapping[str, Any]] = ()
    about: str = field(default="", compare=False)

    def __post_init__(self) -> None:
        for name, value in checked(asdict(self)).items():
            object.__setattr__(self, name, value)
        if self.baseline != "random":  # chance is what others are held against where it has run
            self._check_baseline()
        self._check_rules()

    def _check_baseline(self) -> None:
        if self.baseline not in self.strategies:
            raise BadParameter(
                f"the baseline of the protocol {self.name!r} is {self.baseline!r}, which is not run",
                allowed=", ".join(self.strategies),
                fix=did_you_mean(self.baseline, self.strategies) or "add it to the strategies",
            )

    def _check_rules(self) -> None:
        """Refuse a rule that takes nothing out, and rules that leave nothing."""
        axis_of = {setting: axis for axis, setting in AXES.items()}
        for rule in self.exclude:
            for name, values in rule.items():
                known = getattr(self, axis_of[name]) if name in axis_of else (getattr(self, name),)
                if not any(value in known for value in values):
                    raise BadParameter(
                        f"a rule of exclude in the protocol {self.name!r} matches no run: it says "
                        f"{name} = {values}",
                        allowed=", ".join(map(repr, known)),
                        fix="correct the value, or delete the rule",
                    )
        if next(self.cells(), None) is None:
            raise BadParameter(
                f"the rules of exclude leave no run of the protocol {self.name!r}", fix="delete one of them"
            )

    @classmethod
    def read(cls, path: str | Path) -> Protocol:
        """The protocol of a TOML file, or a shipped one by its name.

        Raises
        ------
        BadParameter
            If the file cannot be read, a key is unknown, or a value cannot be used.
        UnknownName
            If there is neither such a file nor a shipped protocol of that name.
        """
        file = Path(path)
        if not file.is_file():
            if str(path) not in shipped():
                raise UnknownName.among("protocol or file", str(path), shipped())
            file = _folder() / f"{path}.toml"
        try:
            data = tomllib.loads(file.read_text("utf-8"))
        except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
            raise BadParameter(f"{file.name} is no TOML file: {error}", fix="mend it there") from None
        known = [f.name for f in fields(cls)]
        if unknown := sorted(set(data) - set(known)):
            raise BadParameter(
                f"{file.name} has the key{'s' * (len(unknown) > 1)} {', '.join(unknown)}",
                allowed=", ".join(known),
                fix=" ".join(filter(None, (did_you_mean(name, known) for name in unknown))),
            )
        missing = [name for name in ("datasets", "strategies") if name not in data]
        if missing:
            raise BadParameter(f"{file.name} has no {' and no '.join(missing)}", fix="add a list of names")
        made = cls(**{"name": file.stem, **data})
        if "baseline" in data:
            made._check_baseline()
        return made

    @property
    def hash(self) -> str:
        """Stands for all that is said here but ``about``; stored with every run."""
        said = {k: v for k, v in asdict(self).items() if k != "about"}
        return hashlib.sha256(canonical(said).encode()).hexdigest()[:16]

    def cells(self) -> Iterator[Cell]:
        """The runs, one by one: all combinations of the settings without those that are excluded."""
        lists = [getattr(self, axis) for axis in AXES]
        limits: dict[str, Any] = {"pool_rows": self.pool_rows, "test_rows": self.test_rows}
        done = set[str]()
        for values in itertools.product(*lists):
            cell = Cell(**dict(zip(AXES.values(), values, strict=True)), **limits)
            if any(_among(cell, rule) for rule in self.exclude):
                continue
            if self.full and (whole := with_all_labels(cell)).id not in done:
                done.add(whole.id)
                yield whole
            yield cell

    @property
    def size(self) -> int:
        """How many runs there are."""
        return sum(1 for _ in self.cells())


def with_all_labels(cell: Cell) -> Cell:
    """The run whose score is the most that the labels of the pool give, for the model that is scored.

    Examples
    --------
    >>> with_all_labels(Cell("iris", "margin", 3, batch=5, noise=0.2)).strategy
    'all-labels'
    """
    rule = cell.split == "rebenchmark"  # the first labels decide whether the seed counts
    alone = cell.final or cell.learner
    plain: dict[str, Any] = {"budget": "all", "learner": alone, "final": "", "noise": 0.0, "cost": "unit"}
    start = cell.start if rule else 0
    return replace(cell, strategy=FULL, start=start, batch=1, retrain="", **plain)


def shipped() -> list[str]:
    """Names of the protocols that come with labelwise.

    Examples
    --------
    >>> "screening" in shipped()
    True
    """
    return sorted(file.stem for file in _folder().glob("*.toml"))


def _folder() -> Path:
    return Path(str(resources.files("labelwise.bench.protocols")))


def _among(cell: Cell, rule: Mapping[str, Any]) -> bool:
    return all(getattr(cell, name) in values for name, values in rule.items())


assert set(AXES.values()) | {"pool_rows", "test_rows"} == set(SETTINGS)
