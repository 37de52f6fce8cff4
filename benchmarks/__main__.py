"""`make bench`: measures on this machine, each figure beside a limit of the same run."""

from benchmarks import allocating, mailing, on_board
from benchmarks.table import printed


def main() -> None:
    print(printed([on_board.measure(), *allocating.measure(), mailing.measure()]))


if __name__ == "__main__":
    main()
