"""One variant in a process of its own: `python run.py MODULE:FUNCTION FILE`, JSON to stdout."""

from __future__ import annotations

import hashlib
import importlib
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from measuring import Result


def main(variant: str, path: str, *arguments: str) -> None:
    """Run `variant` on the file at `path` and say what it found."""
    module, _, name = variant.partition(":")
    function = getattr(importlib.import_module(module), name)
    result: Result = function(Path(path), *map(int, arguments))
    found = result.failures
    told = None if found is None else "\n".join(f"{row}\t{key}" for row, key in sorted(found))
    answer = {
        "cpu": result.cpu,
        "cost": result.cost,
        "failures": None if found is None else len(found),
        "digest": None if told is None else hashlib.sha256(told.encode()).hexdigest(),
    }
    json.dump(answer, sys.stdout)


if __name__ == "__main__":
    main(*sys.argv[1:])
