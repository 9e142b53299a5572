"""Whether the metric of a benchmark can judge its runs, as far as that is known before they are made."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from labelwise.errors import BadData, BadParameter

if TYPE_CHECKING:
    from labelwise.bench.protocols import Protocol
    from labelwise.bench.protocols.tables import Run


def refuse_metric(protocol: Protocol, metric: str) -> None:
    """Refuse a metric that is none, or that judges something else than what a set of scikit-learn holds.

    Of other sets nobody knows what they hold until they are read; a run says it then.

    Parameters
    ----------
    protocol : Protocol
        What is to be run.
    metric : str
        As typed; empty is that of the protocol.

    Raises
    ------
    BadParameter
        If it cannot judge the runs.
    """
    from labelwise.bench.datasets.bundled import BUNDLED, load_bundled
    from labelwise.bench.protocols.scores import scorer
    from labelwise.bench.protocols.settings import check_metric

    wanted = check_metric(metric or protocol.metric)
    bundled = [name.removeprefix("sklearn:") for name in protocol.datasets if name.startswith("sklearn:")]
    for name in [name for name in bundled if name in BUNDLED] if wanted != "auto" else []:
        try:
            scorer(wanted, load_bundled(name).task.output)
        except BadParameter as error:
            raise BadParameter(
                f"{error.problem}, the labels of sklearn:{name}", allowed=error.allowed
            ) from None


def refuse_other_metric(runs: Sequence[Run], wanted: str, path: Path) -> None:
    """Refuse a file of scores by another metric than the one that is wanted.

    Raises
    ------
    BadData
        If there are scores of another one.
    """
    others = sorted({run.metric for run in runs} - {wanted})
    if wanted != "auto" and others:
        raise BadData(
            f"{path} holds scores by {' and by '.join(others)}, and those by {wanted} were asked for",
            fix="take a file for each metric",
        )
