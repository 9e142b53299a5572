from __future__ import annotations

import hashlib
import io
import json

import pyarrow as pa
import pytest
from pyarrow import parquet

from labelwise.bench.datasets.hugging_face import load_hugging_face
from labelwise.errors import BadData, BadParameter

SENTIMENT = {"_type": "ClassLabel", "names": ["neg", "pos"]}


def file_of(columns, features=None):
    table = pa.table(columns)
    if features:
        said = {"info": {"features": features}}
        table = table.replace_schema_metadata({"huggingface": json.dumps(said)})
    out = io.BytesIO()
    parquet.write_table(table, out)
    return out.getvalue()


@pytest.fixture
def publish(server, monkeypatch):
    monkeypatch.setenv("HF_ENDPOINT", server.address)

    def answer(splits, config="default"):
        urls = {}
        for split, raw in splits.items():
            path = f"/api/datasets/o/n/parquet/{config}/{split}/0.parquet"
            urls[split] = [server.address + path]
            server.answers[path] = raw
        card = {"id": "o/n", "sha": "12ab", "cardData": {"license": "mit"}}
        server.answers["/api/datasets/o/n"] = json.dumps(card).encode()
        server.answers["/api/datasets/o/n/parquet"] = json.dumps({config: urls}).encode()

    return answer


def loaded(tmp_path, name="o/n"):
    return load_hugging_face(name, tmp_path, network=True)


def films(texts, labels):
    return file_of({"idx": list(range(len(texts))), "text": texts, "label": labels}, {"label": SENTIMENT})


def test_texts_with_classes(publish, server, tmp_path):
    train, test = films(["good", "bad", "dull"], [1, 0, 0]), films(["fine"], [1])
    publish({"train": train, "test": test})
    found = loaded(tmp_path)
    assert found.x == ["good", "bad", "dull"] and found.y.tolist() == ["pos", "neg", "neg"]
    assert found.test[0] == ["fine"] and found.test[1].tolist() == ["pos"]
    assert (found.classes, found.origin.licence) == (("neg", "pos"), "mit")
    assert found.origin.files["train-0000.parquet"] == hashlib.sha256(train).hexdigest()
    server.answers.clear()
    again = load_hugging_face("o/n", tmp_path, network=False)
    assert again.x == found.x and again.origin.checksum == found.origin.checksum


def test_a_test_split_without_labels_gives_way_to_validation(publish, tmp_path):
    splits = {
        "train": ([1, 0, -1], ["a", "b", "c"]),
        "validation": ([1], ["d"]),
        "test": ([-1, None], ["e", "f"]),
    }
    publish({split: films(texts, labels) for split, (labels, texts) in splits.items()})
    found = loaded(tmp_path)
    assert found.x == ["a", "b"] and found.test[0] == ["d"]


def test_the_column_and_the_configuration_are_named(publish, tmp_path):
    columns = {"text": ["a", "b"], "coarse": [1, 0], "fine": [0, 1]}
    publish({"train": file_of(columns, {"coarse": SENTIMENT, "fine": SENTIMENT})}, config="en")
    with pytest.raises(BadData, match=r"not clear which column.*text, coarse, fine.*hf:owner/name::column"):
        loaded(tmp_path)
    named = loaded(tmp_path, "o/n::fine")
    assert named.y.tolist() == ["neg", "pos"] and named.x == ["a", "b"]  # the other classes are no feature
    assert loaded(tmp_path, "o/n:en:coarse").y.tolist() == ["pos", "neg"]
    with pytest.raises(BadData, match=r"no column 'none'"):
        loaded(tmp_path, "o/n:en:none")


def test_tables_numbers_and_tags(publish, tmp_path):
    publish(
        {"train": file_of({"sex": ["f", "m", "f", "m"], "age": [1, 2, 3, 4], "label": [0.5, 1.5, 2.5, 0.0]})}
    )
    found = loaded(tmp_path)
    assert found.kind == "number" and found.x.to_pydict() == {
        "sex": ["f", "m", "f", "m"],
        "age": [1, 2, 3, 4],
    }
    publish({"train": file_of({"a": [1, 2], "b": [3, 4], "label": ["x", "y"]})}, config="two")
    assert loaded(tmp_path, "o/n:two").x.tolist() == [[1, 3], [2, 4]]
    moods = {"_type": "Sequence", "feature": {"_type": "ClassLabel", "names": ["joy", "fear"]}}
    publish({"train": file_of({"text": ["a", "b"], "label": [[0, 1], []]}, {"label": moods})}, config="tags")
    tags = loaded(tmp_path, "o/n:tags")
    assert (tags.kind, tags.classes, tags.y.tolist()) == ("tags", ("fear", "joy"), [[1, 1], [0, 0]])


def test_images(publish, tmp_path, image):
    cells = [{"bytes": image(grey), "path": f"{grey}.png"} for grey in (10, 20)]
    publish({"train": file_of({"image": cells, "label": [0, 1]}, {"label": SENTIMENT})})
    found = loaded(tmp_path)
    assert found.x.shape == (2, 3, 4, 3) and found.x[:, 0, 0, 0].tolist() == [10, 20]


def test_what_cannot_be_used_is_refused(publish, tmp_path):
    for name in ("imdb", "o/n/m", "../n", "o/n:../x"):
        with pytest.raises(BadParameter, match=r"the set is 'hf:"):
            loaded(tmp_path, name)
    with pytest.raises(BadData, match=r"hf:o/n is not in the cache.*network=True"):
        load_hugging_face("o/n", tmp_path, network=False)
    publish({"train": file_of({"text": ["a"], "label": [-1]}, {"label": SENTIMENT})})
    with pytest.raises(BadData, match=r"no item of hf:o/n has a label"):
        loaded(tmp_path)
    publish({"train": file_of({"id": [1, 2], "label": [0, 1]})}, config="bare")
    with pytest.raises(BadData, match=r"hf:o/n:bare has no images, texts or numbers"):
        loaded(tmp_path, "o/n:bare")
