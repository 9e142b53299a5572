"""A page of measurements made of sections, each of which one module of a package makes.

A part is a module with ``run(quick: bool) -> str`` that gives the markdown of its section, heading included
(``## ...``). It stands between ``<!-- part:NAME -->`` and ``<!-- end -->``; a part that the page does not
know yet is put at its end.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import re
import time
from collections.abc import Sequence
from pathlib import Path
from types import ModuleType

DOCS = Path(__file__).resolve().parent.parent / "docs" / "benchmarks"


def parts(package: ModuleType, order: Sequence[str]) -> list[str]:
    """Names of the modules that have ``run``, those of ``order`` first."""
    names = [info.name for info in pkgutil.iter_modules(package.__path__) if info.name != "__main__"]
    found = [n for n in names if hasattr(importlib.import_module(f"{package.__name__}.{n}"), "run")]
    return [n for n in order if n in found] + [n for n in found if n not in order]


def put(page: str, name: str, section: str) -> str:
    """The page with the section of a part replaced or added."""
    made = f"<!-- part:{name} -->\n{section.strip()}\n<!-- end -->"
    place = re.compile(rf"<!-- part:{re.escape(name)} -->.*?<!-- end -->", re.DOTALL)
    if place.search(page):
        return place.sub(lambda _: made, page, count=1)
    return f"{page.rstrip()}\n\n{made}\n"


def main(package: ModuleType, page: str, order: Sequence[str]) -> None:
    """Read the command line, run the parts, and put what they say into the page of that name."""
    parser = argparse.ArgumentParser(prog=f"python -m {package.__name__}")
    parser.add_argument("--quick", action="store_true", help="few repeats; prints and writes nothing")
    parser.add_argument("part", nargs="*", help="all by default")
    given = parser.parse_args()
    known = parts(package, order)
    if unknown := set(given.part) - set(known):
        parser.error(f"no part is named {', '.join(sorted(unknown))}; there are {', '.join(known)}")
    for name in given.part or known:
        began = time.perf_counter()
        section = importlib.import_module(f"{package.__name__}.{name}").run(given.quick)
        print(f"{section}\n\n{name}: {time.perf_counter() - began:.0f} s", flush=True)
        if not given.quick:  # read again: another part may have been written meanwhile
            file = DOCS / page
            file.write_text(put(file.read_text(encoding="utf-8"), name, section), encoding="utf-8")
