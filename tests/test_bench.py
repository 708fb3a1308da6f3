"""The sides that bench/ compares take a figure each; none of them may break unseen."""

import inspect
import re
from pathlib import Path

import pytest

from bench import drafts, sides
from bench.models import eyes_path_of, path_of
from notebook_chat.core.packages import smollm2_path

ARGUMENTS = {   # small ones; the model comes before them
    "ours_decode": [8], "bare_decode": [8], "ours_prefill": [40, 2, 30], "bare_prefill": [40],
    "ours_measured_decode": [8, 5, "root ::= [a-z ]+"], "tasks_both_ways": [8], "ours_scoring": [20, 20],
    "bare_logits": [40], "ours_probabilities": [4], "written_labels": [2], "ours_talks": [2, 60, 8],
    "handmade_talks": [1, 60, 8], "ours_moves": [400], "ours_many": [6, 60], "ours_wraps": [600, True],
    "ours_map": [4, 4, 2], "loop": [2, 4, 2], "bare_batches": [4, 80, 16, 2], "writing": [None, 1, 8],
    "constrained_decode": [8], "ours_extract": [],
}
PICTURES = ["ours_third_look", "their_third_look"]


def numbers_in(figure):
    """All numbers of a figure, which may be a list or an object of them."""
    if isinstance(figure, dict):
        figure = figure.values()
    return [figure] if isinstance(figure, (int, float)) else [one for part in figure for one in numbers_in(part)]


def figures(name, *arguments):
    """The first figure of a side, and the second."""
    side = getattr(sides, name)(*arguments)
    next(side)
    try:
        return numbers_in(next(side)), numbers_in(next(side))
    finally:
        side.close()


@pytest.mark.parametrize("name", ARGUMENTS)
def test_a_side_takes_one_figure_after_another(name):
    first, second = figures(name, smollm2_path(), *ARGUMENTS[name])
    assert first and second and min(first + second) > 0


@pytest.mark.parametrize("name", PICTURES)
def test_a_side_that_looks_takes_one_figure_after_another(name):
    first, second = figures(name, str(path_of("15M")), str(eyes_path_of("15M")))
    assert min(first + second) > 0


def test_every_side_is_tried_and_every_side_that_a_row_names_exists():
    everything = {name for name, function in vars(sides).items() if inspect.isgeneratorfunction(function)}
    assert everything == {*ARGUMENTS, *PICTURES}
    rows = "".join(Path(sides.__file__).with_name(name).read_text() for name in ("rows.py", "drafts.py"))
    named = set(re.findall(r'\("(\w+)", path|Side\("(\w+)"|enter\("(\w+)"', rows))
    assert named and {name for names in named for name in names if name} <= everything


def test_the_figures_by_the_curve_add_up():
    rows = list(drafts.rows_by_the_curve(smollm2_path(), 8))
    assert len(rows) == len(drafts.CARDS) * (len(drafts.TASKS) + 1)
    assert all(float(row.ratio) > 0.9 for row in rows)
