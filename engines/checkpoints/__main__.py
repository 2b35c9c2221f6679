"""`python -m engines.checkpoints inspect FILE...`: what checkpoints are.

python -m engines.checkpoints inspect weights/*.safetensors
python -m engines.checkpoints inspect --json --values network.pth
"""

import argparse
import sys

from engines.checkpoints import inspect
from engines.runtime import InputError


def main(arguments: list[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="python -m engines.checkpoints", description="Says what checkpoints are.")
    commands = parser.add_subparsers(required=True)
    one = commands.add_parser("inspect", help="print a report of each file or folder")
    one.add_argument("files", nargs="+", metavar="FILE")
    one.add_argument("--json", action="store_true", help="one JSON object a line instead of a table")
    one.add_argument("--values", action="store_true", help="read every number, to find NaN and infinity")
    one.add_argument("--container", help="which dictionary or key prefix, where a file holds several networks")
    options = parser.parse_args(arguments)
    failed = 0
    for number, file in enumerate(options.files):
        try:
            report = inspect(file, container=options.container, values=options.values)
        except InputError as problem:
            print(problem, file=sys.stderr)
            failed += 1
            continue
        if options.json:
            print(report.as_json())
        else:
            print(("\n" if number else "") + report.as_text())
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
