"""`python -m macros`: the command line without its script."""

from macros.cli import main

main()
