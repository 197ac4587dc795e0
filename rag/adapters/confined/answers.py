"""What is believed of what a confined process says: values of our own types, and no more bytes than allowed.

A file that found a hole in a library might speak in the place of our code, and an ordinary pickle may call anything.
"""

from __future__ import annotations

import importlib
import io
import pickle
import struct
from typing import IO, Any

_LENGTH = struct.Struct(">Q")
_OUR_MODULES = ("rag.domain", "rag.errors", "rag.ports", "rag.preparing")
_OF_OTHERS = frozenset(
    {
        ("decimal", "Decimal"),
        ("numpy", "ndarray"),
        ("numpy", "dtype"),
        ("numpy._core.multiarray", "_reconstruct"),
        ("numpy.core.multiarray", "_reconstruct"),
        ("numpy._core.numeric", "_frombuffer"),
        ("numpy.core.numeric", "_frombuffer"),
    }
)


class NotBelieved(Exception):
    """The answer is too long, or speaks of what no answer speaks of."""


def write(pipe: IO[bytes], answer: object) -> None:
    """Whole or not at all: what cannot be written for want of memory is found out before the first byte."""
    content = pickle.dumps(answer, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(_LENGTH.pack(len(content)))
    pipe.write(content)
    pipe.flush()


def read(pipe: IO[bytes], *, most_bytes: int) -> Any:
    """Raises EOFError where the other side is gone, NotBelieved."""
    (length,) = _LENGTH.unpack(_exactly(pipe, _LENGTH.size))
    if length > most_bytes:
        raise NotBelieved
    try:
        return _OfOurTypes(io.BytesIO(_exactly(pipe, length))).load()
    except EOFError:
        raise NotBelieved from None
    except (pickle.UnpicklingError, AttributeError, ImportError, IndexError, TypeError, ValueError, KeyError) as error:
        raise NotBelieved from error


def _exactly(pipe: IO[bytes], length: int) -> bytes:
    content = pipe.read(length)
    if len(content) < length:
        raise EOFError
    return content


class _OfOurTypes(pickle.Unpickler):
    def find_class(self, module: str, name: str) -> Any:
        if (module, name) in _OF_OTHERS:
            return super().find_class(module, name)
        if module.startswith(_OUR_MODULES) and "." not in name:
            found = getattr(importlib.import_module(module), name)
            if (isinstance(found, type) and found.__module__ == module) or (module, name) == ("rag.errors", "_again"):
                return found
        raise pickle.UnpicklingError(f"{module}.{name}")
