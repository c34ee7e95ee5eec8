"""``python -m modusvivendi``: the same as ``modus``, for where Python's scripts are not on the PATH."""

from modusvivendi.cli.main import main

if __name__ == "__main__":
    main()
