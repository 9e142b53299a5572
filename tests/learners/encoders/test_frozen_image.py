"""Frozen networks of images."""

from __future__ import annotations

import json
import sys
from types import ModuleType, SimpleNamespace

import numpy as np
import pytest
import torch
from PIL import Image
from torch import nn
from transformers import AutoModel, ResNetConfig, ResNetModel

from labelwise.errors import BadData, BadParameter, MissingExtra
from labelwise.learners.encoders import FrozenImageEncoder
from labelwise.learners.encoders.preparing import Preparation
from labelwise.learners.encoders.transformer import quiet
from labelwise.params import from_config, to_config


@pytest.fixture
def images(rng):
    return rng.integers(256, size=(5, 40, 36, 3), dtype=np.uint8)


def prepared(folder, images):
    prepare = Preparation.of(json.loads((folder / "preprocessor_config.json").read_text()))
    return torch.from_numpy(np.stack([prepare(image) for image in images]))


@pytest.mark.parametrize("pooling", ["cls", "mean"])
def test_it_is_what_transformers_gives(dino, images, pooling):
    found = FrozenImageEncoder(dino, pooling=pooling, batch=2).fit_transform(images)
    with torch.no_grad():
        out = AutoModel.from_pretrained(dino)(pixel_values=prepared(dino, images)).last_hidden_state
    expected = out[:, 0] if pooling == "cls" else out[:, 1:].mean(dim=1)
    assert found.shape == (5, 16) and found.dtype == np.float32
    np.testing.assert_allclose(found, expected.numpy(), atol=1e-5)


def test_files_give_what_arrays_give(dino, images, tmp_path):
    paths = [tmp_path / f"{k}.png" for k in range(5)]
    for path, pixels in zip(paths, images, strict=True):
        Image.fromarray(pixels).save(path)
    np.testing.assert_array_equal(
        FrozenImageEncoder(dino).transform(paths), FrozenImageEncoder(dino).transform(images)
    )


def test_a_row_depends_on_its_own_image_only(dino, images):
    encoder = FrozenImageEncoder(dino)
    alone = np.concatenate([encoder.transform(images[[k]]) for k in range(5)])
    np.testing.assert_allclose(encoder.transform(images), alone, atol=1e-5)
    assert encoder.transform([]).shape == (0, 16)


def test_a_convolutional_network(dino, images, tmp_path):
    config = ResNetConfig(embedding_size=8, hidden_sizes=[8, 12], depths=[1, 1], layer_type="basic")
    with quiet():
        ResNetModel(config).eval().save_pretrained(tmp_path)
    (tmp_path / "preprocessor_config.json").write_bytes((dino / "preprocessor_config.json").read_bytes())
    found = FrozenImageEncoder(tmp_path).transform(images)
    with torch.no_grad():
        out = AutoModel.from_pretrained(tmp_path)(pixel_values=prepared(tmp_path, images)).last_hidden_state
    np.testing.assert_allclose(found, out.mean(dim=(2, 3)).numpy(), atol=1e-5)


def test_folders_that_cannot_be_read(dino, tmp_path):
    with pytest.raises(BadParameter, match="nothing is ever downloaded"):
        FrozenImageEncoder("facebook/dinov2-small").fit()
    with pytest.raises(BadParameter, match=r"no config.json and 0 files of weights"):
        FrozenImageEncoder(tmp_path).fit()
    (tmp_path / "config.json").write_bytes((dino / "config.json").read_bytes())
    with pytest.raises(BadParameter, match=r"no preprocessor_config\.json"):
        FrozenImageEncoder(tmp_path).fit()
    with pytest.raises(BadParameter, match="pooling is 'max'"):
        FrozenImageEncoder(dino, pooling="max").fit()


def test_a_broken_image_is_named(dino, tmp_path):
    (tmp_path / "a.png").write_bytes(b"no image")
    with pytest.raises(BadData, match=r"a\.png"):
        FrozenImageEncoder(dino).transform([tmp_path / "a.png"])


def test_its_configuration(dino):
    encoder = FrozenImageEncoder(dino, pooling="mean", batch=4)
    assert from_config(to_config(encoder)).get_params() == encoder.get_params()


def net():
    torch.manual_seed(0)
    return nn.Sequential(nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(3, 6), nn.ReLU(), nn.Linear(6, 4))


def test_timm_is_asked_for_features_and_for_the_size(images, tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text(json.dumps({"architecture": "vit_tiny"}))
    asked = {}

    def create_model(name, **given):
        asked.update({"name": name, **given})
        model = net()[:-1]
        about = {"crop_pct": 0.875, "interpolation": "bicubic", "mean": (0.5,) * 3, "std": (0.5,) * 3}
        model.pretrained_cfg = {"input_size": (3, 28, 28), **about}
        return model

    timm = ModuleType("timm")
    timm.create_model = create_model
    monkeypatch.setitem(sys.modules, "timm", timm)
    found = FrozenImageEncoder(tmp_path).transform(images)
    assert asked == {"name": f"local-dir:{tmp_path}", "pretrained": True, "num_classes": 0}
    prepare = Preparation(32, (28, 28), (0.5,) * 3, (0.5,) * 3)
    pixels = torch.from_numpy(np.stack([prepare(image) for image in images]))
    with torch.no_grad():
        np.testing.assert_allclose(found, net()[:-1](pixels).numpy(), atol=1e-6)


def test_a_timm_that_reads_no_folders_is_named_with_one_that_does(tmp_path, monkeypatch):
    (tmp_path / "config.json").write_text(json.dumps({"architecture": "vit_tiny"}))

    def create_model(name, **given):
        assert name.partition(":")[0] in ("", "timm", "hf-hub")  # as 1.0.15 does

    timm = ModuleType("timm")
    timm.create_model, timm.__version__ = create_model, "1.0.15"
    monkeypatch.setitem(sys.modules, "timm", timm)
    with pytest.raises(MissingExtra, match=r"timm 1\.0\.15 cannot read .* pip install 'timm>=1\.0\.16'"):
        FrozenImageEncoder(tmp_path).fit()


def test_torchvision_is_known_by_the_name_of_its_file(images, tmp_path, monkeypatch):
    torch.save(net().state_dict(), tmp_path / "resnet18-f37072fd.pth")
    torchvision = ModuleType("torchvision")
    torchvision.models = SimpleNamespace(get_model=lambda name, weights: {"resnet18": net}[name]())
    monkeypatch.setitem(sys.modules, "torchvision", torchvision)
    found = FrozenImageEncoder(tmp_path).transform(images)
    pixels = torch.from_numpy(np.stack([Preparation(256, (224, 224), resample=2)(i) for i in images]))
    with torch.no_grad():
        np.testing.assert_allclose(found, net()[:-1](pixels).numpy(), atol=1e-6)
    (tmp_path / "resnet18-f37072fd.pth").rename(tmp_path / "other-f37072fd.pth")
    with pytest.raises(BadParameter, match=r"torchvision cannot read 'other-f37072fd\.pth'"):
        FrozenImageEncoder(tmp_path).fit()


def test_a_missing_package_is_named(tmp_path, monkeypatch):
    (tmp_path / "resnet18-f37072fd.pth").touch()
    monkeypatch.setitem(sys.modules, "torchvision", None)
    with pytest.raises(MissingExtra, match="pip install torchvision"):
        FrozenImageEncoder(tmp_path).fit()
    (tmp_path / "config.json").write_text(json.dumps({"architecture": "vit_tiny"}))
    monkeypatch.setitem(sys.modules, "timm", None)
    with pytest.raises(MissingExtra, match=r"pip install 'timm>=1\.0\.16'"):
        FrozenImageEncoder(tmp_path).fit()
