"""`make bench`: measures on this machine, each figure beside a limit of the same run. An argument: how many agents."""

import sys

from benchmarks import allocating, listing, mailing, on_board
from benchmarks.table import printed

AGENTS = 100_000


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else AGENTS
    imports = [*on_board.on_postgresql(count), *on_board.on_sqlite(count)]
    print(printed([*imports, *allocating.measure(), mailing.measure(), *listing.measure()]))


if __name__ == "__main__":
    main()
