"""``python -m idlibtl`` and the ``idlibtl`` command."""

import gc
import os
import sys


def main() -> None:
    """Run the command line; ``--version`` answers before anything is loaded."""
    _reopen_closed()
    try:
        if sys.argv[1:] == ["--version"]:
            from idlibtl import __version__

            print(f"idlibtl {__version__}", flush=True)
            return
        gc.disable()  # while modules are loaded, which leave no cycles behind
        from idlibtl.cli.app import app

        gc.enable()
        app(prog_name="idlibtl")
    except KeyboardInterrupt:
        sys.exit(130)
    except OSError as error:  # of standard output; whoever opens a file sees to what goes wrong with it
        from idlibtl.cli.output import abandon_output, reason, say

        abandon_output()
        say(f"cannot write the output: {reason(error)}")
        sys.exit(2)


def _reopen_closed() -> None:
    """Python has None for streams that were closed before it began. Reading then gives nothing, writing fails."""
    if sys.stdin is None:
        sys.stdin = open(os.devnull)  # noqa: SIM115, PTH123
    if sys.stdout is None:
        sys.stdout = open(os.devnull)  # noqa: SIM115, PTH123 - not writable: results must not get lost in silence
    if sys.stderr is None:
        sys.stderr = open(os.devnull, "w")  # noqa: SIM115, PTH123


if __name__ == "__main__":
    main()
