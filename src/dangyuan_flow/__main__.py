"""`python -m dangyuan_flow` is `dangyuan`."""

from dangyuan_flow.cli import main

if __name__ == "__main__":
    main()
