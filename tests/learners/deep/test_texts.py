"""Texts as tensors, and the network on top of a transformer."""

from __future__ import annotations

import numpy as np
import pytest
import torch

from labelwise.errors import BadData, BadParameter
from labelwise.learners.deep.texts import TokenFeed, pool, text_net


def test_a_batch_is_filled_up_on_the_right(bert):
    feed = TokenFeed(str(bert), None).of(["good"])
    found = feed.batch(feed.prepare(["good film", "", "bad dull film"]), np.array([0, 2]))
    assert found["attention_mask"].tolist() == [[1, 1, 1, 1, 0], [1, 1, 1, 1, 1]]
    assert found["input_ids"][0, -1] == feed.tokens.pad_token_id
    assert feed.example()["input_ids"].shape == (1, 1)


def test_what_is_filled_up_changes_nothing(bert):
    net, feed = text_net(str(bert), 3, "mean", 0.5).eval(), TokenFeed(str(bert), None)
    ids = feed.prepare(["good film", "a bad and dull story of the book"])
    with torch.no_grad():
        both = net(**feed.batch(ids, [0, 1]))
        np.testing.assert_allclose(both[0], net(**feed.batch(ids, [0]))[0], atol=1e-5)


def test_pooling():
    x = torch.arange(6.0).reshape(1, 3, 2)
    assert pool(x, torch.tensor([[1, 1, 0]]), "mean").tolist() == [[1, 2]]
    assert pool(x, torch.tensor([[1, 1, 0]]), "cls").tolist() == [[0, 1]]


def test_limits_and_items(bert):
    with pytest.raises(BadParameter, match="from 3 to 32"):
        TokenFeed(str(bert), 33)
    assert max(map(len, TokenFeed(str(bert), 3).prepare(["a"]))) == 3
    with pytest.raises(BadData, match="text 0 is a int"):
        TokenFeed(str(bert), None).of([1])
    feed = TokenFeed(str(bert), None)
    assert feed.restored(feed.state()) is feed
    with pytest.raises(BadData, match="has changed"):
        feed.restored({"files": "other"})
