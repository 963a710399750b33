#!/usr/bin/env python3
"""Prints how many tests passed, failed and were skipped, from the JSON files that GoogleTest wrote.

test_summary.py BUILD_FOLDER…: reads BUILD_FOLDER/test_results/*.json. The tests of the page are not
among them: ctest prints those.
"""
import json
import pathlib
import sys


def outcome(test):
    if "failures" in test:
        return "failed"
    return {"COMPLETED": "passed", "SKIPPED": "skipped"}.get(test["result"], "not run")


def outcomes(folder):
    for file in sorted(folder.glob("test_results/*.json")):
        for suite in json.loads(file.read_text())["testsuites"]:
            for test in suite["testsuite"]:
                yield outcome(test), f"{suite['name']}.{test['name']}"


def main():
    for folder in map(pathlib.Path, sys.argv[1:]):
        names = {"passed": [], "failed": [], "skipped": []}
        for state, name in outcomes(folder):
            names.setdefault(state, []).append(name)
        names.pop("not run", None)  # a test of another part of the program
        print(f"{folder}: " + ", ".join(f"{len(tests)} {state}" for state, tests in names.items()))
        for state in ("failed", "skipped"):
            for name in names[state]:
                print(f"  {state}: {name}")


main()
