"""Whatever a function returns, the kernel lives: in a process of limited memory, with another thread that must run."""

import json
import subprocess
import sys

import pytest

from tests.support.returned import FUNCTIONS

TIMEOUT = 1.5   # seconds that a function may take
SPINNING = {"filter_nothing", "filter_in_map", "filterfalse", "dropwhile", "compress", "far_slice", "empty_chains",
            "one_group", "spinning_inside", "cycled_filter", "never_an_item"}
GIVEN_UP = {"silent_pipe", "silent_socket", "endless_wait", "endless_task"}
ERRORS = {"big_error", "laughing_error", "silent_error", *GIVEN_UP}
WHOLE = {
    "a_socket": "<socket", "memory_map": "2,147,483,648 bytes: b'", "big_bytes": "2,000,000,000 bytes: b'",
    "big_bytearray": "2,000,000,000 bytes: b'", "big_view": "2,000,000,000 bytes: b'",
    "big_bytes_inside": "[\"2,000,000,000 bytes: b'", "big_number": "about 1.00000e+5000",
    "bigger_number": "about 3.68467e+30102999", "big_number_inside": '["about 3.68467e+30102999',
    "big_decimal": "1.000000000000000000000000000E+999999", "frame": "| 0 |", "series": "| 0 |", "cells": "| text |",
    "frames": '{"frame":', "circle": '{"a": [{...}]}', "model_of_circle": '{"held": {"a": [{...}]}}',
    "evil_dict": '{"a": 1}', "evil_list": "[1, 2]", "liar": "<__main__.Liar", "raising": '["<__main__.Raising',
    "no_text": '["<NoText, whose repr fails: TypeError>"]', "number": "[3]", "a_class": "<class 'dict'>",
    "a_function": "<built-in function len>", "shown_much": "<__main__.Shown, too large to be shown>",
    "shown_laughs": '["<__main__.Shown, too large', "namespace": "<types.SimpleNamespace, too large to be shown>",
}
CUT = {
    "count": "cut: 1,000 of many items]", "async_generator": "cut: 1,000 of many items]",
    "coroutine_of_async_generator": "cut: 1,000 of many items]", "nested": "cut: 1,000 of many items]",
    "big_list": "cut: 1,000 of 30,000,000 items]", "big_range": f"cut: 1,000 of {10**18:,} items]",
    "bigger_range": "cut: 1,000 of many items]", "big_text": f"[... {2 * 10**8 - 4000:,} more characters]",
    "far": f"cut: 1,000 of {10**12:,} items]", "keys": "cut: 1,000 of many items]",
    "deep": "cut: what is nested more than 30 levels deep]",
    "teed_filter": "cut: a _tee that may never give an item isn't read]",
    **dict.fromkeys(SPINNING, "many items, after 1,000,000 steps]"),
}


@pytest.fixture(scope="module")
def outcomes():
    """What came of each function, all called in one process."""
    done = subprocess.run([sys.executable, "-m", "tests.support.returned", str(TIMEOUT)], capture_output=True,
                          text=True, timeout=300)
    lines = [line.split("\t") for line in done.stdout.splitlines()]
    assert done.returncode == 0 and lines[-1][0] == "threads", (lines[-1], done.stderr[-2000:])
    return {name: json.loads(outcome) for name, outcome in lines}


@pytest.mark.parametrize("name", FUNCTIONS)
def test_whatever_is_returned_is_read_in_bounds(outcomes, name):
    text, error, longest = (outcomes[name][key] for key in ("text", "error", "longest"))
    assert error == (name in ERRORS) and len(text) <= 4_300, text[:300]
    assert text.startswith(WHOLE.get(name, "")) and text.endswith(CUT.get(name, ""))
    if name not in WHOLE and name not in ERRORS:
        assert "\n[... " in text, text[:300]
    if name in GIVEN_UP:
        assert text == f"Error: {name} took longer than {TIMEOUT:g} seconds; its result is dropped."
    assert longest < 20, "no other thread ran meanwhile"


def test_only_what_waits_by_itself_goes_on(outcomes):
    assert {thread.removeprefix("notebook_chat ") for thread in outcomes["threads"]} <= GIVEN_UP
