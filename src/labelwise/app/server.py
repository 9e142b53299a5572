"""The annotation server: the application, and running it until it is told to stop."""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import os
import shlex
import threading
import webbrowser
from collections.abc import AsyncIterator, Callable, Sequence
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fastapi import FastAPI
from starlette.staticfiles import StaticFiles

from labelwise.app import pages, problems
from labelwise.app.clerk import Clerk
from labelwise.app.lock import ProjectLock
from labelwise.app.news import News
from labelwise.app.routes import api
from labelwise.app.running import Running, listening
from labelwise.app.security import Guard, Sessions
from labelwise.app.settings import LOOPBACK, Settings, bearer_from_environment, own_name
from labelwise.app.trainer import Trainer
from labelwise.errors import BadParameter

if TYPE_CHECKING:
    from labelwise.campaign import Campaign

HERE = Path(__file__).parent
Ready = Callable[[str], object]
DAY = 86_400.0


def create_app(
    campaign: Campaign,
    settings: Settings,
    *,
    sessions: Sessions | None = None,
    training: Callable[[], dict[str, Any]] | None = None,
) -> FastAPI:
    """The application for one campaign.

    Parameters
    ----------
    campaign : Campaign
        Opened with ``background=True``.
    settings : Settings
        How the page looks and who may use it.
    sessions : Sessions, optional
        The one-time links; a new set by default.
    training : callable, optional
        Gives the state of the training process.

    Returns
    -------
    FastAPI
        With ``state.clerk``, ``state.news`` and ``state.sessions``.
    """
    known = sessions or Sessions(settings.bearer)
    clerk = Clerk(campaign, settings, training) if training else Clerk(campaign, settings)
    news = News(clerk)

    @contextlib.asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        watching = asyncio.create_task(news.watch())
        yield
        watching.cancel()
        news.close()

    app = FastAPI(
        title="labelwise",
        lifespan=lifespan,
        docs_url=None,
        redoc_url=None,
        openapi_url="/api/v1/openapi.json",
    )
    app.state.clerk, app.state.news, app.state.sessions = clerk, news, known
    app.include_router(api(clerk, news, known))
    app.include_router(pages.router(clerk, known))
    app.mount("/static", StaticFiles(directory=HERE / "static"))
    problems.install(app)
    app.add_middleware(Guard, settings=settings, sessions=known)
    return app


def serve(
    store: Path,
    *,
    host: str = "127.0.0.1",
    port: int = 0,
    open_browser: bool = True,
    guidelines: Path | str | None = None,
    name: str | None = None,
    suggest: bool = True,
    ready: Ready | None = None,
    trainer: Sequence[str] | None = None,
) -> None:
    """Run the annotation server of a project until Ctrl-C.

    Parameters
    ----------
    store : Path
        The project file.
    host : str
        A loopback address; other machines are never served by this command.
    port : int
        0 takes the project's own port, or a free one where that is taken.
    open_browser : bool
        Whether to open the page.
    guidelines : Path or str, optional
        A Markdown file, or its text.
    name : str, optional
        The annotator; the user of this machine by default.
    suggest : bool
        Whether the model's suggestions are shown.
    ready : callable, optional
        Is called with the page's one-time address as soon as it can be opened.
    trainer : sequence of str, optional
        What the interpreter runs to train, where the project does not store its learner;
        ``-m labelwise.app.worker STORE`` otherwise.

    Raises
    ------
    BadParameter
        For an address that is not loopback, guidelines that cannot be read, or a task without a widget.
    StoreLocked
        If another server has the project open.
    StoreError
        If the project cannot be opened.
    """
    from labelwise.campaign import Campaign

    store = Path(store)
    if host not in LOOPBACK:
        raise BadParameter(
            f"the host is {host!r}",
            allowed=", ".join(LOOPBACK),
            fix="use an SSH tunnel to reach the page from another machine",
        )
    text = _text(guidelines)
    with ProjectLock(store) as lock, Campaign.open(store, background=True) as campaign:
        _check_widget(campaign)
        settings = _settings(store, campaign, text, name, suggest)
        training = Trainer(store, command=trainer)
        app = create_app(campaign, settings, training=lambda: training.state)
        app.state.clerk.free_abandoned()
        with listening(host, port or own_port(store), fixed=port != 0) as sock:
            url = f"http://{_shown(host)}:{sock.getsockname()[1]}/"
            lock.note(url)
            token = app.state.sessions.link(DAY)
            begin = partial(_announce, f"{url}?token={token}", ready, open_browser)
            running = Running(app, begin, training.stop)
            training.start()
            try:
                running.run(sockets=[sock])
            finally:
                training.stop()


def _check_widget(campaign: Campaign) -> None:
    if campaign.task.widget not in pages.WIDGETS:
        raise BadParameter(
            f"the page has no widget for {campaign.task!r}",
            allowed="tasks with one class, several tags or a number an item",
            fix="answer through Campaign.ask and Campaign.tell",
        )


def _announce(url: str, ready: Ready | None, open_browser: bool) -> None:
    if ready is not None:
        ready(url)
    if open_browser:
        threading.Thread(target=webbrowser.open, args=(url,), daemon=True).start()


def _text(guidelines: Path | str | None) -> str:
    if not isinstance(guidelines, Path):
        return guidelines or ""
    try:
        return guidelines.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadParameter(
            f"the guidelines {guidelines} cannot be read", allowed="a UTF-8 text file"
        ) from error


def _settings(store: Path, campaign: Campaign, guidelines: str, name: str | None, suggest: bool) -> Settings:
    file = shlex.quote(store.name)
    images = campaign.pool.kind == "image"
    return Settings(
        project=store.name.removesuffix(store.suffix).removesuffix(".labelwise"),
        name=name or own_name(),
        guidelines=guidelines,
        suggest=suggest,
        export=f"labelwise export --project {file} -o labels.csv",
        predict=_predict(store, campaign),
        root=common_folder(campaign.pool.x(range(len(campaign.pool)))) if images else None,
        key=_digest(store).hex()[:12],
        bearer=bearer_from_environment(),
    )


def _predict(store: Path, campaign: Campaign) -> str:
    """The command that labels the whole file; empty when the items did not come from one."""
    path = ((campaign.pool.source or {}).get("args") or {}).get("path")
    if not path:
        return ""
    near = os.path.relpath(path, store.resolve().parent)
    return f"labelwise predict {shlex.quote(near)} --project {shlex.quote(store.name)} -o predicted.csv"


def common_folder(paths: list[Path]) -> Path:
    """The deepest folder that holds all ``paths``."""
    return Path(os.path.commonpath([path.absolute().parent for path in paths]))


def own_port(store: Path) -> int:
    """The same port for the same project, so that a page keeps its unsent answers over a restart.

    Examples
    --------
    >>> own_port(Path("a.db")) == own_port(Path("a.db"))
    True
    """
    return 20_000 + int.from_bytes(_digest(store)[:4], "big") % 10_000


def _digest(store: Path) -> bytes:
    return hashlib.sha256(str(store.resolve()).encode()).digest()


def _shown(host: str) -> str:
    return f"[{host}]" if ":" in host else host
