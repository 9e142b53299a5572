"""Folders with tiny networks, made once for all tests of learners."""

from __future__ import annotations

import pytest

from labelwise.testing.tiny_models import tiny_bert, tiny_dino

WORDS = ["good great fine film book", "bad poor dull story", "a the of and"]


@pytest.fixture(scope="session")
def bert(tmp_path_factory):
    """A BERT of 16 units that reads 32 tokens."""
    return tiny_bert(tmp_path_factory.mktemp("bert"), WORDS)


@pytest.fixture(scope="session")
def dino(tmp_path_factory):
    """A DINOv2 of 16 units for 28 x 28 pixels."""
    return tiny_dino(tmp_path_factory.mktemp("dino"))
