"""S068: what practitioners ask for: no set-up, and a project that is never lost."""

import shutil
from pathlib import Path

from labelwise.campaign import Campaign

TEXTS = [f"a {'good' if i % 3 else 'bad'} film, number {i}" for i in range(60)]


def test_zero_configuration_and_resume(tmp_path: Path) -> None:
    """Texts and two class names are all there is to say; what the disk holds at any moment is enough.

    The files are copied while the first campaign still has them open: that is what a power cut leaves.
    """
    (tmp_path / "before").mkdir()
    with Campaign(TEXTS, ["good", "bad"], store=tmp_path / "before" / "project.db") as campaign:
        batch = campaign.ask(10)
        campaign.tell(batch, [q.payload.split()[1] for q in batch])
        shutil.copytree(tmp_path / "before", tmp_path / "after")
    with Campaign.open(tmp_path / "after" / "project.db", pool=TEXTS) as campaign:
        assert [u.item for u in campaign.fold.by_unit] == [q.item for q in batch]
        second = campaign.ask(10)
        assert not {q.item for q in second} & {q.item for q in batch}
        campaign.tell(second, [q.payload.split()[1] for q in second])
        predicted = campaign.predict()["label"].to_pylist()
    assert sum(p == t.split()[1] for p, t in zip(predicted, TEXTS, strict=True)) >= 54
