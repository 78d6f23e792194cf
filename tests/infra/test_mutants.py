"""Planting all bugs takes an hour; that each of them still has its place is seen at once."""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "mutants"))

import plant  # noqa: E402


def test_each_bug_to_be_planted_has_one_place():
    assert len(plant.TABLE["mutant"]) > 40
    assert plant.lost() == []


def test_each_bug_names_tests_that_must_see_it():
    assert [mutant["name"] for mutant in plant.TABLE["mutant"] if not mutant["tests"] or not set(mutant["tests"]) <= set(plant.TABLE["suites"])] == []
