"""How long 100,000 notes take: `python -m bench.tags.speed`."""

from __future__ import annotations

import random
import time

from bench.tags.evaluate import labelled
from validation import catalogue
from validation.tags import lexicon
from validation.tags.reading import signals

_NOTES = 100_000
_FILLING = (
    "客户今天来邮件，确认了上次会议的内容。",
    "Sent the updated catalogue and the price list for next season.",
    "约了下周三视频会议，讨论新款的颜色和包装数量。",
    "He will discuss it with his team and come back to us on Monday.",
)


def notes(count: int = _NOTES) -> list[str]:
    """Return notes of some 120 signs, each made of sentences with and without signals."""
    chance = random.Random(5)  # noqa: S311 - the same notes in every run
    said = [one.text for seen in (True, False) for one in labelled(seen=seen)]
    return [
        "。".join((chance.choice(said), *chance.choices(_FILLING, k=2), f"第 {n} 号"))
        for n in range(count)
    ]


if __name__ == "__main__":
    words = lexicon.load(catalogue.load())
    texts = notes()
    start = time.process_time()
    found = sum(len(signals(text, words)) for text in texts)
    seconds = time.process_time() - start
    signs = sum(map(len, texts)) / len(texts)
    print(f"{len(texts)} notes of {signs:.0f} signs, {found} signals: {seconds:.1f} CPU s")
