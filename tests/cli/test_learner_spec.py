"""From what is typed to a learner."""

from __future__ import annotations

import numpy as np
import pytest
from sklearn.linear_model import LogisticRegression

from labelwise.campaign import Campaign
from labelwise.cli.learner_spec import Wished, made, nested, reopened
from labelwise.cli.learners import recipes
from labelwise.errors import BadParameter, UnknownName
from labelwise.pool import Pool
from labelwise.tasks import Classification, Regression

TEXTS = Pool(["a good film", "a bad film", "so good", "so bad"] * 5)
NUMBERS = Pool(np.random.default_rng(0).normal(size=(20, 3)))
AB = Classification(["neg", "pos"])


class TestNames:
    def test_nothing_typed_is_the_usual_one(self):
        assert Wished().made(TEXTS, AB) is None and not Wished().said

    def test_an_unknown_name_names_near_ones(self):
        with pytest.raises(UnknownName, match=r"no learner named 'logstic'.*did you mean 'logistic'"):
            made("logstic", TEXTS, AB)

    def test_addresses_are_services(self):
        for spec, url, train in (
            ("http://127.0.0.1:8000/m", "http://127.0.0.1:8000/m", None),
            ("https://models.lab/m", "https://models.lab/m", None),
            ("train+http://localhost:8000", "http://localhost:8000", True),
        ):
            learner = made(spec, TEXTS, AB)
            assert (learner.predict.rstrip("/"), learner.train) == (url, train)
        with pytest.raises(BadParameter, match="'http' was asked for numbers"):
            made("http://127.0.0.1:8000", NUMBERS, Regression())

    def test_a_folder_stands_behind_the_colon_and_is_kept_with_its_whole_path(self, here):
        (here / "net").mkdir()
        (here / "net" / "config.json").touch()
        assert made("transformer:net", TEXTS, AB).network.folder == str(here / "net")
        with pytest.raises(BadParameter, match=r"'transformer'\. Allowed: transformer:FOLDER"):
            made("transformer", TEXTS, AB)
        with pytest.raises(BadParameter, match="no folder 'nowhere' for transformer"):
            made("transformer:nowhere", TEXTS, AB)

    def test_nothing_stands_behind_the_colon_of_a_plain_name(self):
        with pytest.raises(BadParameter, match=r"'logistic:folder'\. Allowed: logistic"):
            made("logistic:folder", TEXTS, AB)


class TestTwo:
    def test_one_asks_and_another_is_delivered(self):
        both = Wished("logistic", "forest").made(TEXTS, AB)
        assert [type(both[name].estimator).__name__ for name in ("acquire", "final")] == [
            "LogisticRegression",
            "RandomForestClassifier",
        ]
        assert type(Wished(final="svm").made(TEXTS, AB)["acquire"].estimator).__name__ == "LogisticRegression"

    def test_recipes_go_around_the_delivered_one_the_first_innermost(self):
        name = "calibrated"
        both = Wished("logistic", "forest", (name,)).made(TEXTS, AB)
        assert isinstance(both["final"], recipes()[name]) and not isinstance(both["acquire"], recipes()[name])
        twice = nested(made("forest", TEXTS, AB), (name, name))
        assert isinstance(twice.learner, recipes()[name])
        assert isinstance(Wished(recipes=(name,)).made(TEXTS, AB), recipes()[name])

    def test_an_unknown_recipe_names_near_ones(self):
        with pytest.raises(UnknownName, match=r"no recipe named 'calibrate'.*did you mean 'calibrated'"):
            nested(None, ("calibrate",))

    def test_words_are_what_was_typed(self):
        assert Wished.of("a:b", "svm", ["x", "y"]).words == [
            "--learner", "a:b", "--final", "svm", "--recipe", "x", "--recipe", "y",
        ]  # fmt: skip


class TestProjects:
    def test_a_learner_of_ones_own_is_typed_again(self, mine, here):
        pool, wished = Pool(np.eye(6)), Wished(f"{mine}:ready")
        pool.source = None
        Campaign(pool, AB, learner=wished.made(pool, AB), store=here / "p.db", strategy="margin").close()
        with Campaign.open(here / "p.db", pool=pool, learner=wished.made(pool, AB)) as campaign:
            assert campaign.brain.acquire.estimator.C == 3.0 and campaign.ledger.last == 1

    def test_through_the_command_line(self, mine, cli, reviews, here, monkeypatch):
        trainers = []
        monkeypatch.setattr(
            "labelwise.app.serve",
            lambda store, **options: trainers.append(options.get("trainer")),
            raising=False,
        )
        (here / "texts_of_user.py").write_text(
            "from sklearn.feature_extraction.text import CountVectorizer\n"
            "from sklearn.linear_model import LogisticRegression\n"
            "from sklearn.pipeline import make_pipeline\n"
            "class Mine(LogisticRegression): pass\n"
            "def model(): return make_pipeline(CountVectorizer(), Mine())\n"
        )
        own = ("--learner", "texts_of_user:model")
        label = ("label", "reviews.csv", "--label-column", "label")
        assert cli(*label, *own).code == 0
        again = cli(*label)
        assert again.code == 2 and "type it again: --learner package.module:name" in again.err
        other = cli(*label, "--learner", "forest")
        assert other.code == 2 and "Mine" in other.err and "not with --learner forest" in other.err
        assert cli(*label, *own).code == 0
        assert trainers == [["-m", "labelwise.cli.training", "reviews.labelwise.db", *own]] * 2
        project = ("--project", "reviews.labelwise.db")
        assert cli("status", *project).code == 0
        missing = cli("predict", "reviews.csv", *project, "-o", "out.csv")
        assert missing.code == 2 and "--learner package.module:name" in missing.err
        assert cli("predict", "reviews.csv", *project, "-o", "out.csv", *own).code == 0
        assert cli("export", *project, "-o", "labels.csv", *own).code == 0

    def test_a_stored_learner_needs_nothing_and_no_other_is_taken(self, cli, reviews, here, monkeypatch):
        started = []
        monkeypatch.setattr(
            "labelwise.app.serve", lambda store, **options: started.append(options), raising=False
        )
        label = ("label", "reviews.csv", "--label-column", "label")
        assert cli(*label, "--learner", "svm", "--final", "forest").code == 0
        assert cli(*label).code == 0 and cli(*label, "--learner", "svm", "--final", "forest").code == 0
        assert all("trainer" not in options for options in started)
        refused = cli(*label, "--learner", "svm")
        assert refused.code == 2 and "RandomForestClassifier" in refused.err
        with Campaign.open("reviews.labelwise.db") as campaign:
            assert [type(x.estimator).__name__ for x in campaign.brain.learners.values()] == [
                "SVC",
                "RandomForestClassifier",
            ]

    def test_reopened_gives_the_project_with_its_learner(self, project):
        with reopened(project, Wished()) as campaign:
            assert isinstance(campaign.brain.acquire.estimator, LogisticRegression)
        with reopened(project, Wished("usual")) as campaign:
            assert isinstance(campaign.brain.acquire.estimator, LogisticRegression)
        other = pytest.raises(BadParameter, match="made with the usual learner, not with --learner forest")
        with other, reopened(project, Wished("forest")):
            pass
