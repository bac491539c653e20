"""Work that a page starts and that may outlast its answer: in a thread of this process, one at a time, told on the next page."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from django.contrib import messages
from django.db import connections
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

WAIT_S = 8.0  # what a small office asks for ends sooner, and the page after it says how it went
Told = Mapping[type[Exception], Callable[..., str]]  # what is said of an error that may be expected


@dataclass
class Wrong(Exception):
    """The work was done, and what it found is not well. message: Indonesian."""

    message: str


@dataclass(slots=True)
class Errand:
    """What the thread does, or did last. message: how it ended; well: as it should; told: a page showed it."""

    page: str
    known: Told
    what: str = ""
    step: str = ""
    running: bool = False
    message: str = ""
    well: bool = True
    told: bool = True
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self, request: HttpRequest, what: str, act: Callable[[], str]) -> HttpResponse:
        """Do it and wait a little for its end; lead to the page. act: returns what is said when it went well."""
        if not self.lock.acquire(blocking=False):
            messages.error(request, f"{self.what} masih berjalan. Tunggu sampai selesai.")
            return redirect(self.page)
        self.what, self.step, self.running, self.told = what, "", True, False
        thread = threading.Thread(target=self._act, args=(act,), name="pekerjaan", daemon=True)
        thread.start()
        thread.join(WAIT_S)
        return redirect(self.page)

    def tell(self, request: HttpRequest) -> None:
        """Say once how it ended, on the page that is answered."""
        if not self.running and not self.told:
            self.told = True
            (messages.success if self.well else messages.error)(request, self.message)

    def _act(self, act: Callable[[], str]) -> None:
        self.well, self.message = False, f"{self.what} gagal. Beri tahu pengelola Selaras."
        try:
            self.message = act()
            self.well = True
        except Wrong as wrong:
            self.message = wrong.message
        except tuple(self.known) as error:
            self.message = next(say for kind, say in self.known.items() if isinstance(error, kind))(error)
        finally:
            self.running = False
            connections.close_all()
            self.lock.release()
