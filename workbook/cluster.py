"""Checking many workbooks on a Dask cluster that is already running.

The workers open the files themselves, so they must see them under the same paths, and they must
run the same Relaybook on the same libraries, or the findings would not be the same. Each file is
opened in an isolated process there as it is here. Whoever runs the scheduler can run any code
here and on every worker: that is Dask's nature, so only a cluster of one's own will do.
"""

from __future__ import annotations

import contextlib
import os
import queue
import uuid
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from validation.errors import ClusterError, RelaybookError
from validation.messages import message
from workbook import isolation
from workbook.checking import CheckedFile, FailedFile
from workbook.clustertask import Readiness, Task, check_there, fingerprint, versions
from workbook.folders.batch import Checked, Result, Watch, terminable, unexpected
from workbook.folders.progress import Tally
from workbook.folders.walk import places
from workbook.prescreen.refusals import shown

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from workbook.checking import Question
    from workbook.folders.walk import Found

_PATIENCE = 10  # seconds for the scheduler, and again for its first worker
_AHEAD = 1000  # files handed over before the first of them is back
_TICK = 1.0  # seconds


def check_on_cluster(
    found: Sequence[Found],
    question: Question,
    *,
    scheduler: str,
    copies: Path | None = None,
    on_done: Watch | None = None,
) -> Checked:
    """Return what `check_all` returns, worked out by the workers of a Dask cluster.

    A worker that is lost has its files checked by another; a file that loses several is named.
    Ctrl-C gives back what was done; the few files being checked just then are finished by their
    workers, and nobody hears of them.

    Args:
        found: the files, as `Walk` gives them; every worker must see them under these paths.
        question: the same for every file.
        scheduler: such as tcp://10.0.0.5:8786; with a password only tls://.
        copies: the folder of the marked copies, seen by every worker too; None: none.
        on_done: is called in this thread.

    Raises:
        ClusterError: the extra `cluster` is not installed, the scheduler does not answer, has
            no workers, or workers that differ from this machine or do not see the files.
        CopiesAmongOriginalsError: a marked copy would stand where a file to check stands.
    """
    if question.catalogue is not None:
        question = replace(question, catalogue=_full(question.catalogue))
    targets = places(found, copies) if copies is not None else [None] * len(found)
    # A file that is not even here says nothing about the workers.
    shared = [question.catalogue] if question.catalogue else []
    shared += [_full(file.path) for file in found if fingerprint(file.path)][:1]
    with connected(scheduler, shared, secret=question.password is not None) as client:
        run = _Run(client, found, targets, question)
        return run.checked(on_done or (lambda _progress, _result: None))


@contextlib.contextmanager
def connected(
    scheduler: str, shared: Sequence[Path] = (), *, secret: bool = False
) -> Iterator[Any]:
    """Give a Dask client of workers that can do the work as this machine would.

    Args:
        scheduler: such as tcp://10.0.0.5:8786; with `secret` only tls://.
        shared: files that every worker must see as they are here.
        secret: whether a password is to travel.

    Raises:
        ClusterError: as `check_on_cluster` tells.
    """
    if secret and not scheduler.startswith("tls://"):
        raise refusal(scheduler, "password")
    client = _client(scheduler)
    try:
        _agree(client, scheduler, shared, secret=secret)
        yield client
    finally:
        with contextlib.suppress(Exception):  # the scheduler may be gone
            client.close(timeout=_PATIENCE)


def refusal(scheduler: str, reason: str, **facts: object) -> ClusterError:
    """Return the error that says why a cluster cannot be used, in the words of `cluster.reason`."""
    return ClusterError(scheduler=shown(scheduler), reason=message(f"cluster.{reason}", **facts))


def _client(scheduler: str) -> Any:
    """Return a Dask client of the scheduler."""
    try:
        import distributed  # noqa: PLC0415  (an extra, and slow to import)
    except ImportError as error:
        raise refusal(scheduler, "extra_missing") from error
    # Dask itself may wait for ever for an address it cannot take apart.
    if not _is_address(scheduler):
        raise refusal(scheduler, "bad_address")
    client: Any = distributed.Client  # it has no types
    try:
        return client(scheduler, timeout=_PATIENCE, set_as_default=False, name="relaybook")
    except (OSError, TimeoutError) as error:
        raise refusal(scheduler, "no_answer", seconds=_PATIENCE) from error
    except (ValueError, TypeError, RuntimeError) as error:
        raise refusal(scheduler, "bad_address") from error


def _is_address(scheduler: str) -> bool:
    try:
        parts = urlsplit(scheduler)
        return parts.scheme in {"tcp", "tls"} and bool(parts.hostname and parts.port)
    except ValueError:
        return False


def _agree(client: Any, scheduler: str, shared: Sequence[Path], *, secret: bool) -> None:
    """Raise ClusterError unless every worker can do the work as this machine would."""
    try:
        client.wait_for_workers(1, timeout=_PATIENCE)
    except TimeoutError as error:
        raise refusal(scheduler, "no_workers") from error
    ours = Readiness(versions(), {path: fingerprint(path) for path in shared})
    for worker, answer in client.run(_readiness(), list(shared)).items():
        if secret and not worker.startswith("tls://"):
            raise refusal(scheduler, "password")
        if answer is None:
            raise refusal(scheduler, "no_relaybook", worker=worker)
        _compare(scheduler, worker, ours, Readiness(*answer))


def _compare(scheduler: str, worker: str, ours: Readiness, theirs: Readiness) -> None:
    for name in sorted({*ours.versions, *theirs.versions}):
        here, there = ours.versions.get(name, "-"), theirs.versions.get(name, "-")
        if here != there:
            facts = {"name": name, "theirs": there, "ours": here}
            raise refusal(scheduler, "versions", worker=worker, **facts)
    for path, expected in ours.files.items():
        if theirs.files[path] != expected:
            raise refusal(scheduler, "not_visible", worker=worker, path=shown(path))


def _readiness() -> Any:
    """Return a function that crosses by value, for a worker may not know Relaybook at all."""

    def readiness(paths: list[Path]) -> Any:
        try:
            from workbook import clustertask  # noqa: PLC0415
        except ImportError:
            return None
        return clustertask.versions(), {path: clustertask.fingerprint(path) for path in paths}

    return readiness


class _Run:
    """One check on a cluster: what is handed over, what is back."""

    def __init__(
        self,
        client: Any,
        found: Sequence[Found],
        targets: Sequence[Path | None],
        question: Question,
    ) -> None:
        self._client = client
        self._found = found
        self._targets = targets
        self._question = question
        self._results: list[Result | None] = [None] * len(found)
        self._tally = Tally(found)
        self._next = iter(range(len(found)))
        self._pending: dict[int, Any] = {}
        self._name = f"relaybook-{uuid.uuid4().hex}"
        self._events: queue.SimpleQueue[int] = queue.SimpleQueue()

    def checked(self, told: Watch) -> Checked:
        stopped = False
        try:
            with terminable():
                for _ in range(_AHEAD):
                    self._hand_over()
                while self._pending:
                    self._take_back(told)
        except KeyboardInterrupt:
            stopped = True
            with contextlib.suppress(Exception):  # a courtesy to the cluster
                self._client.cancel(list(self._pending.values()), force=True)
        results = tuple(result for result in self._results if result is not None)
        not_done = len(self._found) - len(results)
        return Checked(results, stopped and not_done > 0, not_done)

    def _hand_over(self) -> None:
        number = next(self._next, None)
        if number is None:
            return
        path, target = _full(self._found[number].path), self._targets[number]
        copy = None if target is None else _full(target)
        task = Task(path, self._question, copy, fingerprint(path), versions()["relaybook"])
        future = self._client.submit(check_there, task, key=f"{self._name}-{number}", pure=False)
        self._pending[number] = future
        future.add_done_callback(lambda _: self._events.put(number))

    def _take_back(self, told: Watch) -> None:
        try:
            number = self._events.get(timeout=_TICK)
        except queue.Empty:
            told(self._tally.progress(), None)
            if self._client.status != "running":
                for number in tuple(self._pending):
                    self._finish(number, told, self._failed(number, "gone"))
            return
        if number in self._pending:
            self._finish(number, told, self._result(number, self._pending[number]))
            self._hand_over()

    def _finish(self, number: int, told: Watch, result: Result) -> None:
        self._results[number] = result
        self._pending.pop(number).release()
        self._tally.finish(number)
        told(self._tally.progress(), result)

    def _result(self, number: int, future: Any) -> Result:
        """Return what the workers made of one file, naming files as the caller did."""
        file, target = self._found[number], self._targets[number]
        answer = _answer(future)
        if isinstance(answer, CheckedFile):
            copy = answer.copy
            if copy is not None and target is not None:
                copy = str(target.with_name(Path(copy).name))
            return replace(answer, path=str(file.path), copy=copy)
        if isinstance(answer, RelaybookError):
            error = isolation.as_given(answer, file.path)
            text = (error if target is None else isolation.as_given(error, target)).text
        elif isinstance(answer, str):
            return self._failed(number, answer)
        else:
            text = unexpected(answer)
        return FailedFile(path=str(file.path), error=text)

    def _failed(self, number: int, reason: str) -> FailedFile:
        path = self._found[number].path
        return FailedFile(path=str(path), error=message(f"cluster.{reason}", path=shown(path)))


def _answer(future: Any) -> CheckedFile | RelaybookError | Exception | str:
    """Return what `check_there` returned; "lost" or "gone" when it never got so far."""
    from distributed import KilledWorker  # noqa: PLC0415
    from distributed.client import FutureCancelledError  # noqa: PLC0415

    try:
        answer = future.result()
    except KilledWorker:
        return "lost"
    except (FutureCancelledError, OSError, TimeoutError):
        return "gone"
    except Exception as error:  # noqa: BLE001  (raised over there, by no foreseeable class)
        return error
    assert isinstance(answer, CheckedFile | Exception)
    return answer


def _full(path: Path) -> Path:
    return Path(os.path.abspath(path))  # noqa: PTH100  (resolve() would follow links)
