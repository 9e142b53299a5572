"""Pytest plug-in that holds the table of papers to its word.

At the end of a run it compares what the rows claim with what happened. A part (or a named
method) said to work whose proof failed, was skipped or was not collected fails the run. Slow
proofs are judged when the run selects them. A run of some files or by ``-k`` is judged by the
proofs it ran and by nothing else. Switch it on in the ``conftest.py`` of the tests::

    pytest_plugins = ["labelwise.testing.papers_plugin"]

Authors of plug-ins register their own rows instead::

    def pytest_configure(config):
        config.pluginmanager.register(ProofCheck((*PAPERS, *METHODS)))
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from labelwise.papers import rows
from labelwise.papers.table import Method, Paper

WORST_FIRST = ("failed", "xfailed", "skipped", "passed")
OUTPUT = "labelwise_proofs"
Scope = Literal["default", "collected", "part"]
"""The plain run; one that collected everything and ran what ``-m`` chose; anything less."""


def pytest_configure(config: pytest.Config) -> None:
    """Judge the rows that come with labelwise."""
    config.pluginmanager.register(ProofCheck(_own_rows()), "labelwise-proof-check")


@dataclass(frozen=True)
class Claim:
    """Who works because of which proof; ``slow`` is None where the row does not say."""

    owner: str
    proof: str
    slow: bool | None


def claims(table: Iterable[Paper | Method]) -> Iterator[Claim]:
    """Everything that the rows say works.

    Examples
    --------
    >>> from labelwise.papers import papers
    >>> "S113, switch between budget regimes" in [claim.owner for claim in claims(papers())]
    True
    """
    for row in table:
        if isinstance(row, Method):
            yield Claim(f"method {row.name}", row.proof, None)
        else:
            working = (part for part in row.parts if part.state == "works")
            yield from (Claim(f"{row.id}, {part.name}", part.proof, part.slow) for part in working)


class ProofCheck:
    """Watches the proofs of some rows during one run and fails the run for broken ones."""

    def __init__(self, table: Iterable[Paper | Method]) -> None:
        self.claims = tuple(claims(table))
        self.proofs = {claim.proof for claim in self.claims}
        self.collected: dict[str, bool] = {}  # proof -> is it marked slow?
        self.outcomes: dict[str, tuple[str, str]] = {}  # proof -> worst outcome, reason
        self.problems: list[str] = []

    def pytest_itemcollected(self, item: pytest.Item) -> None:
        """Note a proof that exists."""
        if (proof := _proof(item.nodeid)) in self.proofs:
            self.collected[proof] = item.get_closest_marker("slow") is not None

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Keep the worst outcome of all phases and parameters of a proof."""
        proof, outcome = _proof(report.nodeid), _outcome(report)
        if proof in self.proofs and outcome is not None:
            known = self.outcomes.get(proof, outcome)
            self.outcomes[proof] = min(known, outcome, key=lambda o: WORST_FIRST.index(o[0]))

    @pytest.hookimpl(optionalhook=True)
    def pytest_testnodedown(self, node: Any, error: object) -> None:
        """Learn from a finished xdist worker what it collected; only workers collect."""
        self.collected |= getattr(node, "workeroutput", {}).get(OUTPUT, {})

    def pytest_sessionfinish(self, session: pytest.Session, exitstatus: int) -> None:
        """Judge, or on an xdist worker report to the process that judges."""
        config = session.config
        if hasattr(config, "workeroutput"):
            config.workeroutput[OUTPUT] = self.collected
        elif not config.getoption("collectonly"):
            scope = _scope(session, exitstatus)
            self.problems = [problem for claim in self.claims if (problem := self.problem(claim, scope))]
            if self.problems and exitstatus in (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED):
                session.exitstatus = pytest.ExitCode.TESTS_FAILED

    def problem(self, claim: Claim, scope: Scope) -> str:
        """What is wrong with a claim after a run of this scope; empty when nothing is."""
        outcome, reason = self.outcomes.get(claim.proof, ("", ""))
        exists, marked = claim.proof in self.collected, self.collected.get(claim.proof, False)
        if outcome not in ("", "passed"):
            said = f"{outcome}{reason and f': {reason}'}"
        elif exists and claim.slow is not None and marked != claim.slow:
            said = "is marked slow, not so in its row" if marked else "is slow in its row, not marked so"
        elif not exists and scope != "part":
            said = "was not collected: there is no such test"
        elif not outcome and not marked and scope == "default":
            said = "was deselected by a marker other than slow"
        else:
            return ""
        return f"{claim.owner}: {claim.proof} {said}"

    def pytest_terminal_summary(self, terminalreporter: pytest.TerminalReporter) -> None:
        """Print the broken claims."""
        if self.problems:
            terminalreporter.ensure_newline()
            terminalreporter.section("table of papers: said to work, not proven", red=True)
            terminalreporter.write_line("\n".join(self.problems))
            terminalreporter.write_line("Repair the proof, or set the part back to planned in its row.")


def _own_rows() -> list[Paper | Method]:
    names = ("PAPERS", "METHODS")
    return [row for module in rows.modules() for name in names for row in getattr(module, name, ())]


def _proof(nodeid: str) -> str:
    return nodeid.partition("[")[0]


def _outcome(report: pytest.TestReport) -> tuple[str, str] | None:
    if report.failed:
        return "failed", "" if report.when == "call" else f"in {report.when}"
    if report.skipped:
        reason = report.longrepr[2] if isinstance(report.longrepr, tuple) else ""
        expected = hasattr(report, "wasxfail")
        return ("xfailed", "") if expected else ("skipped", reason.removeprefix("Skipped: "))
    return ("passed", "") if report.when == "call" else None


def _scope(session: pytest.Session, exitstatus: int) -> Scope:
    config, given = session.config, [str(arg) for arg in session.config.invocation_params.args]
    if config.args_source is pytest.Config.ArgsSource.ARGS:
        everywhere = config.args == config.getini("testpaths")
    else:
        everywhere = config.invocation_params.dir == config.rootpath
    narrowed = config.getoption("keyword") or config.getoption("lf", False)
    ignoring = any(arg.startswith("--ignore") for arg in given)
    if not everywhere or narrowed or ignoring or exitstatus == pytest.ExitCode.INTERRUPTED:
        return "part"
    own_markers = any(arg.startswith(("-m", "--deselect")) for arg in given)
    return "collected" if own_markers or session.shouldfail or session.shouldstop else "default"
