"""Stories of campaigns: a realistic one, one in which everything is refused, one full of hostile text."""

from __future__ import annotations

from datetime import UTC, datetime

import numpy as np

from labelwise.report.story import Person, Round, Story, Versions
from labelwise.types import Advice, Estimate, Finding, Picture, Savings, Status

WHEN = datetime(2026, 11, 28, 14, 5, tzinfo=UTC)
LOOKS = (25, 50, 100)
"""Answered reserve items at which a certificate is planned."""

ADVICE = (
    "More labels of this kind will probably bring less than 1 point of accuracy per 100. In benchmark "
    "campaigns this advice came too early in about 1 of 7 cases, and in up to 2 of 5 where the curve was "
    "still rising slowly. Expected of 100 more labels: 0.4 points of accuracy by the answers on random "
    "items (in 9 of 10 resamples at most 1.7) and 0.3 points of accuracy by what the model believes. At this "
    "rate one more point of accuracy costs about 437 EUR. Over the last 100 labels the model changed its "
    "mind on 0.9% of the items it is watched on, so accuracy on these changed by no more. The accuracy is "
    "about 88.8% (81.1 to 93.6%). Certified: at least 79.0%."
)


def wilson(right: float, n: int, z: float) -> tuple[float, float]:
    """Wilson's interval."""
    p, d = right / n, 1 + z * z / n
    half = z * np.sqrt(p * (1 - p) / n + z * z / (4 * n * n)) / d
    middle = (p + z * z / (2 * n)) / d
    return float(middle - half), float(middle + half)


def rounds() -> list[Round]:
    """Twenty-five models of a spam filter: 20 labels a round, a fifth of them random."""
    rng, made, last = np.random.default_rng(7), [], 0
    for t in range(1, 26):
        labels, n = 16 * t, 4 * t
        curve = 0.937 - 0.62 * (labels + 6) ** -0.42 + rng.normal(0, 0.0045)
        if n < 20:
            quality = Estimate(n=n, reason=f"Only {n} of 20 random items are answered")
            made.append(Round(labels, quality, 1.28 * 20 * t))
            continue
        value = round(curve * n) / n if n < 60 else curve
        low, high = wilson(value * n, n, 1.96)
        certificate, look = None, next((k for k in LOOKS if last < k <= n), 0)
        if look:
            certificate = Estimate("accuracy", value, wilson(value * n, n, 2.39)[0], n=n)
        last = n
        quality = Estimate("accuracy", value, low, high, n=n)
        made.append(Round(labels, quality, float(1.28 * 20 * t - 1.1 * max(0, t - 14)), certificate))
    return made


def realistic() -> Story:
    """The campaign of a spam filter, as it may end."""
    way = rounds()
    quality, certificate = way[-1].quality, next(r.certificate for r in way[::-1] if r.certificate)
    savings = Savings(
        labels=350.0,
        low=190.0,
        kind="replay",
        level=0.9,
        reason="In simulated replays each label was worth probably about 1.9 random ones, and at least 1.5 "
        "(model-based, calibrated on benchmark campaigns). Computed at 400 labels and 100 answers "
        "on random items.",
        used=400.0,
        random=590.0,
    )
    status = Status(
        labels=500,
        imported=0,
        skipped=7,
        flagged=2,
        pending=0,
        total=4601,
        cost=way[-1].cost,
        left=387.9,
        classes={"not spam": 268, "spam": 232},
        model="m25",
        behind=0,
        quality=quality,
        savings=savings,
        advice=Advice(
            True,
            ADVICE,
            "believed gain, confirmed by the curve",
        ),
    )
    return Story(
        title="Spam in the support inbox",
        status=status,
        created=WHEN,
        metrics=metrics(),
        certificate=certificate,
        target=0.9,
        rounds=way,
        projection=Estimate(
            "accuracy", min(0.999, (quality.value or 0) + 0.004), quality.value, 0.935, n=100, level=0.9
        ),
        reserve={"not spam": 61, "spam": 39},
        findings=findings(),
        annotators=people(),
        agreement=Estimate("agreement", 0.92, 0.83, 0.966, n=64),
        beyond=Estimate("alpha", 0.836, 0.652, 0.93, n=64),
        unit="EUR",
        versions=Versions("sha256:7c1f9a02e4", "m25", "0.2.0", "3.12.4"),
        command="labelwise report --project inbox.labelwise.db -o report.html",
    )


def metrics() -> list[Estimate]:
    return [
        Estimate("f1 of spam", 0.884, 0.8, 0.934, n=44),
        Estimate("f1 of not spam", 0.928, 0.874, 0.96, n=66),
        Estimate(
            "macro-f1",
            n=100,
            reason="Macro-F1 needs 20 answered items for each class in the rarest; ask 40 more",
        ),
        Estimate("log-loss", 0.243, 0.171, 0.334, n=100, level=0.9, reason="Holds in about 90% of cases"),
        Estimate("accuracy where channel = mail", 0.913, 0.8, 0.965, n=46),
        Estimate("accuracy where channel = web form", 0.871, 0.71, 0.949, n=31),
        Estimate("accuracy where channel = chat", 0.87, 0.679, 0.955, n=23),
        Estimate("accuracy where channel = telephone", n=3, reason="Needs 20 answered items; there are 3"),
        Estimate("calibration error", 0.031, 0.012, 0.072, n=100),
    ]


def people() -> list[Person]:
    return [
        Person("human:anna", 261, 1420.0, Estimate("agreement", 0.95, 0.87, 0.98, n=64), 12, 9),
        Person("human:bert", 198, 1730.0, Estimate("agreement", 0.91, 0.81, 0.96, n=64)),
        Person("llm:small", 64, None, Estimate("agreement", 0.78, 0.66, 0.87, n=64)),
        Person("human:cleo", 12, 96.0, Estimate("agreement", n=3, reason="shares 3 items")),
    ]


def findings() -> list[Finding]:
    rng = np.random.default_rng(3)
    bins = np.arange(0.55, 1.0, 0.1)
    labels = np.arange(40, 401, 40)
    hard = 0.24 + 0.32 * np.exp(-labels / 160)
    return [
        Finding(
            "calibration",
            "Where the model says 90%, it is right in 88 of 100 cases.",
            0.03,
            False,
            Picture(
                "lines",
                bins,
                {"model": np.array([0.52, 0.66, 0.73, 0.86, 0.96]), "perfect": bins},
                {"model": np.array([0.36, 0.5, 0.6, 0.76, 0.92])},
                {"model": np.array([0.68, 0.8, 0.84, 0.93, 0.99])},
                "confidence",
                "accuracy",
            ),
        ),
        Finding(
            "label errors",
            "6 labels are probably wrong; look at them again before you train the last model.",
            6.0,
            True,
            Picture(
                "bars",
                np.array(["not spam, given spam", "spam, given not spam", "newsletter, given not spam"]),
                {"suspected": np.array([3, 2, 1])},
                y_label="labels",
            ),
        ),
        Finding(
            "how hard the questions are",
            "The last questions were still hard: the model got 3 of 10 wrong before it learned from them.",
            0.31,
            False,
            Picture(
                "lines",
                labels,
                {"asked by the strategy": hard, "asked at random": 0.1 + 0.12 * np.exp(-labels / 120)},
                x_label="labels",
                y_label="share wrong before learning",
            ),
        ),
        Finding(
            "redundant questions",
            "3 of 400 questions were nearly the same as an earlier one.",
            0.0075,
            False,
            Picture(
                "bars",
                np.linspace(0.05, 0.95, 10),
                {"questions": np.array([3, 4, 11, 29, 58, 83, 94, 71, 36, 11])},
                x_label="distance to the nearest earlier question",
                y_label="questions",
            ),
        ),
        Finding(
            "what was asked",
            "Questions came from all parts of the data.",
            None,
            False,
            Picture(
                "points",
                rng.normal(0, 1, 160),
                {
                    "asked": np.where(np.arange(160) < 120, rng.normal(0, 1, 160), np.nan),
                    "not asked": np.where(np.arange(160) >= 120, rng.normal(0.4, 1, 160), np.nan),
                },
                x_label="first direction",
                y_label="second direction",
            ),
        ),
        Finding("drift", "Too few random items by week to say whether anything changed over time."),
    ]


def refused() -> Story:
    """A campaign of an hour ago: not one figure is there."""
    status = Status(
        labels=10,
        imported=0,
        skipped=0,
        flagged=0,
        pending=5,
        total=900,
        cost=10,
        left=None,
        classes={},
        model="",
        behind=10,
    )
    rounds_ = [Round(10, Estimate(n=2, reason="only 2 of 20 random items are answered"))]
    return Story(
        "An hour old",
        status,
        WHEN,
        metrics=[Estimate("rmse"), Estimate("f1", reason="no item of this class")],
        certificate=Estimate(),
        target=0.9,
        rounds=rounds_,
        projection=Estimate(),
        agreement=Estimate(reason="nobody shares an item"),
        annotators=[Person("anna", 0, 0.0)],
        findings=[Finding("drift", "Too few items.", None, True)],
    )


BAD = "</style><script>alert(\"x\")</script><img src=x onerror='alert(1)'>&amp;\x00"


def hostile() -> Story:
    """The realistic story with markup wherever a text can stand."""
    real = realistic()
    bad = Estimate(BAD, 0.5, 0.4, 0.6, n=10, reason=BAD)
    picture = Picture(
        "bars", np.array([BAD, "b"]), {BAD: np.array([1, 2]), "z": np.array([2, 1])}, x_label=BAD, y_label=BAD
    )
    kinds = [
        Picture(
            kind,
            picture.x if kind != "points" else np.array([1, 2]),
            picture.series,
            x_label=BAD,
            y_label=BAD,
        )
        for kind in ("bars", "lines", "points")
    ]
    status = Status(
        labels=500,
        imported=0,
        skipped=7,
        flagged=2,
        pending=0,
        total=4601,
        cost=5,
        left=3,
        classes={BAD: 3, "b": 2},
        model=BAD,
        behind=0,
        quality=bad,
        savings=Savings(3.0, 2.0, None, BAD, 0.9, BAD),
        advice=Advice(False, BAD, BAD),
    )
    return Story(
        BAD,
        status,
        WHEN,
        metrics=[bad, Estimate(BAD, reason=BAD)],
        certificate=bad,
        target=0.45,
        rounds=[Round(r.labels, bad, r.cost, bad) for r in real.rounds],
        projection=bad,
        reserve={BAD: 1},
        findings=[Finding(BAD, BAD, 1.0, True, p) for p in kinds],
        annotators=[Person(BAD, 3, 4.0, bad)],
        agreement=bad,
        beyond=bad,
        unit=BAD,
        versions=Versions(BAD, BAD, BAD, BAD),
        command=BAD,
    )
