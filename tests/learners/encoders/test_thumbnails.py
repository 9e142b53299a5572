"""Images as small arrays."""

import numpy as np
import pytest
from PIL import Image

from labelwise.errors import BadData, BadParameter
from labelwise.learners import Loop, SmallCnn, TorchLearner, encode
from labelwise.learners.encoders import Thumbnails
from labelwise.pool import Pool


@pytest.fixture
def paths(tmp_path):
    made = []
    for k, colour in enumerate(["red", "blue", "green"]):
        made.append(tmp_path / f"{k}.png")
        Image.new("RGB", (40 + k, 20), colour).save(made[-1])
    return made


def test_each_image_by_itself(paths):
    whole = Thumbnails(16).fit_transform(paths)
    assert whole.shape == (3, 16, 16, 3) and whole.dtype == np.uint8
    np.testing.assert_array_equal(Thumbnails(16).transform(paths[1:2]), whole[1:2])
    assert whole[1, 0, 0].tolist() == [0, 0, 255] and Thumbnails(16).transform([]).shape == (0, 16, 16, 3)


def test_a_network_sees_them(paths):
    learner = TorchLearner(SmallCnn((4,)), Loop(epochs=1), encoder=Thumbnails(16))
    pool, _ = encode(learner, Pool(paths), 0)
    assert pool.x(np.array([2, 0])).shape == (2, 16, 16, 3)


def test_nonsense_is_refused(paths, tmp_path):
    with pytest.raises(BadParameter, match="8 to 1024"):
        Thumbnails(0).fit(paths)
    with pytest.raises(BadData, match=r"none\.png"):
        Thumbnails(8).transform([tmp_path / "none.png"])
