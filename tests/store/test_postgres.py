"""The ledger in PostgreSQL passes the contract of every store; what is ours, and what every failure says."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import traceback

import numpy as np
import psycopg
import pytest
import sqlalchemy as sa

from labelwise.errors import MissingExtra, NotAStore, StoreError, StoreLocked
from labelwise.store import DuplicateEvent, open_store, postgres, refold, schema, versions
from labelwise.store.sql import SqlLedger
from labelwise.testing.postgres_server import PostgresServer
from labelwise.testing.store_events import asked, trained
from labelwise.testing.store_suite import StoreSuite
from labelwise.types import Event


class TestPostgresLedger(StoreSuite):
    @pytest.fixture(autouse=True)
    def _server(self, postgres):
        self.server, self.addresses = postgres, {}

    def make(self) -> SqlLedger:
        address = self.server.new()
        ledger = open_store(address, create=True)
        self.addresses[ledger] = address
        return ledger

    def address(self, ledger):
        return self.addresses[ledger]

    def damage(self, ledger, name):
        half = "length(content) / 2"
        sql = f"UPDATE artefacts SET content = set_byte(content, {half}, get_byte(content, {half}) # 1)"
        cursor = ledger._writer.cursor()
        cursor.execute(f"{sql} WHERE name = %s", (name,))
        assert cursor.rowcount == 1


@pytest.fixture
def url(postgres):
    """Of a project with 200 events."""
    url = postgres.new()
    with open_store(url, create=True) as ledger:
        ledger.append([trained(n) for n in range(1, 201)])
    return url


def name_of(url):
    return url.rpartition("project=")[2]


def look(postgres, url, sql):
    return postgres.run(sql.format(f'"{name_of(url)}"'))


def shows(ledger, name):
    return ledger._writer.cursor().execute(f"SHOW {name}").fetchone()[0]


def test_every_connection_is_durable_and_waits_five_seconds(postgres, url):
    postgres.run("ALTER ROLE labelwise SET synchronous_commit = off")
    try:
        with open_store(url, create=False) as ledger:
            assert shows(ledger, "synchronous_commit") == "on"
            assert shows(ledger, "lock_timeout") == "5s"
            assert shows(ledger, "idle_in_transaction_session_timeout") == "1min"
            assert shows(ledger, "search_path") == name_of(url)
            assert shows(ledger, "transaction_isolation") == "read committed"
    finally:
        postgres.run("ALTER ROLE labelwise RESET synchronous_commit")


def test_tables_and_columns_are_those_of_every_store(postgres, url):
    def columns(source):
        return {
            table: [(c["name"], str(c["type"])) for c in sa.inspect(source).get_columns(table)]
            for table in sorted(sa.inspect(source).get_table_names())
        }

    with open_store(url, create=False) as made:
        ours = columns(made._engine)
        rows = made._writer.cursor().execute("SELECT * FROM alembic_version").fetchall()
    assert rows == [(schema.HISTORY[-1],)]
    assert set(ours) == {"alembic_version", "answers", "artefacts", "events", "leases"}
    assert [name for name, _ in ours["events"]] == [column.name for column in schema.events.columns]
    postgres.run("CREATE SCHEMA migrated")
    engine = postgres_engine(postgres, "migrated")
    with engine.connect().execution_options(no_parameters=True) as connection:
        versions.upgrade(connection, "BEGIN")
        migrated = columns(connection)
    engine.dispose()
    ours["alembic_version"] = migrated["alembic_version"] = []  # the tool's own type differs in length
    assert migrated == ours


def postgres_engine(server, project):
    return postgres._engine(*postgres._parsed(f"{server.url}?project={project}"))


def test_creating_over_a_project_opens_it(url):
    with open_store(url, create=True) as ledger:
        assert ledger.last == 200


def test_another_process_resumes_where_this_one_stopped(postgres):
    url = postgres.new()
    with open_store(url, create=True) as ledger:
        stored = ledger.append([asked(1), trained(2)])
        current = ledger.current()
    with open_store(url, create=False) as ledger:
        assert (ledger.events(), ledger.current(), ledger.last) == (stored, current, 2)


def test_many_may_create_at_once(postgres):
    url, found, start = postgres.new(), [], threading.Barrier(4)

    def create():
        start.wait()
        with open_store(url, create=True) as ledger:
            found.extend(ledger.append([trained(threading.get_ident())]))

    threads = [threading.Thread(target=create) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(event.seq for event in found) == [1, 2, 3, 4]


def test_projects_of_one_database_are_apart(postgres):
    one, two = postgres.new(), postgres.new()
    with open_store(one, create=True) as first, open_store(two, create=True) as second:
        first.append([trained(1)])
        name = first.put({"a": np.arange(3)})
        with first.transaction() as tx:  # its writer does not hold up the other's
            tx.append([trained(2)])
            second.append([trained(1)])
        with pytest.raises(StoreError, match=f"artefact '{name}' is not in the project"):
            second.get(name)
        assert (first.last, second.last) == (2, 1)


def test_without_a_name_the_project_is_labelwise(postgres):
    with open_store(postgres.url, create=True) as ledger:
        ledger.append([trained(1)])
    with open_store(
        f"{postgres.url.replace('postgresql', 'postgres', 1)}?project=labelwise", create=False
    ) as ledger:
        assert ledger.last == 1


def test_a_missing_project_is_named_and_not_made(postgres):
    url = postgres.new()
    with pytest.raises(StoreError, match=rf"no project 'postgresql://labelwise@127.*{name_of(url)}'\. "):
        open_store(url, create=False)
    assert look(postgres, url, "SELECT to_regnamespace('{}')") == [(None,)]


def test_a_foreign_schema_is_refused_and_left_alone(postgres):
    url = postgres.new()
    look(postgres, url, "CREATE SCHEMA {}")
    look(postgres, url, "CREATE TABLE {}.events (x int)")
    for create in (True, False):
        with pytest.raises(NotAStore, match=r"something else.*choose another project="):
            open_store(url, create=create)
    tables = f"SELECT tablename FROM pg_tables WHERE schemaname = '{name_of(url)}'"
    assert postgres.run(tables) == [("events",)]


def test_an_empty_schema_is_used(postgres):
    url = postgres.new()
    look(postgres, url, "CREATE SCHEMA {}")
    with open_store(url, create=True) as ledger:
        assert ledger.last == 0


@pytest.mark.parametrize("project", ["Pets", "a b", 'a"b', "pg_x", "x" * 64, "a&project=b"])
def test_odd_names_are_refused(postgres, project):
    with pytest.raises(StoreError, match="Allowed: one name of at most 63 lower-case letters"):
        open_store(f"{postgres.url}?project={project}", create=True)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        (r"{port}/", "1/", "cannot be reached.*refused.*To fix: start the server"),
        (r"{password}@", "secret@", "password authentication failed.*check user and password"),
        ("//labelwise:", "//anna:", "password authentication failed.*check user and password"),
        ("/postgres", "/no_such_database", 'database "no_such_database" does not exist.*createdb'),
        ("127.0.0.1", "no.such.host.invalid", "resolve.*check the host"),
        ("/postgres", "/postgres?sslmodus=x", "sslmodus.*To fix: write it as postgresql://user@host"),
        ("127.0.0.1:", "127.0.0.1:x", "cannot be read. Allowed: postgresql://user@host"),
    ],
)
def test_what_cannot_be_reached_says_what_to_do_and_never_the_password(postgres, old, new, said):
    url = postgres.url.replace(old.format(port=postgres.port, password=postgres.password), new)
    assert url != postgres.url
    with pytest.raises(StoreError, match=f"(?s){said}") as caught:
        open_store(url, create=True)
    shown = str(caught.value) + "".join(traceback.format_exception(caught.value))
    assert postgres.password not in shown
    assert "secret" not in shown


def test_a_user_without_rights_is_told_whom_to_ask(postgres, url):
    postgres.run(f"CREATE ROLE guest LOGIN PASSWORD '{postgres.password}'")
    guest = url.replace("//labelwise:", "//guest:")
    with pytest.raises(StoreError, match=r"permission denied.*let the owner of the database grant it"):
        open_store(guest, create=False)
    with pytest.raises(StoreError, match=r"permission denied.*let the owner of the database grant it"):
        open_store(guest.replace(name_of(url), "new"), create=True)
    look(postgres, url, "GRANT USAGE ON SCHEMA {} TO guest")
    look(postgres, url, "GRANT SELECT ON ALL TABLES IN SCHEMA {} TO guest")
    with open_store(guest, create=False) as ledger:
        assert ledger.last == 200
        with pytest.raises(StoreError, match="permission denied"):
            ledger.append([trained(201)])


def test_a_locked_store_says_so_and_readers_do_not_wait(url, monkeypatch):
    monkeypatch.setattr(postgres, "LOCK_SECONDS", 0.05)
    with open_store(url, create=False) as ledger, open_store(url, create=False) as other:
        with other.transaction() as tx:
            tx.append([trained(201)])
            with pytest.raises(StoreLocked, match="another process holds the project"):
                ledger.append([trained(202)])
            assert len(ledger.events()) == ledger.last == 200
            ledger.put({"a": np.arange(3)})
        assert ledger.append([trained(202)])[0].seq == 202


def test_an_id_that_this_transaction_has_written(url):
    with open_store(url, create=False) as ledger:
        with pytest.raises(DuplicateEvent, match="an id is taken"), ledger.transaction() as tx:
            tx.append([trained(201)])
            tx.append([trained(201)])
        assert ledger.append([trained(201)])[0].seq == 201


def test_text_that_the_database_cannot_hold(url):
    with open_store(url, create=False) as ledger:
        with pytest.raises(StoreError, match="NUL"):
            ledger.append([Event("changed", "x", 0.0, item="a\0b")])
        with pytest.raises(StoreError, match="use shorter ids"):
            ledger.append([Event("changed", np.random.default_rng(0).bytes(9000).hex(), 0.0)])
        assert ledger.append([trained(201)])[0].seq == 201


def test_a_database_in_another_encoding_is_refused(postgres):
    postgres.run("CREATE DATABASE latin ENCODING 'LATIN1' TEMPLATE template0 LOCALE 'C'")
    with pytest.raises(StoreError, match=r"encoding LATIN1. Allowed: a database in UTF8"):
        open_store(postgres.url.replace("/postgres", "/latin"), create=True)


def test_a_copy_that_cannot_be_written_says_so(url):
    with open_store(url, create=False) as ledger:
        ledger._writer.cursor().execute("SET default_transaction_read_only = on")
        with pytest.raises(StoreError, match=r"read-only.*connect to the primary server"):
            ledger.append([trained(201)])


def test_a_newer_project_is_refused(postgres, url):
    look(postgres, url, "UPDATE {}.alembic_version SET version_num = '9999'")
    with pytest.raises(StoreError, match=r"newer labelwise \(schema 9999\).*upgrade labelwise"):
        open_store(url, create=False)


def test_a_writer_that_vanishes_holds_nobody_up(url, monkeypatch):
    monkeypatch.setattr(postgres, "IDLE_SECONDS", 0.1)
    with open_store(url, create=False) as gone, open_store(url, create=False) as ledger:
        with pytest.raises(StoreError, match=r"cannot be reached.*idle"), gone.transaction() as tx:
            assert ledger.append([trained(201)])  # waits until the server has ended the other
            tx.append([trained(202)])
        assert gone.append([trained(202)])[0].seq == 202


def test_the_server_stops_at_once_and_comes_back(postgres):
    """What was acknowledged is there, nothing is half, and an open ledger goes on by itself."""
    with PostgresServer(postgres.programs) as server:
        url, done, stop, refused = server.new(), [], threading.Event(), []
        with open_store(url, create=True) as ledger:

            def write():
                while not stop.is_set():
                    number = ledger_last(ledger)
                    try:
                        done.extend(e.id for e in ledger.append([trained(number + 1), trained(number + 2)]))
                    except StoreError as error:
                        refused.append(error)

            def ledger_last(ledger):
                while not stop.is_set():
                    try:
                        return ledger.last
                    except StoreError as error:
                        refused.append(error)
                return 0

            writer = threading.Thread(target=write)
            writer.start()
            until(lambda: len(done) > 20)
            server.stop(signal.SIGQUIT)
            until(lambda: refused)
            before = len(done)
            server.start()
            until(lambda: len(done) > before + 20)
            stop.set()
            writer.join()
            ids = [event.id for event in ledger.events()]
            assert ledger.current() == refold(ledger)
        assert ids == [f"e{n}" for n in range(1, len(ids) + 1)]
        assert set(done) <= set(ids)
        assert len(ids) % 2 == 0
        assert all("cannot be reached" in str(error) for error in refused)


def until(what):
    waited = threading.Event()
    for _ in range(1000):
        if what():
            return
        waited.wait(0.01)
    raise AssertionError("nothing has happened for ten seconds")


def test_a_connection_lost_in_the_middle_takes_the_transaction_back(postgres, url):
    with open_store(url, create=False) as ledger:
        with pytest.raises(StoreError, match="cannot be reached"), ledger.transaction() as tx:
            tx.append([trained(201)])
            backend = ledger._writer.driver_connection.info.backend_pid
            postgres.run(f"SELECT pg_terminate_backend({backend}, 5000)")
            tx.append([trained(202)])
        assert ledger.last == 200
        assert ledger.append([trained(201)])[0].seq == 201


def test_a_full_disk_keeps_what_was_there(postgres, small_disk):
    owner = os.stat(postgres._folder)
    os.chown(small_disk.path, owner.st_uid, owner.st_gid)
    postgres.run(f"CREATE TABLESPACE small LOCATION '{small_disk.path}'")
    postgres.run("CREATE DATABASE small TABLESPACE small")
    url = postgres.url.replace("/postgres", "/small")
    with open_store(url, create=True) as ledger:
        ledger.append([trained(n) for n in range(1, 101)])
        with pytest.raises(StoreError, match=r"No space left.*free some space"):
            for n in range(1000):
                ledger.append([big(100 * n + k) for k in range(101, 201)])
        before = ledger.last
        assert before % 100 == 0
        with pytest.raises(StoreError, match=r"No space left.*free some space"):
            ledger.put({"a": np.random.default_rng(0).random(4_000_000)})
        small_disk.grow()
        assert len(ledger.events()) == ledger.last == before
        assert ledger.append([trained(99_999)])
        assert ledger.get(ledger.put({"a": np.arange(3)}))["a"].tolist() == [0, 1, 2]
        assert ledger.current() == refold(ledger)
    postgres.run("DROP DATABASE small")
    postgres.run("DROP TABLESPACE small")


def big(n):
    text = np.random.default_rng(n).bytes(900).hex()
    return Event("trained", f"e{n}", 0.0, body={"text": text})


def test_a_dump_of_the_schema_is_a_whole_backup(postgres, url, tmp_path):
    with open_store(url, create=False) as ledger:
        name = ledger.put({"a": np.arange(3)})
        ledger.append([asked(201)])
        events, current = ledger.events(), ledger.current()
    dump, server = str(tmp_path / "dump"), ["--dbname", postgres.url]
    for command in (
        ["pg_dump", "--schema", name_of(url), "--format", "custom", "--file", dump, *server],
        ["pg_restore", "--clean", "--if-exists", *server, dump],
    ):
        command[0] = str(postgres.programs / command[0])
        subprocess.run(command, check=True, capture_output=True)
    with open_store(url, create=False) as ledger:
        assert (ledger.events(), ledger.current()) == (events, current)
        assert ledger.get(name)["a"].tolist() == [0, 1, 2]
        assert ledger.append([trained(202)])[0].seq == 202


def test_without_the_driver_it_names_the_extra():
    code = (
        "import sys; sys.modules['psycopg'] = None\n"
        "from labelwise.store import open_store\n"
        "try: open_store('postgresql://x/y', create=False)\n"
        "except ValueError as error: print(type(error).__name__, error)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == f"MissingExtra {MissingExtra.named('psycopg', 'postgres')}"


def test_a_host_that_an_older_driver_does_not_find_is_to_be_checked():
    error = postgres.explain(psycopg.OperationalError("[Errno -2] Name or service not known"), "the project")
    assert "check the host" in str(error)


def test_other_errors_keep_the_servers_words():
    error = postgres.explain(psycopg.errors.UndefinedTable('relation "events" does not exist'), "the project")
    assert str(error).startswith(
        'the project cannot be used: relation "events" does not exist. To fix: restore'
    )
