"""The training process of a project with a learner of the user's own: ``python -m labelwise.cli.training``.

What was typed after --learner, --final and --recipe stands on its command line, never in the project.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from labelwise.cli.learner_spec import Wished, reopened


def main(arguments: Sequence[str] | None = None) -> int:
    """Train for the server as :mod:`labelwise.app.worker` does."""
    from labelwise.app.worker import main as work

    parser = argparse.ArgumentParser(prog="labelwise.cli.training")
    parser.add_argument("store")
    parser.add_argument("--learner")
    parser.add_argument("--final")
    parser.add_argument("--recipe", action="append", default=[])
    given = parser.parse_args(arguments)
    wished = Wished(given.learner, given.final, tuple(given.recipe))
    return work(lambda: reopened(given.store, wished))


def command(store: str, wished: Wished) -> list[str]:
    """What the server runs with the interpreter.

    Examples
    --------
    >>> command("p.db", Wished("mine:net"))
    ['-m', 'labelwise.cli.training', 'p.db', '--learner', 'mine:net']
    """
    return ["-m", "labelwise.cli.training", store, *wished.words]


if __name__ == "__main__":
    sys.exit(main())
