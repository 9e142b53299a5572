"""Progress that people like to watch."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from rich.table import Table

BARS = "▁▂▃▄▅▆▇█"


def sparkline(values: Sequence[float], low: float = 0.0, high: float = 1.0) -> str:
    """One character a value, as high as the value stands between ``low`` and ``high``.

    Examples
    --------
    >>> sparkline([0.0, 0.5, 1.0])
    '▁▄█'
    """
    top = len(BARS) - 1
    shares = [(v - low) / (high - low) if high > low else 0.0 for v in values]
    return "".join(BARS[int(min(max(share, 0.0), 1.0) * top)] for share in shares)


def frame(labels: int, budget: int, accuracies: Sequence[float], held_out: int) -> Table:
    """What the screen shows while a campaign runs."""
    from rich.progress_bar import ProgressBar
    from rich.table import Table

    grid = Table.grid(padding=(0, 2))
    grid.add_column(style="dim")
    grid.add_column(min_width=6, justify="right")
    grid.add_column()
    grid.add_row("labels", str(labels), ProgressBar(total=budget, completed=labels, width=40))
    shown = f"{100 * accuracies[-1]:.1f}%" if accuracies else "–"
    low, high = min(accuracies, default=0.0), max(accuracies, default=1.0)
    grid.add_row("accuracy", f"[bold]{shown}[/]", f"[green]{sparkline(accuracies, low, high)}[/]")
    grid.add_row("", "", f"[dim]on {held_out} images that are never asked about[/]")
    return grid
