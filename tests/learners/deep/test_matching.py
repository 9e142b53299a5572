"""Runs of words and how well they match."""

from __future__ import annotations

import numpy as np
import torch
from sklearn.feature_extraction.text import TfidfVectorizer

from labelwise.learners.deep.matching import LENGTH, Matcher, MatchNet, WordFeed, filled
from labelwise.learners.matching import Matching

TEXTS = ["good film", "a film about a good book", "the book", "a film", ""]


def made(**more):
    network = Matching(("good film", "book"), dims=3, **more)
    feed = WordFeed(network).of(TEXTS)
    torch.manual_seed(0)
    return network, feed, MatchNet(feed.shape, network).eval()


def test_words_are_numbered_by_how_many_texts_have_them():
    _, feed, _ = made()
    assert list(feed.shape.numbers)[:2] == ["film", "a"] and feed.numbers("A film, unheard of") == [2, 1]
    assert list(WordFeed(Matching(("a",), words=1)).of(TEXTS).shape.numbers) == ["film"]
    again = WordFeed(Matching(("a",))).restored(feed.state())
    assert again.shape.numbers == feed.shape.numbers
    np.testing.assert_array_equal(again.shape.vectors, feed.shape.vectors)


def test_the_linear_layer_sees_tf_idf():
    _, feed, net = made()
    vectorizer = TfidfVectorizer(token_pattern=r"\w+").fit(TEXTS)
    expected = vectorizer.transform(TEXTS).toarray()
    found = net.bag(feed.batch(feed.prepare(TEXTS), range(5))["words"]).numpy()
    for word, column in vectorizer.vocabulary_.items():
        np.testing.assert_allclose(
            found[:, feed.shape.numbers[word]], LENGTH * expected[:, column], atol=1e-5
        )


def test_the_best_cosines_of_runs():
    """By hand, with the weights it begins with: runs are means of words."""
    rng = np.random.default_rng(0)
    vectors = np.concatenate([np.zeros((1, 4)), rng.normal(size=(6, 4))]).astype(np.float32)
    matcher = Matcher(vectors, widths=2, best=2)
    text, label = [1, 2, 3, 4], [5, 6]
    seen = {}
    matcher.dense.register_forward_pre_hook(lambda module, given: seen.update(each=given[0]))
    matcher(filled([text]), filled([label]))
    unit = lambda z: z / np.linalg.norm(z)  # noqa: E731
    expected = []
    for n in (1, 2):
        runs = [unit(vectors[text[k : k + n]].mean(axis=0)) for k in range(len(text) - n + 1)]
        labels = [unit(vectors[label[k : k + n]].mean(axis=0)) for k in range(len(label) - n + 1)]
        best = [sorted((float(run @ one) for run in runs), reverse=True)[:2] for one in labels]
        expected.append(np.mean(best, axis=0))
    np.testing.assert_allclose(seen["each"][0, 0].detach().numpy(), np.concatenate(expected), atol=1e-5)


def test_what_is_filled_up_changes_nothing():
    _, feed, net = made()
    ids = feed.prepare(TEXTS)
    with torch.no_grad():
        whole = net(**feed.batch(ids, range(5)))
        alone = torch.cat([net(**feed.batch(ids, [k])) for k in range(5)])
        short = net.matcher(filled([[1]]), filled([[1], [1, 2, 3]]))
        longer = net.matcher(filled([[1], [1, 2, 3]]), filled([[1], [1, 2, 3]]))[:1]
    torch.testing.assert_close(whole, alone)
    torch.testing.assert_close(short, longer)
    assert whole.isfinite().all()


def test_a_matching_text_has_the_higher_score_before_anything_is_learned():
    _, feed, net = made(vectors={"good": np.eye(3)[0], "film": np.eye(3)[1], "book": np.eye(3)[2]})
    with torch.no_grad():
        found = net(**feed.batch(feed.prepare(["good film", "book"]), [0, 1]))
    assert found[0, 0] > found[1, 0] and found[1, 1] > found[0, 1]
