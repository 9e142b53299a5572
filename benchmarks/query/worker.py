"""One side of one case: waits for a line, runs one call, prints what it took."""

from __future__ import annotations

import gc
import json
import resource
import sys
import time
import warnings

from benchmarks.query.cases import load


def status(name: str) -> int:
    """Bytes that the system notes about this process."""
    with open("/proc/self/status") as lines:
        return next(int(line.split()[1]) * 1024 for line in lines if line.startswith(f"{name}:"))


def forget_peak() -> None:
    """Let the peak of memory begin anew at what is resident at present."""
    with open("/proc/self/clear_refs", "w") as refs:
        refs.write("5")


def main(name: str, side: str) -> None:
    """Serve calls until standard input ends."""
    warnings.simplefilter("ignore")
    made = load()[name]
    if side == "floor":
        call = made.floor() if made.floor else None
    else:
        ours, theirs = made.make()
        call = ours if side == "ours" else theirs
    if not callable(call):
        print(json.dumps({"missing": call or "no peer has it"}), flush=True)
        return
    print(json.dumps({"ready": True}), flush=True)
    for _ in sys.stdin:
        gc.collect()
        forget_peak()
        base, file = status("VmRSS"), status("RssFile")
        start, used = time.perf_counter(), resource.getrusage(resource.RUSAGE_SELF)
        call()
        took, now = time.perf_counter() - start, resource.getrusage(resource.RUSAGE_SELF)
        cpu = now.ru_utime + now.ru_stime - used.ru_utime - used.ru_stime
        mapped = max(0, status("RssFile") - file)  # pages of a memory map are the system's to keep
        extra = max(0, status("VmHWM") - base - mapped)
        print(json.dumps({"wall": took, "cpu": cpu, "extra": extra}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
