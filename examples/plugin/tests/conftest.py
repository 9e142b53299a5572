"""A row that says "works" without a passing proof fails the run."""

from labelwise.testing.papers_plugin import ProofCheck

from labelwise_example.rows import METHODS, PAPERS


def pytest_configure(config):
    config.pluginmanager.register(ProofCheck((*PAPERS, *METHODS)))
