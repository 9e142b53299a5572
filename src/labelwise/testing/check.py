"""One call a piece: it runs every check of its family and says in one error all that is broken.

For the tests of whoever writes a piece, here or in a plug-in::

    from labelwise.testing import check_measure, check_selector

    def test_contract():
        check_measure(my_measure)
        check_selector(MySelector(radius=0.5))

A learner subclasses :class:`~labelwise.testing.learner_suite.LearnerSuite`, a store
:class:`~labelwise.testing.store_suite.StoreSuite`; pytest then finds their tests.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Callable, Iterable
from typing import Any


def check_measure(measure: Any) -> None:
    """Run the contract of measures: finite, pure, higher is sooner, the same in chunks and threads.

    Parameters
    ----------
    measure : callable
        Its parameter names are View arrays, of which :func:`labelwise.testing.examples.arrays` has some.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.measures import margin
    >>> check_measure(margin)
    >>> check_measure(lambda proba: -margin(proba))
    Traceback (most recent call last):
    AssertionError: <lambda> breaks 1 of ... checks of a measure:
    - higher_is_sooner: Where the score depends on ``proba`` alone: equal classes first, a certain one last.
    """
    _run("measure", measure)


def check_representation(representation: Any) -> None:
    """Run the contract of representations, or of a transform, which is put behind an embedding.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.representations import L2
    >>> check_representation(L2())
    """
    _run("representation", representation)


def check_candidates(stage: Any) -> None:
    """Run the contract of candidates stages: a part of what they were given, reproducible.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.candidates import Subsample
    >>> check_candidates(Subsample(10))
    """
    _run("candidates", stage)


def check_selector(selector: Any) -> None:
    """Run the contract of selectors, and that of the strategy around one.

    Parameters
    ----------
    selector : selector
        Gets a measure and points as its ``takes`` says.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.selectors import KCenter
    >>> check_selector(KCenter())
    """
    _run("selector", selector)


def check_gate(gate: Any) -> None:
    """Run the contract of gates: pure, storable, the same in any blocks, never beyond the limit.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.streams import Bernoulli
    >>> check_gate(Bernoulli())
    """
    _run("gate", gate)


def check_strategy(strategy: Any) -> None:
    """Run the contract of everything with ``select``: strategies and policies.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.papers import resolve
    >>> check_strategy(resolve("k-center"))
    """
    _run("strategy", strategy)


def check_task(case: Any) -> None:
    """Run the contract of tasks: which answers are valid, what they teach, how labels are written.

    Parameters
    ----------
    case : TaskCase
        The task with answers, items and outputs to try it on.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.tasks import Regression
    >>> from labelwise.testing.task_cases import TaskCase
    >>> import numpy as np
    >>> check_task(TaskCase(Regression(low=0), values=(1.5, "2"), bad=("much", -1), output=np.arange(6.0)))
    """
    _run("task", case)


def check_form(form: Any) -> None:
    """Run the contract of forms: how a question is put, what it costs, how its answer is read.

    Parameters
    ----------
    form : Form or FormCase
        A form for questions about one of three classes; a case also says for which task and truths.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.tasks.forms import YesNo
    >>> check_form(YesNo(0.01))
    """
    _run("form", form)


def check_router(router: Any) -> None:
    """Run the contract of routers: one annotator a row or nobody, never one who answered it.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.annotators import LabelMinority
    >>> check_router(LabelMinority())
    """
    _run("router", router)


def check_stopping(rule: Any) -> None:
    """Run the contract of stopping rules: silent at first, stopping on a plateau and never on a slope.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.evaluation.stopping import Confirmed
    >>> check_stopping(Confirmed())
    """
    _run("stopping", rule)


def check_chooser(chooser: Any) -> None:
    """Run the contract of what gives slots to strategies, alone and within ``Interleave``.

    Raises
    ------
    AssertionError
        A check failed; the message names every one that did.

    Examples
    --------
    >>> from labelwise.policies import Tailor
    >>> check_chooser(Tailor())
    """
    _run("chooser", chooser)


def check_rows(source: Any) -> None:
    """Run the contract of rows of the table, as an entry point names them.

    Every part that works is where its row says; every method builds the same strategy each time,
    and that keeps the contract of strategies. Whether the proofs pass is watched by
    :class:`~labelwise.testing.papers_plugin.ProofCheck`.

    Parameters
    ----------
    source : module or object
        With ``PAPERS``, ``METHODS`` or both.

    Raises
    ------
    AssertionError
        A row is wrong.

    Examples
    --------
    >>> from labelwise.papers.rows import s061_s070
    >>> check_rows(s061_s070)
    """
    for paper in getattr(source, "PAPERS", ()):
        for part in paper.parts:
            assert part.state != "works" or pkgutil.resolve_name(part.where), part
    for method in getattr(source, "METHODS", ()):
        assert method.strategy() == method.strategy(), f"{method.name} builds another strategy every time"
        check_strategy(method.strategy())


def _run(family: str, piece: Any) -> None:
    checks: Iterable[Callable[[Any], None]]
    checks = importlib.import_module(f"labelwise.testing.{family}_suite").CHECKS
    failed = {check: error for check in checks if (error := _error(check, piece)) is not None}
    if failed:
        name = getattr(piece, "__name__", None) or repr(piece)
        lines = [f"{name} breaks {len(failed)} of {len(tuple(checks))} checks of a {family}:"]
        lines += [f"- {check.__name__}: {check.__doc__}{_said(error)}" for check, error in failed.items()]
        raise AssertionError("\n".join(lines)) from next(iter(failed.values()))


def _said(error: Exception) -> str:
    text = str(error).strip() if isinstance(error, AssertionError) else f"{type(error).__name__}: {error}"
    return "".join(f"\n    {line}" for line in text.splitlines() if line.strip())


def _error(check: Callable[[Any], None], piece: Any) -> Exception | None:
    """What a check raised; a broken piece may raise anything."""
    try:
        check(piece)
    except Exception as error:
        return error
    return None
