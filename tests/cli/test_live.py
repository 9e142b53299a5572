"""The live frame shows the numbers it is given."""

from __future__ import annotations

import io

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console

from labelwise.cli.live import BARS, frame, sparkline


def test_sparkline_by_hand():
    assert sparkline([0, 0.5, 1]) == "▁▄█"
    assert sparkline([]) == "" and sparkline([3, 3], 3, 3) == "▁▁"
    assert sparkline([-1, 2]) == "▁█"


@given(st.lists(st.floats(0, 1), min_size=2))
def test_higher_values_never_look_lower(values):
    heights = [BARS.index(c) for c in sparkline(values)]
    ordered = [height for _, height in sorted(zip(values, heights, strict=True))]
    assert ordered == sorted(heights)


def test_frame_shows_labels_and_accuracy():
    screen = Console(file=io.StringIO(), width=100)
    screen.print(frame(30, 200, [0.5, 0.875], 500))
    screen.print(frame(0, 200, [], 500))
    text = screen.file.getvalue()
    assert "30" in text and "87.5%" in text and "500 images" in text and "–" in text
