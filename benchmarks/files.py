"""The file that the benchmarks bring on board: 22 columns, 12 of them filled, two phones, 50 domains."""

import csv
from pathlib import Path

FILLED = (
    "Employee #",
    "First name",
    "Last name",
    "Work Email",
    "Personal Email",
    "Job Title",
    "Office Phone",
    "Mobile Phone",
    "Hire Date",
    "Time Zone",
    "Language",
    "Voicemail",
)
EMPTY = (
    "Preferred Name",
    "Username",
    "Internal number",
    "Typology",
    "Termination Date",
    "Employment status",
    "Badge colour",
    "Locker",
    "Cost Center",
    "Office",
)
FIRST = ("Amara", "Mateus", "Zoë", "Giulia", "Hiroshi", "Leïla", "Tomasz", "Şebnem", "Owen", "Anastasia")
LAST = ("Okonkwo", "Figueiredo", "van der Meer", "Ferraris", "Tanabe", "Benhaddou", "Wiśniewski", "Yıldız", "Ó Faoláin")
ZONES = ("Europe/Rome", "Europe/London", "Africa/Lagos", "America/Bogota", "Asia/Tokyo")
DOMAINS = 50


def new_hires(path: Path, count: int) -> Path:
    """Write a file of so many new people and return its path."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow((*FILLED, *EMPTY))
        for n in range(count):
            writer.writerow((*_person(n), *("",) * len(EMPTY)))
    return path


def _person(n: int) -> tuple[str, ...]:
    return (
        f"E{n:07}",
        FIRST[n % len(FIRST)],
        f"{LAST[n % len(LAST)]} {n}",
        f"person.{n}@site{n % DOMAINS}.northwind.example",
        f"someone{n}@home{n % DOMAINS}.example",
        "Customer service agent",
        f"+39 02 {6000_0000 + n % 1000_0000}",
        f"+39 347 {n % 1000_0000:07}",
        f"2027-0{1 + n % 9}-{1 + n % 28:02}",
        ZONES[n % len(ZONES)],
        "en",
        "yes",
    )
