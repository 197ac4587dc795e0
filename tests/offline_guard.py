"""Runs `rag ARGUMENTS…` in a process that the kernel kills when it makes an internet socket, native code included.

`python offline_guard.py rag ask …`; exit by SIGSYS means that something tried. Linux only.
"""

from __future__ import annotations

import ctypes
import platform
import runpy
import socket
import struct
import sys

_SOCKET_CALL = {"x86_64": 41, "aarch64": 198}
_NO_NEW_PRIVILEGES, _SECCOMP, _FILTER = 38, 22, 2
_LOAD, _EQUAL, _RETURN = 0x20, 0x15, 0x06
_ALLOW, _KILL_PROCESS = 0x7FFF0000, 0x80000000
_CALL_NUMBER_AT, _FIRST_ARGUMENT_AT = 0, 16


class _Program(ctypes.Structure):
    _fields_ = [("length", ctypes.c_ushort), ("instructions", ctypes.c_char_p)]


def supported() -> bool:
    return sys.platform == "linux" and platform.machine() in _SOCKET_CALL


def forbid_internet_sockets() -> None:
    """Raises OSError where the kernel does not take the filter."""
    instructions = (
        (_LOAD, 0, 0, _CALL_NUMBER_AT),
        (_EQUAL, 0, 3, _SOCKET_CALL[platform.machine()]),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_EQUAL, 2, 0, socket.AF_INET),
        (_EQUAL, 1, 0, socket.AF_INET6),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL_PROCESS),
    )
    packed = b"".join(struct.pack("HBBI", *one) for one in instructions)
    program = _Program(len(instructions), packed)
    system = ctypes.CDLL(None, use_errno=True)
    for call in ((_NO_NEW_PRIVILEGES, 1, 0, 0, 0), (_SECCOMP, _FILTER, ctypes.byref(program), 0, 0)):
        if system.prctl(*call):
            raise OSError(ctypes.get_errno(), "seccomp")


if __name__ == "__main__":
    socket.has_ipv6 = False  # urllib3 would bind a socket to ::1 when it is imported, to see whether that works
    forbid_internet_sockets()
    command = sys.argv[1]
    sys.argv = sys.argv[1:]
    if command == "rag":
        from rag.entrypoints.cli import main

        main()
    runpy.run_path(command)
