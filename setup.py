"""What pyproject.toml can't say: IDLIBTL_COMPILE=1 compiles the hot modules with mypyc.

Without it the package is pure Python: the modules are compiled as they are, and do the same either way.
See docs/performance.md, "A compiled core".
"""

from __future__ import annotations

import os
import tomllib
from pathlib import Path

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.errors import BaseError

HOT = ("value.py", "moment.py", "dates.py", "model.py", "languages/spelling.py", "events/*.py", "chronology/*.py")


def hot_modules() -> list[str]:
    return sorted(str(path) for pattern in HOT for path in Path("idlibtl").glob(pattern))


def compiler() -> list[str]:
    """The requirements of the build: mypy and the stubs, in the versions that the project is checked with."""
    extras = tomllib.loads(Path("pyproject.toml").read_text(encoding="utf-8"))["project"]["optional-dependencies"]
    return [requirement for requirement in extras["dev"] if requirement.startswith(("mypy", "types-"))]


class CompiledCore(build_ext):
    """Puts mypyc's extensions in the place of the one that only says that there will be some."""

    def finalize_options(self) -> None:
        try:
            from mypyc.build import mypycify
        except ImportError as error:
            needs = " ".join(f"'{requirement}'" for requirement in compiler())
            raise SystemExit(f"IDLIBTL_COMPILE=1 needs mypy: pip install {needs}, or leave the variable out") from error
        self.distribution.ext_modules = mypycify(
            ["--ignore-missing-imports", "--no-warn-unused-ignores", *hot_modules()],
            group_name="idlibtl",
            opt_level="2",
            debug_level="0",
            multi_file=True,
        )
        super().finalize_options()

    def build_extensions(self) -> None:
        try:
            super().build_extensions()
        except BaseError as error:
            raise SystemExit(
                f"IDLIBTL_COMPILE=1 needs a C compiler and Python's headers (Debian: gcc python3-dev): {error}; "
                "leave the variable out for a package in pure Python"
            ) from error


if __name__ == "__main__":
    if os.environ.get("IDLIBTL_COMPILE") == "1":
        setup(
            ext_modules=[Extension("idlibtl", [])],
            cmdclass={"build_ext": CompiledCore},
            setup_requires=compiler(),
        )
    else:
        setup()
