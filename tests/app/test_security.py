"""Who gets in, from where, with what; and what every answer carries."""

from __future__ import annotations

import pytest

from labelwise.app.security import BODY_LIMIT, HEADERS, Sessions, cookie_name, host_allowed

API = "/api/v1/status"


def test_a_link_opens_once(client):
    tab = client()
    token = tab.http.app.state.sessions.link()
    tab.http.cookies.clear()
    first = tab.http.get("/", params={"token": token}, follow_redirects=False)
    assert first.status_code == 303
    assert first.headers["location"] == "/", "the token leaves the address"
    cookie = first.headers["set-cookie"].lower()
    assert "httponly" in cookie and "samesite=strict" in cookie
    assert tab.http.get(API).status_code == 200
    tab.http.cookies.clear()
    second = tab.http.get("/", params={"token": token})
    assert second.status_code == 401
    assert "used before" in second.text


def test_a_used_link_in_the_same_browser_still_leads_to_the_page(client):
    tab = client()
    reply = tab.http.get("/", params={"token": "used or not"})
    assert reply.status_code == 200
    assert str(reply.url).endswith("/")


def test_links_expire():
    sessions = Sessions()
    assert sessions.exchange(sessions.link(lasts=-1)) is None


def test_nothing_without_the_cookie(client):
    tab = client()
    tab.http.cookies.clear()
    for method, path in [
        ("GET", API),
        ("GET", "/api/v1/media?item=1"),
        ("POST", "/api/v1/next"),
        ("GET", "/x"),
    ]:
        reply = tab.http.request(method, path, json={} if method == "POST" else None)
        assert reply.status_code == 401, path
        assert reply.json()["error"]["message"].startswith("Not signed in")
    assert tab.http.get("/").status_code == 401
    tab.http.cookies.set("labelwise-8765", "guessed")
    assert tab.http.get(API).status_code == 401


def test_bearer_lets_scripts_in(client):
    secret = "a-secret-of-thirty-characters-x"
    tab = client(bearer=secret)
    tab.http.cookies.clear()
    del tab.http.headers["Sec-Fetch-Site"]
    good, bad = {"Authorization": f"Bearer {secret}"}, {"Authorization": "Bearer wrong"}
    assert tab.http.get(API, headers=good).status_code == 200
    assert tab.http.post("/api/v1/next", json={"holder": "script"}, headers=good).status_code == 200
    assert tab.http.get(API, headers=bad).status_code == 401


def test_no_bearer_unless_one_is_set(client):
    tab = client()
    tab.http.cookies.clear()
    assert tab.http.get(API, headers={"Authorization": "Bearer "}).status_code == 401


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:8765", "127.0.0.1.evil.example", "", "a@127.0.0.1"]
)
def test_foreign_host_names_are_refused(client, host):
    reply = client().http.get(API, headers={"Host": host})
    assert reply.status_code == 421


@pytest.mark.parametrize(
    ("host", "allowed"),
    [
        ("127.0.0.1:1", True),
        ("localhost", True),
        ("[::1]:8000", True),
        ("[::1", False),
        ("localhost:x", False),
    ],
)
def test_host_allowed(host, allowed):
    assert host_allowed(host, ("127.0.0.1", "localhost", "::1")) is allowed


@pytest.mark.parametrize("site", ["cross-site", "same-site"])
def test_other_sites_can_neither_write_nor_read(client, site):
    tab = client()
    assert tab.post("next", {"holder": "x"}, headers={"Sec-Fetch-Site": site}).status_code == 403
    assert tab.get("status", headers={"Sec-Fetch-Site": site}).status_code == 403


@pytest.mark.parametrize(
    ("origin", "status"),
    [
        ("http://127.0.0.1:8765", 200),
        ("http://127.0.0.1:9999", 403),
        ("http://evil.example", 403),
        ("null", 403),
        (None, 403),
    ],
)
def test_without_fetch_metadata_the_origin_decides(client, origin, status):
    tab = client()
    del tab.http.headers["Sec-Fetch-Site"]
    headers = {} if origin is None else {"Origin": origin}
    assert tab.post("next", {"holder": "x"}, headers=headers).status_code == status


def test_bodies_are_limited(client):
    tab = client()
    path = "/api/v1/next"
    assert tab.http.post(path, content=b" " * (BODY_LIMIT + 1)).status_code == 413

    def endless():
        yield b"{}"

    assert tab.http.post(path, content=endless()).status_code == 411


def test_every_answer_carries_the_headers(client):
    tab = client()
    replies = [
        tab.http.get("/"), tab.get("status"), tab.get("nowhere"), tab.http.get("/static/page.js"),
        tab.get("status", headers={"Host": "evil.example"}), tab.post("answers", {}),
    ]  # fmt: skip
    for reply in replies:
        assert {k: reply.headers[k] for k in HEADERS} == HEADERS
    assert "default-src 'none'" in HEADERS["Content-Security-Policy"]
    assert "unsafe" not in HEADERS["Content-Security-Policy"]
    assert tab.get("status").headers["Cache-Control"] == "no-store"
    assert "server" not in tab.get("status").headers


def test_state_never_changes_by_get(client):
    tab = client()
    before = tab.campaign.fold.seq
    for path in ("next", "answers", "undo", "renew", "release", "links"):
        assert tab.get(path).status_code == 405
    for path in ("status", "history", "guidelines", "openapi.json"):
        assert tab.get(path).status_code == 200
    assert tab.campaign.refresh() == before


def test_static_files_stay_in_their_folder(client):
    http = client().http
    assert http.get("/static/page.js").status_code == 200
    for path in (
        "/static/../server.py",
        "/static/%2e%2e/server.py",
        "/static//etc/passwd",
        "/static/..%2fserver.py",
    ):
        assert http.get(path).status_code in (401, 404), path


def test_cookies_of_two_servers_on_one_host_differ():
    assert cookie_name("127.0.0.1:1") != cookie_name("127.0.0.1:2")


def test_a_link_for_another_browser(client):
    tab = client()
    url = tab.post("links").json()["url"]
    assert url.startswith("http://127.0.0.1:8765/?token=")
    tab.http.cookies.clear()
    assert tab.http.get(url).status_code == 200


def test_secrets_are_not_kept():
    sessions = Sessions("x" * 40)
    token = sessions.link()
    held = str(vars(sessions))
    assert token not in held and "x" * 40 not in held
