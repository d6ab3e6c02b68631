"""Run the suite's own checks: `python -m lint_checks [path ...]`. The exit code is 1 if anything is wrong."""

import sys

from .runner import CHECKS, run
from .source import files


def main(paths):
    """Print the findings in the project, or in the paths that are given; return the exit code."""
    count = 0
    for file in files(paths):
        for finding in run(file, CHECKS):
            print(finding)
            count += 1
    return 1 if count else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
