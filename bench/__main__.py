"""Take figures and print them as a table. All of them are kept in RESULTS.md with machine and date; of some, nothing,
unless one asks for it.

python -m bench [ROW ...]
python -m bench --keep ROW ...
python -m bench browser --against VERSION
"""

import argparse
import os
import platform
import re
import time
from datetime import date
from pathlib import Path

import llama_cpp

from . import in_browser
from .measure import THREADS, Row
from .rows import ROWS

FOLDER = Path(__file__).parent


def machine():
    """One line about where the figures come from."""
    model = next(
        (line.split(":")[1].strip() for line in open("/proc/cpuinfo") if line.startswith("model name")),
        platform.processor(),
    )
    versions = f"llama-cpp-python {llama_cpp.__version__}, Python {platform.python_version()}"
    busy = f"load {os.getloadavg()[0]:.1f} before it began" if hasattr(os, "getloadavg") else ""
    return ", ".join(filter(None, [str(date.today()), model, f"{THREADS} of {os.cpu_count()} processors", versions,
                                   busy]))


def table(names, against):
    """The lines of the table, as they come."""
    yield f"| {' | '.join(Row._fields)} |"
    yield "|---|---:|---:|---:|"
    for name in names:
        for row in ROWS[name](against) if name == "browser" else ROWS[name]():
            yield f"| {' | '.join(row)} |"


def rows_of(lines):
    """The lines of a table without its head."""
    return [line for line in lines if line.startswith("| ") and not line.startswith("| what")]


def name_of(line):
    """What a row is called: its first column up to the figures that some have there."""
    return re.split(r" \(|, [\d.]+ steps per token", line.split(" | ")[0].removeprefix("| "))[0]


def with_rows(text, lines, taken_on):
    """The file's text with `lines` in place of rows of the same name, new ones at the table's end, and when it was."""
    names = [name_of(line) for line in rows_of(lines)]
    fresh = dict(zip(names, rows_of(lines)))
    kept = [fresh.pop(name_of(line), line) if rows_of([line]) else line for line in text.rstrip().split("\n")]
    end = max(place for place, line in enumerate(kept) if line.startswith("|")) + 1
    kept[end:end] = fresh.values()
    return "\n".join([*kept, "", f"Taken again on {taken_on}: {'; '.join(names)}.", ""])


def main():
    """Print rows as they come; write the file once all are there."""
    parser = argparse.ArgumentParser("python -m bench")
    parser.add_argument("rows", nargs="*", metavar="row", help=f"of {', '.join(ROWS)}; none: all", default=[])
    parser.add_argument("--against", metavar="version", default=in_browser.BEFORE, help="for the row `browser`: a git "
                        "ref or a folder with the package; default: %(default)s, before conversations came in pieces")
    parser.add_argument("--keep", action="store_true", 
                        help="put the rows taken into RESULTS.md, in place of older ones")
    options = parser.parse_args()
    names = options.rows
    if unknown := [name for name in names if name not in ROWS]:
        parser.error(f"there is no row {unknown[0]!r}; there are {', '.join(ROWS)}")
    taken_on, started, lines = machine(), time.monotonic(), []
    for line in table(names or ROWS, options.against):
        lines.append(line)
        print(line, flush=True)
    minutes = (time.monotonic() - started) / 60
    if not names:
        head = (FOLDER / "RESULTS.head.md").read_text()
        last = f"All of it took {minutes:.0f} minutes."
        (FOLDER / "RESULTS.md").write_text("\n".join([head, f"Taken on {taken_on}.", "", *lines, "", last, ""]))
    elif options.keep:
        kept = FOLDER / "RESULTS.md"
        kept.write_text(with_rows(kept.read_text(), lines, taken_on))
    print(f"\nTook {minutes:.1f} minutes.")


if __name__ == "__main__":
    main()
