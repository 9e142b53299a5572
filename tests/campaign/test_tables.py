"""Status and export."""

from labelwise.types import Answer

from .conftest import Make


def test_status_says_why_there_is_no_figure(make: Make) -> None:
    status = make().status()
    assert status.quality.value is None and status.quality.reason
    assert status.savings.labels is None and status.savings.reason
    assert status.advice.stop is None and status.advice.sentence


def test_status_counts_what_is_there_now(make: Make) -> None:
    campaign = make()
    batch = campaign.ask(4)
    told = campaign.tell(batch[:3], ["0", "1", None])
    campaign.tell(batch[3], Answer("f", batch[3].id, "human:a", "flag", "odd"))
    assert (campaign.status().labels, campaign.status().skipped, campaign.status().flagged) == (2, 1, 1)
    campaign.tell(batch[2], Answer("c", batch[2].id, "human:a", "is", "2", of=told[2].id))
    campaign.undo(answer="f")
    campaign.undo(answer=told[0].id)
    status = campaign.status()
    assert (status.labels, status.skipped, status.flagged) == (2, 0, 0)
    assert status.classes == {"0": 0, "1": 1, "2": 1}
