"""``python -m idlibtl`` and the ``idlibtl`` command."""

import sys


def main() -> None:
    """Run the command line; ``--version`` answers before anything is loaded."""
    try:
        if sys.argv[1:] == ["--version"]:
            from idlibtl import __version__

            print(f"idlibtl {__version__}")
            return
        from idlibtl.cli.app import app

        app(prog_name="idlibtl")
    except KeyboardInterrupt:
        sys.exit(130)


if __name__ == "__main__":
    main()
