"""python -m nncheck [LESSON] [--json | --markdown]: try the whole bank of answers on the checks, print the kill matrix.

`python -m nncheck --markdown > docs/kill-matrix.md` writes the page of the docs. Ends with exit code 1 where a right
answer is rejected, a wrong one accepted, or a wrong one not named.
"""

import argparse
import itertools
import json
import sys

from nncheck.bank import LESSONS
from nncheck.matrix import markdown, rows


def main() -> int:
    parser = argparse.ArgumentParser(
        prog="python -m nncheck", description="Try the bank of answers and print the kill matrix."
    )
    parser.add_argument(
        "lesson", nargs="?", choices=LESSONS, metavar="LESSON", help=f"one of {', '.join(LESSONS)}; all without"
    )
    parser.add_argument("--json", action="store_true", help="print every answer and its outcome as JSON")
    parser.add_argument("--markdown", action="store_true", help="print the matrix as a page for the docs")
    arguments = parser.parse_args()
    table = list(rows(arguments.lesson))
    if arguments.json:
        report = [
            {"id": r.id, "answer": r.expected, "outcome": r.outcome, "held": r.held, "message": r.verdict.message}
            for r in table
        ]
        json.dump(report, sys.stdout, indent=1, ensure_ascii=False)
        print()
    elif arguments.markdown:
        print(markdown(table), end="")
    else:
        _print(table)
    return 0 if all(row.held for row in table) else 1


def _print(table):
    print(f"{'exercise':<26}{'right pass':>12}{'wrong fail':>12}{'named':>8}")
    for id, group in itertools.groupby(table, key=lambda row: row.id):
        group = list(group)
        right = [row for row in group if row.expected == "right"]
        wrong = [row for row in group if row.expected != "right"]
        passed = f"{sum(row.verdict.passed for row in right)}/{len(right)}"
        failed = f"{sum(not row.verdict.passed for row in wrong)}/{len(wrong)}"
        named = f"{sum(row.held for row in wrong)}/{len(wrong)}"
        print(f"{id:<26}{passed:>12}{failed:>12}{named:>8}")
        for row in group:
            if not row.held:
                print(f"    NOT HELD  {row.expected}: {row.outcome}")
    held = sum(row.held for row in table)
    print(f"{held} of {len(table)} answers judged as they should be ({100 * held / max(len(table), 1):.1f}%)")


if __name__ == "__main__":
    sys.exit(main())
