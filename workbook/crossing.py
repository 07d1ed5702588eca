"""What goes over the pipe between Relaybook and its worker.

A message is an eight-byte length and a pickle (protocol 5). 20,000 × 45 cells cost 0.26 s to
pickle and 0.06 s to load, a fifth of reading them; packing each column by type would save half
of that, so plain pickle stays: what is large does not cross, because the worker also acts.
"""

from __future__ import annotations

import io
import pickle
import struct
from typing import TYPE_CHECKING, Any, BinaryIO, NamedTuple

if TYPE_CHECKING:
    from validation.errors import RelaybookError

_LENGTH = struct.Struct("<Q")
_OURS = ("validation", "workbook", "macros")
_LIBRARIES = ("pandas", "numpy", "datetime", "decimal", "collections", "pathlib", "zoneinfo")
_PACKAGES = frozenset((*_OURS, *_LIBRARIES))
# The parent never runs what a broken worker may send: values only, nothing that acts.
_SCALARS = ("complex", "slice", "range", "bytearray", "object")
_BUILTINS = frozenset((*_SCALARS, "set", "frozenset", "list", "dict", "tuple"))
_OTHERS = frozenset({
    ("_codecs", "encode"), ("copyreg", "_reconstructor"), ("enum", "Enum"),
    ("fractions", "Fraction"),
})  # fmt: skip

STARTED = "started"
"""What the worker sends when a task is loaded and about to open its file."""


class Request(NamedTuple):
    """One task: "package.module:function", what to call it with, and what it may cost.

    `cpu` and `wall` are seconds, `address_space` bytes.
    """

    task: str
    args: tuple[Any, ...]
    cpu: float
    wall: float
    address_space: int


class Reply(NamedTuple):
    """What became of a task: its result, or one of the three ways to fail."""

    result: Any = None
    error: RelaybookError | None = None
    """A named error the task raised itself."""
    kind: str = ""
    """The class of any other exception, "" when there was none."""
    cause: str = ""
    """Its traceback, for the log and never for the user."""
    unwritten: int = 0
    """The system's number of why nothing could be written, such as a full disk; 0: none."""


def send(pipe: BinaryIO, value: object) -> None:
    """Write `value` to `pipe` as one message.

    Raises:
        OSError: the other side is gone.
    """
    data = pickle.dumps(value, protocol=5)
    pipe.write(_LENGTH.pack(len(data)))
    pipe.write(data)
    pipe.flush()


def received(pipe: BinaryIO) -> Any:
    """Return the next message of `pipe`, loading values only.

    Raises:
        EOFError: the other side is gone.
        pickle.UnpicklingError: the message is not one of ours.
    """
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    return _Values(io.BytesIO(_exactly(pipe, length))).load()


def _exactly(pipe: BinaryIO, size: int) -> bytes:
    data = pipe.read(size)
    if len(data) < size:
        raise EOFError
    return data


class _Values(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        package = module.partition(".")[0]
        allowed = name in _BUILTINS if module == "builtins" else package in _PACKAGES
        if not allowed and (module, name) not in _OTHERS:
            msg = f"{module}.{name} does not cross"
            raise pickle.UnpicklingError(msg)
        return super().find_class(module, name)
