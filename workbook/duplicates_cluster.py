"""Duplicates among customers, worked out by a Dask cluster that is already running.

The workers read the names, pair the rows of each key and score the pairs; this machine numbers
what they read and joins the pairs to customers, so it must hold the list. What the workers run is
`validation.duplicates` as it runs here, part by part, and no part depends on another: the result
is the local one, pair for pair. Customers' rows travel to the workers: over tcp:// in the open.
"""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING, Any, TypeVar

from validation import collector
from validation.duplicates import finding, keys, pairs
from validation.duplicates.finding import Known
from workbook.cluster import connected, refusal

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

    import pandas as pd

    from validation.duplicates import Duplicates
    from validation.duplicates.clusters import Edges
    from validation.settings import Settings

_Item = TypeVar("_Item")
_Value = TypeVar("_Value")

_PARTS = 4
"""Parts of the work for each worker: one that is done early takes another."""
_KEYS, _PAIRS = 500_000, 250_000
"""The most keys and pairs in a part: a few megabytes."""


def find_on_cluster(  # noqa: PLR0913 - what `find` takes, and where
    customers: pd.DataFrame,
    contacts: pd.DataFrame | None = None,
    titles: pd.DataFrame | None = None,
    *,
    settings: Settings | None = None,  # noqa: ARG001 - no setting changes the points so far
    known: Known | None = None,
    scheduler: str,
) -> Duplicates:
    """Return what `validation.duplicates.find` returns, worked out by the workers of a cluster.

    Args:
        customers: as `find` takes them, and so are the contacts and the titles.
        contacts: None: none.
        titles: None: none.
        settings: the settings of the book.
        known: what the team knows beforehand; None: nothing.
        scheduler: such as tcp://10.0.0.5:8786.

    Raises:
        ClusterError: as `workbook.cluster.check_on_cluster` tells, and when the workers or the
            scheduler are lost on the way.
    """
    known = known if known is not None else Known()
    with connected(scheduler) as client, collector.at_rest():
        run = _Run(client, scheduler)
        found = keys.records(
            customers, contacts, titles, own_domains=known.own_domains, spread=run.spread
        )
        decided = finding.decisions(customers, known.different)
        typed = pairs.keys(found)
        parts = pairs.parts(typed, run.parts(len(typed), _KEYS))
        candidates = pairs.together(list(run.spread(pairs.paired, parts)))
        count = run.parts(len(candidates.left), _PAIRS)
        shared = run.everywhere((found, decided))
        scored = list(run.spread(_scored, pairs.chunks(candidates, count), shared))
        return finding.concluded(found, candidates, scored, decided)


def _scored(chunk: pairs.Candidates, shared: tuple[keys.Records, Edges]) -> finding.Scored:
    found, decided = shared
    return finding.scored(found, decided, chunk.left, chunk.right)


class _Run:
    """One search on a cluster."""

    def __init__(self, client: Any, scheduler: str) -> None:
        self._client = client
        self._scheduler = scheduler

    def parts(self, rows: int, most: int) -> int:
        """Return into how many parts to cut so many rows: some a worker, none over `most`."""
        return max(1, -(-rows // most), _PARTS * len(self._client.nthreads()))

    def everywhere(self, value: object) -> Any:
        """Return a reference to a value of which every worker has a copy."""
        with self._named():
            return self._client.scatter(value, broadcast=True, hash=False)

    def spread(
        self, function: Callable[..., _Value], items: Iterable[_Item], *more: Any
    ) -> Iterator[_Value]:
        """Hand the items out now and give back the results in order, as they are asked for.

        An item stays with the scheduler, so that a part whose worker is lost goes to another.
        """
        with self._named():
            # One by one: Dask wants small graphs.
            futures = [self._client.submit(function, item, *more, pure=False) for item in items]
        return self._results(futures)

    def _results(self, futures: Sequence[Any]) -> Iterator[Any]:
        for future in futures:
            with self._named():
                result = future.result()
            future.release()
            yield result

    @contextlib.contextmanager
    def _named(self) -> Iterator[None]:
        """Name the troubles of the cluster; those of our own code stay what they are."""
        from distributed import KilledWorker  # noqa: PLC0415  (an extra, and slow to import)
        from distributed.client import FutureCancelledError  # noqa: PLC0415

        try:
            yield
        except KilledWorker as error:
            raise refusal(self._scheduler, "workers_lost") from error
        except (FutureCancelledError, OSError, TimeoutError) as error:
            raise refusal(self._scheduler, "broken") from error
