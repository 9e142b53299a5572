"""Counts of a project on the screen and as JSON."""

from __future__ import annotations


def test_json_has_the_shape_that_callers_rely_on(cli, project):
    found = cli("status", "--project", project, "--json").json
    assert found["labels"] == 10 and found["imported"] == 6 and found["total"] == 40
    assert found["classes"] == {"neg": 5, "pos": 5} or sum(found["classes"].values()) == 10
    assert {"value", "low", "high", "n", "level", "reason"} <= set(found["quality"])
    assert {"labels", "kind", "reason"} <= set(found["savings"])
    assert {"stop", "sentence", "rule"} <= set(found["advice"])


def test_the_table_shows_the_same(cli, project):
    done = cli("status", "--project", project)
    lines = {" ".join(line.split()[:-1]): line.split()[-1] for line in done.out.splitlines() if line.strip()}
    assert (lines["items"], lines["labelled"], lines["of these imported"]) == ("40", "10", "6")
    assert int(lines["labelled neg"]) + int(lines["labelled pos"]) == 10
    assert "Advice" in done.err and done.code == 0


def test_looking_changes_nothing(cli, project, unchanged):
    unchanged(lambda: cli("status", "--project", project))


def test_what_the_model_cannot_use_is_said(cli, project):
    from labelwise.campaign import Campaign
    from labelwise.types import Answer

    with Campaign.open(project) as campaign:
        query = campaign.ask(1)[0]
        campaign.tell(query, Answer("x", query.id, "anna", "unsure"))
        query = campaign.ask(1)[0]
        campaign.tell(query, Answer("y", query.id, "anna", "among", ["neg", "pos"]))
        campaign.fit()
        lost = campaign.status().lost
    assert lost and lost in " ".join(cli("status", "--project", project).err.split())


def test_a_reserve_that_is_used_up_is_said(cli, project):
    from labelwise.campaign import Campaign

    assert "reserve is used up" not in cli("status", "--project", project).err
    with Campaign.open(project) as campaign:
        while batch := campaign.ask(5, purpose="test"):
            campaign.tell(batch, ["pos"] * len(batch))
    assert "reserve is used up" in " ".join(cli("status", "--project", project).err.split())


def test_shares_are_percentages_and_numbers_stay():
    from types import SimpleNamespace

    from labelwise.cli.status import cells, rows
    from labelwise.types import Estimate, Savings

    quality = Estimate("accuracy", 0.93, 0.8849, 0.9591, n=60)
    seal, ahead = Estimate("certificate", 0.9, 0.8312, n=50), Estimate("accuracy", 0.94, 0.91, 0.97)
    counted = dict.fromkeys(("total", "labels", "imported", "skipped", "flagged", "cost"), 7)
    found = SimpleNamespace(
        **counted,
        left=None,
        classes={},
        quality=quality,
        certificate=seal,
        projection=ahead,
        savings=Savings(),
    )
    assert rows(found)[-3:] == [
        ["accuracy", "93.0% (88.4 to 96.0%, on 60 random items)"],
        ["  certified", "at least 83.1% (95% sure, on 50 items)"],
        ["  with 100 more labels", "91.0 to 97.0%"],
    ]
    assert cells(Estimate("rmse", 2.345, 2.1, 2.6, n=100)) == ["rmse", "2.35", "2.1 to 2.6", 100]
