"""A call that may take so many seconds and no longer."""

from __future__ import annotations

import ctypes
import threading
import time
from collections.abc import Callable
from typing import TypeVar, cast

T = TypeVar("T")


class TooLong(Exception):  # an event, told in words by whoever asked
    """A call was given up."""


class _Stopped(BaseException):
    """Ends a thread; not an Exception, so that nothing on the way takes it for one of its own."""


def within(seconds: float, call: Callable[[], T], clock: Callable[[], float] = time.monotonic) -> T:
    """What a call gives, from a thread of its own.

    A call that is given up is told to end; it does at its next step in Python, so that one step of a kernel, or waiting
    for a server, may go on for a while behind us. It only reads, so nothing is left half done.

    Args:
        seconds: How long it may take.
        call: The call.
        clock: What counts the seconds: those that pass, or the work of this process (`time.process_time`), which does
            not depend on what else the computer does.

    Raises:
        TooLong: It took longer.
    """
    made: list[T] = []
    failed: list[BaseException] = []

    def run() -> None:
        try:
            made.append(call())
        except _Stopped:
            pass
        except BaseException as error:  # noqa: BLE001 # raised again below, in the thread that asked
            failed.append(error)

    thread = threading.Thread(target=run, daemon=True)
    begun = clock()
    thread.start()
    while thread.is_alive() and clock() - begun < seconds:
        thread.join(min(seconds, 0.1))
    if thread.is_alive():
        ctypes.pythonapi.PyThreadState_SetAsyncExc(
            ctypes.c_ulong(cast("int", thread.ident)), ctypes.py_object(_Stopped)
        )
        raise TooLong
    if failed:
        raise failed[0]
    return made[0]
