"""S096: ten random pixels among the most uncertain twentieth of every image, one key each."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any, ClassVar

import numpy as np
import pytest
from scipy.ndimage import gaussian_filter
from scipy.spatial.distance import pdist
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

import labelwise as lw
from labelwise.bench.curves import Difference, difference
from labelwise.bench.part_metrics import mean_iou
from labelwise.bench.rounds import play
from labelwise.candidates import Top
from labelwise.learners.encoders import PixelFeatures
from labelwise.learners.parts import PartLearner
from labelwise.measures import margin
from labelwise.papers.rows.s096_s100 import pixelpick
from labelwise.selectors import Quota, Random, TopK
from labelwise.strategy import Parted, View
from labelwise.tasks.pixels import Pixels
from labelwise.types import Query

NAMES = (
    "Sky", "Building", "Pole", "Road", "Pavement", "Tree", "SignSymbol", "Fence", "Car", "Pedestrian",
    "Bicyclist",
)  # fmt: skip


def features(images: np.ndarray) -> np.ndarray:
    return PixelFeatures().transform(images)


class Given(PixelFeatures):
    """Features that are known already: all campaigns of a comparison share one pool."""

    known: ClassVar[dict[bytes, np.ndarray]] = {}

    def transform(self, images: Any) -> np.ndarray:
        key = np.ascontiguousarray(images).tobytes()
        if key not in self.known:
            self.known[key] = super().transform(images)
        return self.known[key]


@dataclass(frozen=True, eq=False)
class Streets:
    """Images and their classes to label, and others to score on; class ``len(names)`` is void."""

    x: np.ndarray
    y: np.ndarray
    test_x: np.ndarray
    test_y: np.ndarray
    names: tuple[str, ...]

    def campaign(self, seed: int, strategy: Any) -> lw.Campaign:
        pool = lw.Pool(self.x, columns={"void": self.y == len(self.names)})
        learner = PartLearner(make_pipeline(StandardScaler(), LogisticRegression(max_iter=300)), Given())
        task = Pixels(self.names, void="void")
        return lw.Campaign(pool, task, learner=learner, strategy=strategy, trust=None, seed=seed)

    def answer(self, query: Query) -> str:
        y, x = map(int, query.part[1:].split(","))
        return self.names[self.y[int(query.item), y, x]]

    @cached_property
    def test_features(self) -> np.ndarray:
        return features(self.test_x)

    def score(self, campaign: lw.Campaign) -> float:
        predicted = campaign.model.proba(self.test_features).argmax(axis=-1)
        return mean_iou(self.test_y.reshape(predicted.shape), predicted, len(self.names))

    def curve(self, seed: int, strategy: Any, first: int, counts: tuple[int, ...]) -> list[float]:
        """Mean IoU at each count of pixels an image; ``first`` random ones come before."""
        images, steps = len(self.x), np.diff((first, *counts))
        rounds = [(first * images, even_random(first))]
        rounds += [(int(k) * images, strategy(int(k))) for k in steps]
        return play(self.campaign(seed, even_random(first)), self.answer, rounds, self.score)[1:]

    def compare(self, seeds: int, first: int, counts: tuple[int, ...]) -> list[Difference]:
        """Margin against random pixels at each count, over paired seeds."""
        a, b = (
            np.array([self.curve(seed, strategy, first, counts) for seed in range(seeds)])
            for strategy in (pixelpick, even_random)
        )
        return [difference("pixelpick", "random", a[:, k], b[:, k]) for k in range(len(counts))]


def even_random(each: int) -> lw.Strategy:
    return lw.Strategy(selector=Quota(Random(), by="item", each=each))


def shapes(seed: int, images: int = 8, size: tuple[int, int] = (40, 56)) -> tuple[np.ndarray, np.ndarray]:
    """Textured ground with a road, blocks and small signs; a void frame of two pixels."""
    rng = np.random.default_rng(seed)
    h, w = size
    y = np.zeros((images, h, w), np.int64)
    rows, columns = np.mgrid[:h, :w]
    for k in range(images):
        y[k][rows > h * rng.uniform(0.6, 0.8)] = 1
        for _ in range(3):
            top, left = rng.integers(4, h - 16), rng.integers(4, w - 16)
            y[k][top : top + rng.integers(6, 14), left : left + rng.integers(6, 14)] = 2
        for _ in range(2):
            top, left = rng.integers(4, h - 8), rng.integers(4, w - 8)
            y[k][top : top + 4, left : left + 4] = 3
    colours = np.array([[110, 150, 200], [110, 110, 115], [150, 110, 90], [200, 60, 60]])
    x = colours[y] + rng.normal(size=(images, h, w, 3)) * np.array([12, 25, 30, 20])[y][..., None]
    x += 20 * np.sin(columns / 1.5)[..., None] * (y == 2)[..., None]
    x = gaussian_filter(x, (0, 1, 1, 0))
    y[:, :2] = y[:, -2:] = 4
    return x.clip(0, 255).astype(np.uint8), y


@pytest.fixture(scope="module")
def synthetic() -> Streets:
    (x, y), (test_x, test_y) = shapes(0), shapes(1, images=12)
    return Streets(x, y, test_x, test_y, ("ground", "road", "block", "sign"))


def load(folder: Any, step: int = 1, stride: int = 1) -> Streets:
    """CamVid: every ``step``-th image to label, every ``stride``-th row, column and image to score on."""
    x, y = (np.load(folder / "camvid_small" / "train.npz")[k][::step, ::stride, ::stride] for k in "XY")
    tx, ty = (np.load(folder / "camvid_small" / "val.npz")[k][::stride, ::stride, ::stride] for k in "XY")
    return Streets(x, y.astype(np.int64), tx, ty.astype(np.int64), NAMES)


def top_share(proba: np.ndarray, open_pixels: np.ndarray, share: float = 0.05) -> set[int]:
    """Pixels of one image among the most uncertain share of those that are open."""
    two = np.sort(proba, axis=1)[:, -2:]
    gap = np.where(open_pixels, two[:, 1] - two[:, 0], np.inf)
    count = int(np.ceil(share * open_pixels.sum()))
    return set(np.flatnonzero(gap <= np.sort(gap)[count - 1]).tolist())


def test_picks_are_new_never_void_and_in_the_top_share_of_their_image(synthetic):
    images, each = len(synthetic.x), 10
    campaign = synthetic.campaign(0, pixelpick(each))
    first = campaign.ask(each * images)
    campaign.tell(first, [synthetic.answer(q) for q in first])
    asked = {(q.item, q.part) for q in first}
    x = features(synthetic.x)
    for _ in range(3):
        proba = campaign.model.proba(x)
        batch = campaign.ask(each * images)
        taken = {(q.item, q.part) for q in batch}
        assert len(taken) == each * images and not taken & asked
        for k in range(images):
            closed = {p for i, p in asked if i == str(k)}
            names = [f"p{r},{c}" for r in range(40) for c in range(56)]
            void = (synthetic.y[k] == 4).ravel()
            open_pixels = ~void & np.array([name not in closed for name in names])
            mine = [names.index(p) for i, p in taken if i == str(k)]
            assert len(mine) == each and not void[mine].any()
            assert set(mine) <= top_share(proba[k], open_pixels)
        campaign.tell(batch, [synthetic.answer(q) for q in batch])
        asked |= taken


def picks_apart(strategy: lw.Strategy, campaign: lw.Campaign) -> float:
    """Mean distance between two pixels of one image that ``strategy`` picks under the campaign's model."""
    subject, (pool, _) = campaign.brain.subject, campaign.brain.inputs()
    view = View(Parted(pool, subject.units), campaign.model)
    rows = strategy.select(view, 10 * len(pool), np.random.default_rng(0)).indices
    image, place = subject.units.parents(rows), subject.units.coords[rows].astype(float)
    return float(np.mean([pdist(place[image == k]).mean() for k in range(len(pool))]))


def test_random_among_the_top_share_covers_more_than_the_top_ten():
    """Plain top-10 clumps, with this learner: the mean distance between an image's picks shows it."""
    plain = lw.Strategy(measure=margin, selector=Quota(TopK(), by="item", each=10))
    gaps = []
    for seed in range(6):
        x, y = shapes(seed)
        streets = Streets(x, y, x, y, ("ground", "road", "block", "sign"))
        campaign = streets.campaign(seed, even_random(10))
        play(campaign, streets.answer, [(80, None)], lambda c: None)
        gaps.append(picks_apart(pixelpick(10), campaign) - picks_apart(plain, campaign))
    assert np.mean(gaps) > 0.5


def test_the_answers_of_other_pixels_do_not_matter(synthetic):
    """The loss is over labelled pixels: other truths elsewhere give the same model."""
    other = Streets(synthetic.x, synthetic.y.copy(), synthetic.test_x, synthetic.test_y, synthetic.names)
    a, b = (s.campaign(0, pixelpick(5)) for s in (synthetic, other))
    for campaign, truth in ((a, synthetic), (b, other)):
        batch = campaign.ask(5 * len(truth.x))
        seen = {(int(q.item), *map(int, q.part[1:].split(","))) for q in batch}
        if campaign is b:
            kept = other.y.copy()
            other.y[kept < 4] = 3 - kept[kept < 4]
            for place in seen:
                other.y[place] = kept[place]
        campaign.tell(batch, [truth.answer(q) for q in batch])
    x = features(synthetic.test_x)
    np.testing.assert_array_equal(a.model.proba(x), b.model.proba(x))


def test_margin_beats_random_pixels_on_shapes(synthetic):
    gain = synthetic.compare(seeds=3, first=5, counts=(15, 30))[-1]
    print(said((30,), [gain]))
    assert gain.mean > 0


def test_a_campaign_of_pixels_is_kept_and_exported(synthetic, tmp_path):
    pool = lw.Pool(synthetic.x, columns={"void": synthetic.y == 4})
    learner = PartLearner(LogisticRegression(max_iter=300), PixelFeatures())
    task = Pixels(synthetic.names, void="void")
    campaign = lw.Campaign(
        pool, task, learner=learner, strategy=pixelpick(2), store=tmp_path / "p.db", trust=None
    )
    batch = campaign.ask(16)
    campaign.tell(batch, [synthetic.answer(q) for q in batch])
    campaign.close()
    with lw.Campaign.open(tmp_path / "p.db", pool=pool, learner=learner) as again:
        table = again.export()
        assert table.num_rows == 16 == again.status().labels
        assert set(zip(table["id"].to_pylist(), table["part"].to_pylist(), strict=True)) == {
            (q.item, q.part) for q in batch
        }
        told = dict(zip(((q.item, q.part) for q in batch), map(synthetic.answer, batch), strict=True))
        rows = zip(*(table[c].to_pylist() for c in ("id", "part", "label")), strict=True)
        assert all(told[item, part] == label for item, part, label in rows)
        fresh = again.ask(16)
        assert not {(q.item, q.part) for q in fresh} & set(told)


def said(counts: tuple[int, ...], gains: list[Difference]) -> str:
    lines = [
        f"  {count} pixels an image: mean IoU {g.mean:+.4f}, 95% interval {g.low:+.4f} to {g.high:+.4f} "
        f"({g.seeds} seeds)"
        for count, g in zip(counts, gains, strict=True)
    ]
    return "\n".join(["margin among the top 5% minus random pixels:", *lines])


def test_twenty_street_scenes_at_half_size(data_dir):
    gain = load(data_dir, step=18, stride=2).compare(seeds=4, first=5, counts=(20,))
    print(said((20,), gain))
    assert gain[0].mean > 0


@pytest.mark.slow
def test_all_street_scenes(data_dir, capsys):
    """All 367 images, 4.3 million pixels to choose from."""
    counts = (5, 10, 20)
    gains = load(data_dir).compare(seeds=5, first=2, counts=counts)
    with capsys.disabled():
        print(said(counts, gains))
    assert all(gain.mean > 0 for gain in gains)


def test_the_strategy_is_a_composition():
    assert pixelpick(10) == lw.Strategy(
        candidates=(Top(margin, share=0.05, by="item"),), selector=Quota(Random(), by="item", each=10)
    )
