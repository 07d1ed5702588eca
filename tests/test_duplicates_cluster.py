"""The search for duplicates on real Dask workers: what is found here, pair for pair."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pandas as pd
import pytest

from tests.clusters import Cluster, end, scheduler, worker
from validation.duplicates import Duplicates, Known, find, keys, pairs
from validation.errors import ClusterError
from validation.messages import Text
from workbook.duplicates_cluster import find_on_cluster

if TYPE_CHECKING:
    from collections.abc import Iterator

BRANDS = ("Fengdi", "Zorvak", "Lumetra", "Brennick", "Ostalia", "鑫达", "Kivaro", "Mandelsson")
TRADES = ("Tools", "Textile", "Lighting", "Paper", "Toys")
TOWNS = (("Hamburg", "DE"), ("Ningbo", "CN"), ("Lyon", "FR"), ("Chicago", "US"))
FORMS = {"DE": "GmbH", "CN": "Co., Ltd.", "FR": "S.A.R.L.", "US": "Inc."}
KNOWN = Known(own_domains=("ours.com",), different=[("C0", "C160"), ("C161", "C1")])


def lists() -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """160 customers typed twice in two ways, and 80 that share a brand nobody can tell by."""
    customers, contacts, titles = [], [], []
    for number in range(320):
        brand = BRANDS[number % 160 // 20] + ("" if number % 3 else "a")
        trade, (town, country) = TRADES[number % 5], TOWNS[number % 160 // 5 % 4]
        again = number >= 160
        name = f"{brand} {trade} {FORMS[country]}" if again else f"{town} {brand} {trade} Ltd"
        key, own = f"C{number}", f"{brand}{number % 160}.com".lower().replace("鑫达", "xinda")
        mail = ("x@ours.com", f"info@{own}", "a@gmail.com", None)[number % 4]
        customers.append((key, name.upper() if again else name, country, mail))
        phone = f"+49 30 {90_182_000 + number % 160}" if number % 7 else None
        contacts.append((key, f"Anna {'ABCDE'[number % 5]}. Koch{number % 11}", phone))
        if number % 10 == 0:
            titles.append((key, f"9133020{number % 160:03}MA59K2LX"[:18], "USCC"))
    customers += [(f"S{n}", f"Golden Star {'ABCDEFGH'[n % 8]}{n}", "AE", None) for n in range(80)]
    return (
        pd.DataFrame(
            customers,
            columns=["customer_id", "company_name_en", "country_region", "public_email"],
            index=range(5, 405),
        ),
        pd.DataFrame(contacts, columns=["customer_id", "contact_name", "phone"]),
        pd.DataFrame(titles, columns=["customer_id", "credit_code", "reg_scheme"]),
    )


def assert_same(there: Duplicates, here: Duplicates) -> None:
    pd.testing.assert_frame_equal(there.pairs, here.pairs)
    pd.testing.assert_frame_equal(there.hints, here.hints)
    assert there.clusters == here.clusters
    assert there.refused == here.refused
    assert there.capped == here.capped
    assert (there.compared, there.version) == (here.compared, here.version)


@pytest.fixture
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers."""
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    folder = tmp_path_factory.mktemp("cluster")
    one = scheduler(folder)
    try:
        worker(one, folder)
        worker(one, folder)
        yield one
    finally:
        end(one)


def test_the_workers_find_the_same_pairs_with_the_same_reasons(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    here = find(*lists(), known=KNOWN)
    nobody = pd.DataFrame({"company_name_en": pd.Series(dtype=object)})

    assert_same(find_on_cluster(*lists(), known=KNOWN, scheduler=cluster.address), here)
    assert_same(find_on_cluster(nobody, scheduler=cluster.address), find(nobody))
    assert set(here.pairs["band"]) == {"duplicate", "possible", "group"}
    assert here.capped
    assert here.clusters

    chunks = pairs.chunks

    def kill(found: pairs.Candidates, count: int) -> list[pairs.Candidates]:
        """The last worker goes before the pairs are scored, and nobody comes for it."""
        cluster.processes[-1].kill()
        return chunks(found, count)

    monkeypatch.setattr(pairs, "chunks", kill)
    assert_same(find_on_cluster(*lists(), known=KNOWN, scheduler=cluster.address), here)


def test_a_scheduler_that_goes_away_is_named(
    cluster: Cluster, monkeypatch: pytest.MonkeyPatch
) -> None:
    chunks = pairs.chunks

    def kill(found: pairs.Candidates, count: int) -> list[pairs.Candidates]:
        cluster.processes[0].kill()
        cluster.processes[0].wait()
        return chunks(found, count)

    monkeypatch.setattr(pairs, "chunks", kill)
    monkeypatch.setattr("workbook.cluster._PATIENCE", 3)
    with pytest.raises(ClusterError) as caught:
        find_on_cluster(*lists(), scheduler=cluster.address)

    assert caught.value.text == Text(
        f"集群 {cluster.address} 用不了：查重途中与集群的连接中断。请检查集群后重试，"
        "或在本机查重。",
        f"The cluster {cluster.address} cannot be used: the connection broke during the search "
        "for duplicates. Look after the cluster and try again or search on this machine.",
    )


@pytest.mark.parametrize("count", [1, 2, 7])
def test_keys_in_parts_make_the_pairs_that_they_make_as_one(count: int) -> None:
    found = keys.records(*lists())
    whole = pairs.candidates(found)
    parts = pairs.parts(pairs.keys(found), count)
    made = pairs.together([pairs.paired(part) for part in parts])

    assert len(parts) == count
    assert made.capped == whole.capped
    assert made.left.tolist() == whole.left.tolist()
    assert made.right.tolist() == whole.right.tolist()


def test_who_reads_the_names_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    here = find(*lists(), known=KNOWN)
    monkeypatch.setattr(keys, "_CHUNK", 7)
    with ThreadPoolExecutor(2) as pool:
        assert_same(find(*lists(), known=KNOWN, spread=pool.map), here)
