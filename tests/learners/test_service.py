"""What can go wrong between here and a service is said in one error that names its address."""

from __future__ import annotations

import socket
import time

import pytest

from labelwise.errors import BadData, BadParameter
from labelwise.learners import service as module
from labelwise.learners.progress import listening
from labelwise.learners.service import Service, check_address, is_local

from .test_black_box import Centres, serving


@pytest.fixture(autouse=True)
def _no_pause(monkeypatch):
    monkeypatch.setattr(module, "PAUSE", 0.01)


@pytest.fixture
def served():
    made = Centres()
    with serving(made) as made.url:
        yield made


@pytest.mark.parametrize(
    "url",
    [
        "", "model", "file:///etc/passwd", "ftp://host/x", "http://", "http:///path", "http://host:99999/",
        "http://host:x/", "http://[::1", "http://host/a?b=c", "http://host/a#b", "http://host/a b",
    ],
)  # fmt: skip
def test_addresses_that_are_none(url):
    with pytest.raises(BadParameter, match=r"the address of the service is .*Allowed: http:// or https://"):
        check_address(url)


def test_a_password_is_refused_and_not_repeated():
    with pytest.raises(BadParameter) as caught:
        check_address("http://anna:secret@host/")
    assert "secret" not in str(caught.value) and "anna" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "local"),
    [
        ("http://127.0.0.1:8000", True), ("http://localhost/x", True), ("http://[::1]:1/", True),
        ("http://127.1.2.3", True), ("http://10.0.0.1", False), ("https://localhost.example.org", False),
        ("http://127.0.0.1.example.org", False),
    ],
)  # fmt: skip
def test_which_addresses_are_of_this_machine(url, local):
    check_address(url)
    assert is_local(url) is local


def test_the_answer_is_a_dict(served):
    served.broken = [(200, {"a": [1, 2.5, None]})]
    assert Service(served.url, 5.0, 0).post("/train", {"items": ["ü"]}) == {"a": [1, 2.5, None]}
    assert served.requests == [("/model/train", {"items": ["ü"]})]


@pytest.mark.parametrize("status", [429, 502, 503, 504])
def test_a_busy_service_is_asked_again(served, status):
    served.broken = [(status, b"later"), (status, b"later"), (200, {"done": 1})]
    assert Service(served.url, 5.0, 2).post("", {}) == {"done": 1}
    served.broken = [(status, b"later")] * 2
    with pytest.raises(
        BadData, match=rf"{served.url} gave no answer: HTTP {status} .*later \(tried 2 times\)"
    ):
        Service(served.url, 5.0, 1).post("", {})


@pytest.mark.parametrize("status", [302, 307, 400, 404, 500])
def test_a_refusal_is_not_repeated(served, status):
    served.broken = [(status, b"the third item\nis empty" + b"!" * 1000)]
    with pytest.raises(
        BadData, match=rf"refused the request: HTTP {status} .*the third item is empty!+…"
    ) as caught:
        Service(served.url, 5.0, 2).post("", {})
    assert len(served.requests) == 1 and len(str(caught.value)) < 500


@pytest.mark.parametrize("content", [b"", b"<html>", b"[1]", b"null", b'{"a":', b"\xff"])
def test_an_answer_that_is_no_object(served, content):
    served.broken = [(200, content)]
    with pytest.raises(BadData, match=rf"{served.url} answered .*Allowed: a JSON object"):
        Service(served.url, 5.0, 0).post("", {})


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        url = f"http://127.0.0.1:{free.getsockname()[1]}/model"
    with pytest.raises(BadData, match=rf"{url} gave no answer: .*refused.* \(tried 3 times\).*start it"):
        Service(url, 1.0, 2).post("", {})


def silent(handler):
    time.sleep(0.5)


def dripping(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "1000000")
    handler.end_headers()
    for _ in range(20):
        try:
            handler.wfile.write(b" ")
        except OSError:
            return
        time.sleep(0.05)


def cut(handler):
    handler.send_response(200)
    handler.send_header("Content-Length", "100")
    handler.end_headers()
    handler.wfile.write(b'{"a": 1}')


@pytest.mark.parametrize("broken", [silent, dripping])
def test_a_service_that_takes_too_long(served, broken):
    served.broken = [broken]
    start = time.monotonic()
    with pytest.raises(BadData, match=r"gave no answer: .*(timed out|takes too long).*\(tried once\)"):
        Service(served.url, 0.2, 0).post("", {})
    assert time.monotonic() - start < 2


def test_an_answer_that_breaks_off_is_no_answer(served):
    served.broken = [cut]
    with pytest.raises(BadData, match=r"gave no answer: IncompleteRead"):
        Service(served.url, 1.0, 0).post("", {})


def test_an_answer_that_is_too_long(served, monkeypatch):
    monkeypatch.setattr(module, "MOST_BYTES", 2**20)
    served.broken = [(200, b" " * 2**21)]
    with pytest.raises(BadData, match=r"answered with more than 1 MiB.*smaller chunk="):
        Service(served.url, 5.0, 2).post("", {})


def test_who_listens_can_stop_it(served):
    def stop(what, share):
        raise KeyboardInterrupt

    with listening(stop), pytest.raises(KeyboardInterrupt):
        Service(served.url, 5.0, 0).post("", {})
    assert served.requests == []


def test_a_proxy_of_the_environment_never_sees_this_machines_items(served, monkeypatch):
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    monkeypatch.delenv("no_proxy", raising=False)
    served.broken = [(200, {"done": 1})]
    assert Service(served.url, 5.0, 0).post("", {}) == {"done": 1}
