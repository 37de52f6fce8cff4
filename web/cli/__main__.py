"""`python -m web.cli …` is `onboard …`."""

from web.cli import main

main()
