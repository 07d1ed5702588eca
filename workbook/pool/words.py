"""The reasons of the pool as people call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from validation.messages import Text, plain

if TYPE_CHECKING:
    from validation.pool import Pool
    from validation.pool.judgement import Judgement


def reason(pool: Pool, code: str) -> Text:
    """Return what people call a reason."""
    word = pool.catalogue.vocabularies["pool_reason"].words.get(code)
    return Text(word.zh, word.en) if word else plain(code)


def reasons(pool: Pool, judged: Judgement) -> Text:
    """Return all reasons of a judgement, in the order of the checks."""
    told = [reason(pool, code) for code in judged.reasons]
    return Text("、".join(one.zh for one in told), ", ".join(one.en for one in told))
