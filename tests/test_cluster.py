"""A real Dask scheduler and real workers: the same findings as here, and troubles by name."""

from __future__ import annotations

import datetime as dt
import io
import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import dask
import distributed  # noqa: F401  (its settings must be there before ours)
import openpyxl
import psutil
import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from msoffcrypto.format.ooxml import OOXMLFile

from tests.clusters import Cluster, end, scheduler, worker
from validation.errors import ClusterError
from validation.messages import Text
from workbook.checking import CheckedFile, Question
from workbook.cluster import check_on_cluster
from workbook.clustertask import Task, fingerprint, versions
from workbook.folder import Checked, Found, Walk, check_all
from workbook.report import json as json_report

if TYPE_CHECKING:
    from collections.abc import Iterator

    from workbook.folder import Progress, Result

ROOT = Path(__file__).parent.parent
DAY = Question(now=dt.datetime(2026, 11, 22, 4, tzinfo=dt.UTC), today=dt.date(2026, 11, 22))
HEAD = "company_name_en,public_email\n"
BAD = HEAD + "A GmbH,a(at)b\n"
GOOD = HEAD + "A GmbH,info@a.de\n"


@pytest.fixture(scope="module")
def cluster(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Cluster]:
    """A scheduler with two workers."""
    folder = tmp_path_factory.mktemp("cluster")
    one = scheduler(folder)
    try:
        worker(one, folder)
        worker(one, folder)
        yield one
    finally:
        end(one)


@pytest.fixture
def lonely(tmp_path: Path) -> Iterator[Cluster]:
    """A scheduler of the test's own, without workers."""
    one = scheduler(tmp_path)
    try:
        yield one
    finally:
        end(one)


def listed(top: Path, **texts: str) -> list[Found]:
    top.mkdir(exist_ok=True)
    for name, text in texts.items():
        (top / f"{name}.csv").write_text(text, encoding="utf-8")
    return list(Walk([top]))


def report(checked: Checked) -> str:
    return json_report.render(dt.date(2026, 11, 22), checked.results)


def refused(address: str, found: list[Found], question: Question = DAY) -> Text:
    with pytest.raises(ClusterError) as caught:
        check_on_cluster(found, question, scheduler=address)
    return caught.value.text


def test_the_report_is_to_the_byte_the_one_made_here(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    listed(Path("team"), a=BAD, b=GOOD, c="", d=BAD, e=" \n", f=BAD * 3)
    Path("team", "g.xlsx").write_bytes(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    found = list(Walk([Path("team"), Path("gone.xlsx")]))
    finished: list[Result] = []

    def note(progress: Progress, result: Result | None) -> None:
        if result is not None:
            finished.append(result)
            assert progress.done == len(finished)

    here = check_all(found, DAY, workers=1, copies=Path("out"))
    copies = sorted(file.name for file in Path("out", "team").iterdir())
    shutil.rmtree("out")
    there = check_on_cluster(
        found, DAY, scheduler=cluster.address, copies=Path("out"), on_done=note
    )

    assert sorted(file.name for file in Path("out", "team").iterdir()) == copies
    assert copies == ["a.csv.xlsx", "b.csv.xlsx", "d.csv.xlsx", "f.csv.xlsx"]
    assert report(there) == report(here)
    assert there == here
    assert len(there.results) == len(finished) == 8
    assert sum(isinstance(one, CheckedFile) for one in there.results) == 4


def test_the_files_are_opened_in_isolated_processes_of_the_dask_workers(
    cluster: Cluster, tmp_path: Path
) -> None:
    check_on_cluster(listed(tmp_path / "team", a=BAD), DAY, scheduler=cluster.address)
    commands = [
        " ".join(child.cmdline())
        for process in cluster.processes[1:]
        for child in psutil.Process(process.pid).children(recursive=True)
    ]

    assert any("workbook.worker" in command for command in commands)


def test_a_worker_that_is_lost_has_its_file_checked_by_another(
    lonely: Cluster, tmp_path: Path
) -> None:
    first = worker(lonely, tmp_path)
    found = listed(tmp_path / "team", a=BAD, b=HEAD + "B GmbH,info@b.de\n" * 5_000, c=BAD)

    def replace_worker(_: Progress, result: Result | None) -> None:
        if result is not None and first.poll() is None:
            first.kill()
            worker(lonely, tmp_path)

    checked = check_on_cluster(found, DAY, scheduler=lonely.address, on_done=replace_worker)

    assert [type(one) for one in checked.results] == [CheckedFile] * 3


def test_a_scheduler_that_goes_away_leaves_the_files_not_checked_by_name(
    lonely: Cluster, tmp_path: Path
) -> None:
    worker(lonely, tmp_path)
    slow = HEAD + "".join(f"B{n} GmbH,info@b{n}.de\n" for n in range(150_000))
    found = listed(tmp_path / "team", a=BAD, b=slow)

    def kill(_: Progress, result: Result | None) -> None:
        if result is not None:
            lonely.processes[0].kill()

    checked = check_on_cluster(found, DAY, scheduler=lonely.address, on_done=kill)

    assert isinstance(checked.results[0], CheckedFile)
    path = tmp_path / "team" / "b.csv"
    assert checked.results[1].error == Text(  # type: ignore[union-attr]
        f"与集群的连接中断，文件 {path} 没有校验。请检查集群后重试。",
        f"The connection to the cluster broke before {path} was checked. "
        "Look after the cluster and try again.",
    )


def test_a_scheduler_that_does_not_answer_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbook.cluster._PATIENCE", 1)

    assert refused("tcp://127.0.0.1:9", listed(tmp_path / "team", a=BAD)) == Text(
        "集群 tcp://127.0.0.1:9 用不了：1 秒内没有应答。请检查地址、网络和证书。",
        "The cluster tcp://127.0.0.1:9 cannot be used: it did not answer within 1 seconds. "
        "Check the address and the network and the certificates.",
    )


@pytest.mark.parametrize(
    "address", ["", "nonsense://x:1", "tcp://a:not-a-port", "tcp://a", "tcp://[a:1"]
)
def test_what_is_no_address_is_refused(address: str, tmp_path: Path) -> None:
    assert refused(address, listed(tmp_path / "team", a=BAD)).en == (
        f"The cluster {address} cannot be used: an address is written tcp://host:port or "
        "tls://host:port."
    )


def test_a_scheduler_without_workers_is_refused(
    lonely: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("workbook.cluster._PATIENCE", 1)

    assert refused(lonely.address, listed(tmp_path / "team", a=BAD)) == Text(
        f"集群 {lonely.address} 用不了：上面没有工作进程。请先用 dask worker 启动。",
        f"The cluster {lonely.address} cannot be used: it has no workers. "
        "Start some with dask worker.",
    )


def test_a_password_never_travels_in_the_open(cluster: Cluster, tmp_path: Path) -> None:
    secret = replace(DAY, password="correct horse")  # noqa: S106

    assert refused(cluster.address, listed(tmp_path / "team", a=BAD), secret) == Text(
        f"集群 {cluster.address} 用不了：密码只能经加密的连接发送。请使用 tls:// 的集群，"
        "或在本机校验。",
        f"The cluster {cluster.address} cannot be used: a password travels over an encrypted "
        "connection only. Use a tls:// cluster or check on this machine.",
    )


def test_a_password_reaches_the_workers_of_an_encrypted_cluster(tmp_path: Path) -> None:
    plain, locked = io.BytesIO(), tmp_path / "locked.xlsx"
    openpyxl.Workbook().save(plain)
    with locked.open("wb") as file:
        OOXMLFile(plain).encrypt("correct horse", file)
    secret = replace(DAY, password="correct horse")  # noqa: S106
    found = [Found(locked, Path(locked.name))]
    keys = certificate(tmp_path)
    one = scheduler(tmp_path, "--protocol", "tls", **keys)
    try:
        worker(one, tmp_path, **keys)
        with dask.config.set({dotted(name): value for name, value in keys.items()}):
            checked = check_on_cluster(found, secret, scheduler=one.address)
        without = refused(one.address, found, secret)
    finally:
        end(one)

    assert one.address.startswith("tls://")
    assert [type(result) for result in checked.results] == [CheckedFile]
    assert "an address is written" in without.en


def certificate(folder: Path) -> dict[str, str]:
    """Dask's environment for a key and a certificate of our own, good for everyone here."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "relaybook test")])
    now = dt.datetime.now(dt.UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - dt.timedelta(days=1))
        .not_valid_after(now + dt.timedelta(days=1))
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    own, public = folder / "key.pem", folder / "cert.pem"
    pem, none = serialization.Encoding.PEM, serialization.NoEncryption()
    own.write_bytes(key.private_bytes(pem, serialization.PrivateFormat.PKCS8, none))
    public.write_bytes(signed.public_bytes(pem))
    tls = "DASK_DISTRIBUTED__COMM__TLS__"
    keys = {f"{tls}CA_FILE": str(public)}
    for role in ("CLIENT", "SCHEDULER", "WORKER"):
        keys |= {f"{tls}{role}__KEY": str(own), f"{tls}{role}__CERT": str(public)}
    return keys


def dotted(variable: str) -> str:
    """The name of one of Dask's settings that `variable` of the environment sets."""
    return variable.removeprefix("DASK_").lower().replace("__", ".").replace("_", "-")


def test_what_dask_may_log_of_a_task_shows_no_password() -> None:
    secret = replace(DAY, password="correct horse")  # noqa: S106
    task = Task(Path("a.xlsx"), secret, None, None, "")

    assert repr(task) == "Task('a.xlsx')"


def test_workers_with_other_versions_are_refused(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ours = {**versions(), "phonenumberslite": "1.0"}
    monkeypatch.setattr("workbook.cluster.versions", lambda: ours)
    found = refused(cluster.address, listed(tmp_path / "team", a=BAD))

    theirs = versions()["phonenumberslite"]
    assert found.en.endswith(
        f" has phonenumberslite {theirs} and this machine has 1.0. Install the same version."
    )
    assert found.zh.endswith(f"的 phonenumberslite 是 {theirs}，本机是 1.0。请装成同一版本。")


def test_a_worker_without_relaybook_is_refused(lonely: Cluster, tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(
        "import sys\nsys.modules['workbook'] = None\n", encoding="utf-8"
    )
    worker(lonely, tmp_path, PYTHONPATH=str(tmp_path))

    found = refused(lonely.address, listed(tmp_path / "team", a=BAD))

    assert found.en.endswith(" has no Relaybook installed.")
    assert found.zh.endswith(" 没有安装 Relaybook。")


def test_workers_that_do_not_see_the_file_are_refused(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = listed(tmp_path / "team", a=BAD)
    monkeypatch.setattr("workbook.cluster.fingerprint", lambda _: "another")

    text = refused(cluster.address, found)

    assert text.en.endswith(
        f" does not see the same file at {found[0].path}. "
        "Share the folder with every worker under the same path."
    )
    assert text.zh.endswith(
        f" 在 {found[0].path} 看不到同一个文件。请把文件夹以同样的路径共享给所有工作进程。"
    )


def test_a_single_file_that_a_worker_sees_otherwise_is_named(
    cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = listed(tmp_path / "team", a=BAD, b=BAD)
    odd = found[1].path
    monkeypatch.setattr(
        "workbook.cluster.fingerprint",
        lambda path: "another" if path == odd else fingerprint(path),
    )

    checked = check_on_cluster(found, DAY, scheduler=cluster.address)

    assert isinstance(checked.results[0], CheckedFile)
    assert checked.results[1].path == str(odd)
    assert f"does not see the same file at {odd}. Share the" in checked.results[1].error.en  # type: ignore[union-attr]


def test_without_the_extra_the_way_to_it_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "distributed", None)

    assert refused("tcp://127.0.0.1:9", listed(tmp_path / "team", a=BAD)) == Text(
        "集群 tcp://127.0.0.1:9 用不了：没有安装集群组件。请安装 relaybook[cluster] 后重试，"
        "或去掉 --engine dask 在本机校验。",
        "The cluster tcp://127.0.0.1:9 cannot be used: the cluster part is not installed. "
        "Install relaybook[cluster] and try again or leave out --engine dask.",
    )


def test_no_dask_is_loaded_where_none_is_asked_for() -> None:
    program = "import sys, workbook.folder; print('distributed' in sys.modules)"
    out = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True, cwd=ROOT
    )

    assert out.stdout == "False\n"


def test_a_file_is_known_by_its_size_its_beginning_and_its_end(tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    prints = [fingerprint(path)]
    for content in (b"", b"a" * 200_000, b"a" * 199_999 + b"b", b"b" + b"a" * 199_999, b"a" * 9):
        path.write_bytes(content)
        prints.append(fingerprint(path))

    assert prints[0] is None
    assert len(set(prints)) == 6
