"""`python -m adforge_core.cli` is `adforge`."""

from adforge_core.cli import program

if __name__ == "__main__":
    program()
