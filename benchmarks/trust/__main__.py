"""Run the parts and put what they say into docs/benchmarks/trust.md.

python -m benchmarks.trust                all parts
python -m benchmarks.trust figures        one part, or several
python -m benchmarks.trust --quick figures    few repeats; prints and writes nothing

A part is a module of this package with ``run(quick: bool) -> str`` that gives the markdown of its
section, heading included (``## ...``). It stands between ``<!-- part:NAME -->`` and ``<!-- end -->``;
a part that the page does not know yet is put at its end.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import time
from pathlib import Path

import benchmarks.trust

PAGE = Path(__file__).resolve().parent.parent.parent / "docs" / "benchmarks" / "trust.md"
ORDER = ("figures", "crossed", "testing", "savings", "stopping", "models", "numbers", "speed")


def parts() -> list[str]:
    """Names of the modules that have ``run``, those of :data:`ORDER` first."""
    names = [info.name for info in pkgutil.iter_modules(benchmarks.trust.__path__) if info.name != "__main__"]
    found = [n for n in names if hasattr(importlib.import_module(f"benchmarks.trust.{n}"), "run")]
    return [n for n in ORDER if n in found] + [n for n in found if n not in ORDER]


def put(page: str, name: str, section: str) -> str:
    """The page with the section of a part replaced or added."""
    made = f"<!-- part:{name} -->\n{section.strip()}\n<!-- end -->"
    place = re.compile(rf"<!-- part:{re.escape(name)} -->.*?<!-- end -->", re.DOTALL)
    if place.search(page):
        return place.sub(lambda _: made, page, count=1)
    return f"{page.rstrip()}\n\n{made}\n"


def main() -> None:
    """Read the command line and run."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.trust")
    parser.add_argument("--quick", action="store_true", help="few repeats; prints and writes nothing")
    parser.add_argument("part", nargs="*", help="all by default")
    given = parser.parse_args()
    known = parts()
    if unknown := set(given.part) - set(known):
        parser.error(f"no part is named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in given.part or known:
        began = time.perf_counter()
        section = importlib.import_module(f"benchmarks.trust.{name}").run(given.quick)
        print(f"{section}\n\n{name}: {time.perf_counter() - began:.0f} s", flush=True)
        if not given.quick:  # read again: another part may have been written meanwhile
            PAGE.write_text(put(PAGE.read_text(encoding="utf-8"), name, section), encoding="utf-8")


if __name__ == "__main__":
    main()
