from __future__ import annotations

import pytest

from labelwise.bench.datasets.manifest import read_manifest
from labelwise.errors import BadData

ONE, TWO = "1" * 64, "2" * 64


def read(tmp_path, text):
    file = tmp_path / "MANIFEST.md"
    file.write_text(text)
    return read_manifest(file)


def test_sums_licences_and_sources(tmp_path):
    found = read(
        tmp_path,
        "# Sets\n| a | table |\n## Texts\n### mr\n- task: films\n"
        "- licence as stated at the source: none stated\n"
        f"- source: a list @ 12ab\n- files:\n  - `mr/all.jsonl.gz` 12 bytes sha256 {ONE}\n"
        f"### subj\n- source: another\n  - `subj/a b.npz` 3 bytes sha256 {TWO}\n",
    )
    assert found.sums == {"mr/all.jsonl.gz": ONE, "subj/a b.npz": TWO}
    assert found.licences == {"mr": "none stated"}
    assert found.sources == {"mr": "a list @ 12ab", "subj": "another"}


def test_no_manifest_says_nothing(tmp_path):
    assert read_manifest(tmp_path / "MANIFEST.md").sums == {}


@pytest.mark.parametrize("second", ["12ab", TWO])
def test_a_sum_that_is_none_or_a_second_one_is_refused(tmp_path, second):
    with pytest.raises(BadData, match=r"line 2.*no checksum of mr/all"):
        read(tmp_path, f"- `mr/all` sha256 {ONE}\n- `mr/all` sha256 {second}\n")


def test_the_manifest_of_the_real_data_lists_its_files(data_dir):
    found = read_manifest(data_dir / "MANIFEST.md")
    files = {p.relative_to(data_dir).as_posix() for p in data_dir.rglob("*") if p.is_file()}
    assert set(found.sums) == files - {"MANIFEST.md"}
    assert found.licences["davidson_hate"].startswith("MIT")
