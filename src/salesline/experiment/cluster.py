"""Replications on a Dask cluster that somebody already runs: the same cells, the same records."""

from __future__ import annotations

import logging
from asyncio import CancelledError
from collections.abc import Generator, Sequence
from contextlib import contextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from salesline.errors import SalesLineError
from salesline.scenario.assignment import OWN_RULES

if TYPE_CHECKING:
    from salesline.experiment.runner import Cell, Outcome, Simulate

__all__ = ["on_cluster"]

WAIT = "10s"
RETRIES = 3


def on_cluster(cells: Sequence[Cell], simulate: Simulate, address: str) -> Generator[Outcome]:
    """Run cells on the cluster whose scheduler is at an address; give outcomes in order of completion.

    A worker that dies is made up for by the others: its cells run again, with the same result.

    Raises:
        SalesLineError: the package distributed is missing, or nobody answers at the address, or the scheduler goes away.

    """
    from salesline.experiment.runner import attempt_pickled, one_each  # noqa: PLC0415 - the runner imports this module

    with _client(address) as (client, as_completed):
        # A scenario travels once, as a task of its own: unlike scattered data it is made again when its worker dies.
        shared = {
            id(cell.scenario): client.submit(_same, _pickled(cell.scenario, simulate), pure=False)
            for cell in one_each(cells)
        }
        futures = [
            client.submit(attempt_pickled, index, shared[id(cell.scenario)], cell.seed, cell.replication,
                          pure=False, retries=RETRIES)
            for index, cell in enumerate(cells)
        ]  # fmt: skip
        try:
            for future in as_completed(futures, loop=client.loop):
                yield future.result()
        except _lost() as error:
            raise SalesLineError(
                f"the cluster at {address} went away in mid-run ({error}); start again"
            ) from error
        finally:
            client.cancel([future for future in futures if not future.done()], force=True)


@contextmanager
def _client(address: str) -> Generator[tuple[Any, Any]]:
    try:
        distributed: Any = import_module("distributed")  # an extra, and slow to import
    except ImportError:
        raise SalesLineError(
            "running on a cluster needs the package distributed: pip install 'salesline[cluster]' "
            "(in a checkout: pip install -e '.[cluster]')"
        ) from None
    logging.getLogger("distributed").setLevel(
        logging.ERROR
    )  # its own words about lost workers help nobody here
    try:
        client = distributed.Client(address, timeout=WAIT, set_as_default=False)
    except (OSError, ValueError, TypeError) as error:
        raise SalesLineError(
            f"no Dask scheduler answers at {address}: {str(error).splitlines()[0]}"
        ) from None
    try:
        yield client, distributed.as_completed
    finally:
        client.close(timeout=2)


def _lost() -> tuple[type[BaseException], ...]:
    client, scheduler = import_module("distributed.client"), import_module("distributed.scheduler")
    return (CancelledError, client.FutureCancelledError, scheduler.KilledWorker, OSError)


def _pickled(scenario: Any, simulate: Simulate) -> bytes:
    blob: bytes = import_module("distributed.protocol.pickle").dumps((scenario, simulate, dict(OWN_RULES)))
    return blob


def _same(blob: bytes) -> bytes:
    return blob
