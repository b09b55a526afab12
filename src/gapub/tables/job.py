"""A bound on the memory and the processor time of this process, as Windows has it: a job that the process puts itself into.

https://learn.microsoft.com/windows/win32/procthread/job-objects
"""

from __future__ import annotations

import ctypes
import sys
from ctypes import wintypes

_TIME = 0x2
_MEMORY = 0x100
_END = 0x400
"""JOB_OBJECT_LIMIT_PROCESS_TIME, …_PROCESS_MEMORY, …_DIE_ON_UNHANDLED_EXCEPTION: no window asks what to do with a crash."""
_EXTENDED = 9
"""JobObjectExtendedLimitInformation."""
_TICKS = 10_000_000
"""Hundreds of nanoseconds in a second."""


class _Basic(ctypes.Structure):
    _fields_ = (
        ("process_time", ctypes.c_int64),
        ("job_time", ctypes.c_int64),
        ("flags", wintypes.DWORD),
        ("least_set", ctypes.c_size_t),
        ("most_set", ctypes.c_size_t),
        ("processes", wintypes.DWORD),
        ("affinity", ctypes.c_size_t),
        ("priority", wintypes.DWORD),
        ("scheduling", wintypes.DWORD),
    )


class _Extended(ctypes.Structure):
    _fields_ = (
        ("basic", _Basic),
        ("counters", ctypes.c_uint64 * 6),
        ("process_memory", ctypes.c_size_t),
        ("job_memory", ctypes.c_size_t),
        ("peak_process_memory", ctypes.c_size_t),
        ("peak_job_memory", ctypes.c_size_t),
    )


def limit(memory: int, seconds: int) -> bool:
    """Bound this process to so many bytes and seconds of a processor; False where the system does not take that.

    Where memory runs out, Python raises MemoryError and libraries abort;
    where time does, the process ends with ERROR_NOT_ENOUGH_QUOTA (1816).
    """
    if sys.platform != "win32":
        return False
    kernel = ctypes.WinDLL("kernel32")
    kernel.CreateJobObjectW.restype = kernel.GetCurrentProcess.restype = wintypes.HANDLE
    kernel.CreateJobObjectW.argtypes = wintypes.LPVOID, wintypes.LPCWSTR
    kernel.AssignProcessToJobObject.argtypes = wintypes.HANDLE, wintypes.HANDLE
    kernel.SetInformationJobObject.argtypes = wintypes.HANDLE, ctypes.c_int, wintypes.LPVOID, wintypes.DWORD
    job = kernel.CreateJobObjectW(None, None)  # it lasts as long as the process
    bounds = _Extended()
    bounds.basic.flags = _TIME | _MEMORY | _END
    bounds.basic.process_time = seconds * _TICKS
    bounds.process_memory = memory
    put = kernel.SetInformationJobObject(job, _EXTENDED, ctypes.byref(bounds), ctypes.sizeof(bounds))
    return bool(put and kernel.AssignProcessToJobObject(job, kernel.GetCurrentProcess()))
