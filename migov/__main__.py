"""`python -m migov` is the command line."""

from migov.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
