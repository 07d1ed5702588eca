"""The tested set is pinned twice from one source."""

from __future__ import annotations

from tests.pins import ROOT, constrained, locked


def test_the_lock_and_the_constraints_of_uv_run_name_the_same_versions() -> None:
    assert constrained() == locked()
    assert len(locked()) > 30


def test_every_locked_package_carries_hashes_and_no_index_address() -> None:
    text = (ROOT / "requirements.lock").read_text(encoding="utf-8")

    assert text.count("--hash=sha256:") >= len(locked())
    assert "http" not in text
