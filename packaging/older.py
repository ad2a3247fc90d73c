#!/usr/bin/env python3
"""Runs a command as on an older kernel: system calls that came later answer that they do not exist.

    older.py 3.2|3.17|4.19 COMMAND…

On 64-bit PCs new system calls got the next number, so that the last one that a kernel had says which it lacks. Flags
that came later are not taken away. Must never be taken for the older kernel itself.
"""

import ctypes
import os
import struct
import sys

# The last system call of each, from Linux's table for x86_64: process_vm_writev, kexec_file_load, rseq.
LAST = {"3.2": 311, "3.17": 320, "4.19": 334}

if len(sys.argv) < 3 or sys.argv[1] not in LAST or os.uname().machine != "x86_64":
    sys.exit(__doc__)


def step(code, value, yes=0, no=0):
    return struct.pack("HBBI", code, yes, no, value)


LOAD, GREATER, RETURN, MISSING, ALLOWED = 0x20, 0x25, 0x06, 0x0005_0000 | 38, 0x7FFF_0000
steps = [step(LOAD, 0), step(GREATER, LAST[sys.argv[1]], 0, 1), step(RETURN, MISSING), step(RETURN, ALLOWED)]
code = ctypes.create_string_buffer(b"".join(steps))
program = ctypes.create_string_buffer(struct.pack("HxxxxxxP", len(steps), ctypes.addressof(code)))
libc = ctypes.CDLL(None, use_errno=True)
NO_NEW_RIGHTS, FILTER = 38, 22
if libc.prctl(NO_NEW_RIGHTS, 1, 0, 0, 0) or libc.prctl(FILTER, 2, ctypes.c_void_p(ctypes.addressof(program)), 0, 0):
    sys.exit(f"the filter is refused: {os.strerror(ctypes.get_errno())}")
os.execvp(sys.argv[2], sys.argv[2:])
