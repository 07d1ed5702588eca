"""The tested set of dependencies: requirements.lock, repeated in pyproject.toml for `uv run`.

`python -m tests.pins` writes the repetition; tests/test_pins.py holds the two equal.
"""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
_PYPROJECT = ROOT / "pyproject.toml"
_LOCK = ROOT / "requirements.lock"
_PIN = re.compile(
    r"^(?P<name>[A-Za-z0-9._-]+)(?:\[[^\]]*\])?==(?P<rest>[^\\\n]+?)\s*\\?$", re.MULTILINE
)
_BLOCK = re.compile(r"\[tool\.uv\]\nconstraint-dependencies = \[\n(?:  .*\n)*\]\n")


def locked() -> list[str]:
    """Return the pins of requirements.lock, such as `click==8.5.1`, markers kept, by name."""
    text = _LOCK.read_text(encoding="utf-8")
    return [f"{pin['name']}=={pin['rest'].strip()}" for pin in _PIN.finditer(text)]


def constrained() -> list[str]:
    """Return the constraints that pyproject.toml gives to `uv run`."""
    project = tomllib.loads(_PYPROJECT.read_text(encoding="utf-8"))
    constraints: list[str] = project["tool"]["uv"]["constraint-dependencies"]
    return constraints


def write() -> None:
    """Repeat the pins of requirements.lock in pyproject.toml."""
    lines = "".join(f"  {_quoted(pin)},\n" for pin in locked())
    block = f"[tool.uv]\nconstraint-dependencies = [\n{lines}]\n"
    text = _PYPROJECT.read_text(encoding="utf-8")
    text = _BLOCK.sub(lambda _: block, text) if _BLOCK.search(text) else f"{text}\n{block}"
    _PYPROJECT.write_text(text, encoding="utf-8")


def _quoted(pin: str) -> str:
    return f"'{pin}'" if '"' in pin else f'"{pin}"'


if __name__ == "__main__":
    write()
