"""Every benchmark runs, at sizes at which its figure means nothing. No time is asserted anywhere."""

import pytest

from tests.benchmarks.__main__ import BENCHMARKS, main, print_figure, run_one
from tests.benchmarks.measuring import Pairs


@pytest.mark.parametrize("name", BENCHMARKS)
def test_a_benchmark_runs_to_its_figure(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    figure = run_one(name, quick=True)
    print_figure(figure)
    printed = capsys.readouterr().out
    assert printed.strip().startswith(f"{name}: ")
    assert len(printed.strip().splitlines()) >= 2


def test_a_figure_is_the_median_of_the_pairs_and_says_whether_it_is_met() -> None:
    pairs = Pairs("x", "this", "that", 3.0, ours=[0.002, 0.009, 0.004], bare=[0.001, 0.001, 0.001])
    assert sorted(pairs.ratios) == pytest.approx([2, 4, 9])
    _, ratio, sides, note = pairs.figure("a note").lines
    assert ratio == "ratio 4.00 (min 2.00, max 9.00) of 3 pairs in turn; at most 3: MISSED"
    assert sides == "ours 4.00 ms (min 2.00, max 9.00); bare 1.00 ms (min 1.00, max 1.00)"
    assert note == "a note"
    assert "met" in Pairs("x", "this", "that", 4.0, pairs.ours, pairs.bare).figure().lines[1]


def test_our_side_can_be_profiled(capsys: pytest.CaptureFixture[str]) -> None:
    run_one("pack", quick=True, profiled=True)
    assert "cumulative" in capsys.readouterr().err


def test_a_name_that_is_none_is_refused_with_those_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["speed"])
    assert "one-person" in capsys.readouterr().err
