"""A program of a peer's project, driven by JSON lines on its standard input and output."""

import json
import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import TracebackType
from typing import Any, Self

STOP_SECONDS = 30.0


class WorkerFailed(RuntimeError):
    """The program ended or answered with an error; its log says why."""


class Worker:
    """Starts the program and asks it for things; the first line it writes is its greeting.

    A request is {"ask": name, ...}; the answer is one object, {"error": text} when it failed. What
    the program writes to standard error goes to `log`; `folder` is where it runs.
    """

    def __init__(
        self,
        command: Sequence[str | Path],
        log: Path,
        environment: Mapping[str, str] | None = None,
        folder: Path | None = None,
    ) -> None:
        self._log = log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [str(part) for part in command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                env=environment,
                cwd=folder,
                text=True,
            )
        self.greeting = self._answer()

    @property
    def pid(self) -> int:
        return self._process.pid

    def ask(self, name: str, **details: object) -> dict[str, Any]:
        assert self._process.stdin is not None
        print(json.dumps({"ask": name, **details}), file=self._process.stdin, flush=True)
        return self._answer()

    def _answer(self) -> dict[str, Any]:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        if not line:
            raise WorkerFailed(f"ended without an answer, see {self._log}")
        answer: dict[str, Any] = json.loads(line)
        if "error" in answer:
            raise WorkerFailed(f"{answer['error']}, see {self._log}")
        return answer

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.close()
        try:
            self._process.wait(STOP_SECONDS)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()
        self._process.stdout.close()
