"""Files and folders into pools."""

from __future__ import annotations

import importlib
import time

import numpy as np
import pyarrow as pa
import pytest
from PIL import Image
from pyarrow import parquet

from labelwise.errors import BadData, BadParameter, UnknownName
from labelwise.io import read, read_pool, read_table, write
from labelwise.io.readers import CELL_CHARS

CSV = "id,text,stars,label\na,a good film,5,pos\nb,a long film,,\nc,a bad film,1,neg\n"


@pytest.fixture
def put(tmp_path):
    def put(name, content):
        path = tmp_path / name
        path.write_text(content, encoding="utf-8")
        return path

    return put


class TestTexts:
    def test_a_csv(self, put):
        path = put("r.csv", CSV)
        data = read(path, label_column="label")
        assert (data.kind, len(data), data.path) == ("text", 3, path)
        assert data.labels == {"a": "pos", "c": "neg"}
        assert data.pool.ids.to_pylist() == ["a", "b", "c"]
        assert data.pool.x([0, 2]) == ["a good film", "a bad film"]
        assert data.pool.columns == ("stars",) and data.pool.column("stars").tolist() == [5, None, 1]

    def test_every_format_gives_the_same(self, put, tmp_path):
        table = read_table(put("r.csv", CSV))[0]
        expected = read(tmp_path / "r.csv", label_column="label")
        for name in ("r.tsv", "r.csv.gz", "r.jsonl", "r.jsonl.gz", "r.ndjson", "r.parquet"):
            data = read(write(table, tmp_path / name), label_column="label")
            assert data.pool.ids.to_pylist() == ["a", "b", "c"]
            assert data.pool.x([0, 1, 2]) == expected.pool.x([0, 1, 2]) and data.labels == expected.labels

    def test_rows_are_numbered_without_ids(self, put):
        assert read(put("r.csv", "text\nx\ny\n")).pool.ids.to_pylist() == ["1", "2"]

    def test_labels_and_ids_stay_as_written(self, put):
        path = put("r.csv", "id,text,label\n1.0,x,01\n1.00,y,1e3\n2,z, \n")
        data = read(path, label_column="label")
        assert data.labels == {"1.0": "01", "1.00": "1e3"}
        assert read(path, id_column="id").pool.ids.to_pylist() == ["1.0", "1.00", "2"]

    def test_labels_that_are_numbers(self, tmp_path):
        parquet.write_table(
            pa.table({"text": ["x", "y", "z"], "y": [1.0, None, 0.0]}), tmp_path / "a.parquet"
        )
        assert read(tmp_path / "a.parquet", label_column="y").labels == {"1": "1", "3": "0"}

    def test_an_empty_text_is_an_item(self, put):
        path = put("r.jsonl", '{"text": "x"}\n{"text": null}\n{"text": ""}\n')
        assert read(path).pool.x([0, 1, 2]) == ["x", "", ""]

    def test_names_of_images_that_are_not_there_stay_texts(self, put):
        data = read(put("r.csv", "name,n\na.png,1\nb.png,2\n"), text="name")
        assert data.kind == data.pool.kind == "text" and data.pool.x([0]) == ["a.png"]

    def test_another_encoding(self, tmp_path):
        (tmp_path / "r.csv").write_bytes("text\ncafé\n".encode("latin-1"))
        assert read(tmp_path / "r.csv", encoding="latin-1").pool.x([0]) == ["café"]


class TestTables:
    CSV = "age,town,when,label\n3,Rome,2024-01-01,x\n,Oslo,2024-01-02,\n5.5,Rome,,y\n"

    def test_columns_without_the_label(self, put):
        data = read(put("r.csv", self.CSV), label_column="label", kind="table")
        assert data.kind == "table" and data.pool.columns == ("age", "town", "when")
        assert data.pool.payload(1) == {"age": None, "town": "Oslo", "when": "2024-01-02"}

    @pytest.mark.parametrize("value", ["nan", "inf", "-Infinity"])
    def test_numbers_that_are_none_are_named(self, put, value):
        path = put("r.csv", f"a,b\n1,2\n3,4\n5,{value}\n")
        with pytest.raises(
            BadData, match=rf"column 'b' in line 4 is {value[:4].lower()}.*leave the cell empty"
        ):
            read(path)

    def test_in_parquet_too(self, tmp_path):
        parquet.write_table(pa.table({"a": [1.0, np.nan]}), tmp_path / "a.parquet")
        with pytest.raises(BadData, match=r"column 'a' in row 2 is nan"):
            read(tmp_path / "a.parquet")


class TestImages:
    @pytest.fixture
    def folder(self, tmp_path):
        for name in ("cat/a.png", "cat/b.png", "dog/c.png"):
            (tmp_path / name).parent.mkdir(exist_ok=True)
            Image.new("RGB", (4, 4)).save(tmp_path / name)
        return tmp_path

    def test_a_folder(self, folder):
        data = read(folder)
        assert data.kind == "image" and data.labels == {}
        assert data.pool.ids.to_pylist() == ["cat/a.png", "cat/b.png", "dog/c.png"]
        assert data.pool.x([2]) == [folder / "dog" / "c.png"]

    def test_one_folder_per_class_when_asked(self, folder):
        data = read(folder, label_column="folder")
        assert data.labels == {"cat/a.png": "cat", "cat/b.png": "cat", "dog/c.png": "dog"}
        assert data.pool.columns == ()

    def test_paths_in_a_file(self, folder, put):
        path = put("list.csv", "image,who\ncat/a.png,x\ndog/c.png,y\n")
        data = read(path)
        assert data.kind == "image" and data.pool.x([1]) == [folder / "dog" / "c.png"]
        assert data.pool.column("who").tolist() == ["x", "y"]

    def test_a_missing_image_is_named(self, folder, put):
        path = put("list.csv", "image\ncat/a.png\ncat/z.png\n")
        with pytest.raises(BadData, match=r"no image 'cat/z\.png' \(line 3\)"):
            read(path)


class TestOpeningAgain:
    @pytest.mark.parametrize(
        "options", [{}, {"kind": "table"}, {"label_column": "label"}, {"id_column": "#"}], ids=str
    )
    def test_the_source_gives_the_same_pool(self, put, options):
        pool = read(put("r.csv", CSV), **options).pool
        module, name = pool.source["read"].split(":")
        again = getattr(importlib.import_module(module), name)(**pool.source["args"])
        assert again.fingerprint == pool.fingerprint and again.kind == pool.kind
        assert again.source == pool.source

    def test_options_are_kept(self, tmp_path):
        (tmp_path / "r.csv").write_bytes("text;n\ncafé;1\n".encode("latin-1"))
        pool = read(tmp_path / "r.csv", encoding="latin-1", separator=";").pool
        assert read_pool(**pool.source["args"]).x([0]) == ["café"]

    def test_a_folder(self, tmp_path):
        Image.new("RGB", (4, 4)).save(tmp_path / "a.png")
        pool = read(tmp_path).pool
        assert read_pool(**pool.source["args"]).fingerprint == pool.fingerprint


class TestRefused:
    def test_a_missing_file(self, tmp_path):
        with pytest.raises(BadData, match=r"no file or folder '.*nowhere\.csv'.*check the path"):
            read(tmp_path / "nowhere.csv")

    @pytest.mark.parametrize(("name", "what"), [("a.xlsx", r"ends in '\.xlsx'"), ("a", "has no ending")])
    def test_another_ending(self, put, name, what):
        with pytest.raises(BadData, match=what + r".*\.csv, .*\.parquet, folder of images.*convert"):
            read(put(name, "text\nx\n"))

    def test_an_unknown_option(self, put):
        with pytest.raises(BadParameter, match=r"'separator' is no option for \.jsonl.*encoding"):
            read(put("a.jsonl", "{}"), separator=";")

    def test_an_unknown_column(self, put):
        with pytest.raises(UnknownName, match=r"label_column named 'labels'.*did you mean 'label'"):
            read(put("r.csv", CSV), label_column="labels")

    def test_duplicate_ids_name_the_first(self, put):
        path = put("r.csv", "id,text\na,x\nb,y\na,z\nb,w\n")
        message = (
            r"2 ids in column 'id' are not unique: 'a' in line 2 and line 4; 'b' in line 3.*id_column='#'"
        )
        with pytest.raises(BadData, match=message):
            read(path)
        assert read(path, id_column="#").pool.ids.to_pylist() == ["1", "2", "3", "4"]

    @pytest.mark.parametrize(
        ("name", "where"), [("r.csv", "line 3"), ("r.jsonl", "line 2"), ("r.parquet", "row 2")]
    )
    def test_a_cell_that_nobody_can_read(self, tmp_path, name, where):
        table = pa.table({"n": [1, 2], "text": ["é" * CELL_CHARS, "é" * (CELL_CHARS + 1)]})
        assert len(read_table(write(table[:1], tmp_path / name))[0]) == 1
        message = rf"column 'text' in {where} holds a text of 1,000,001 characters.*up to 1,000,000.*split it"
        with pytest.raises(BadData, match=message):
            read_table(write(table, tmp_path / name))

    @pytest.mark.parametrize("kind", [pa.large_string(), pa.string_view()], ids=str)
    def test_a_long_cell_in_strings_of_every_width(self, tmp_path, kind):
        table = pa.table({"text": pa.array([None, "x" * (CELL_CHARS + 1)], kind)})
        parquet.write_table(table, tmp_path / "a.parquet")
        with pytest.raises(BadData, match="row 2 holds a text of 1,000,001"):
            read_table(tmp_path / "a.parquet")

    def test_an_empty_id(self, put):
        with pytest.raises(BadData, match=r"the id in line 3 is empty \(column 'id'\)"):
            read(put("r.csv", "id,text\na,x\n,y\n"))


@pytest.mark.slow
def test_a_hundred_thousand_rows_take_about_a_second(tmp_path, rng):
    words = rng.choice(["the", "film", "was", "good", "bad"], (100_000, 12))
    lines = [f"r{i},{' '.join(w)},{i / 7},pos" for i, w in enumerate(words)]
    (tmp_path / "big.csv").write_text("id,text,score,label\n" + "\n".join(lines), encoding="utf-8")
    started = time.process_time()
    data = read(tmp_path / "big.csv", label_column="label")
    assert len(data.labels) == 100_000
    assert time.process_time() - started < 4  # about 0.9 s; room for a slow machine


def test_real_reviews(data_dir):
    data = read(data_dir / "mr" / "all.jsonl.gz", label_column="label")
    assert (data.kind, len(data), set(data.labels.values())) == ("text", 10_678, {"pos", "neg"})
