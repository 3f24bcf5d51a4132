"""Run each harness for some time and tell what came of it: ``python fuzz/run.py [SECONDS] [HARNESS]...``.

What libFuzzer says of each goes to build/fuzz/HARNESS.log. Exit status 1 where one found something: the input lies in
build/fuzz, and ``python fuzz/HARNESS.py FILE`` tries it again.
"""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
LOGS = HERE.parent / "build" / "fuzz"
HARNESSES = tuple(sorted(path.stem for path in HERE.glob("fuzz_*.py")))
_EXECUTED = re.compile(r"^stat::number_of_executed_units: *(\d+)", re.M)
_COVERED = re.compile(r"\bcov: (\d+)")
_FINDING = re.compile(r"Test unit written to (\S+)")


def run(harness: str, seconds: int) -> list[str]:
    """Run one, print a line about it, and give the inputs that broke a promise."""
    log = LOGS / f"{harness}.log"
    command = [sys.executable, str(HERE / f"{harness}.py"), f"-max_total_time={seconds}", "-print_final_stats=1"]
    with log.open("wb") as stream:
        status = subprocess.run(command, stdout=stream, stderr=stream, check=False).returncode
    said = log.read_text(encoding="utf-8", errors="replace")
    found = _FINDING.findall(said)
    executed, covered = _EXECUTED.findall(said), _COVERED.findall(said)
    if status and not found:
        found = [f"it ended with exit status {status}: see {log}"]
    edges = covered[-1] if covered else "no"
    print(f"{harness}: {executed[-1] if executed else 0} executions, {edges} edges covered, {len(found)} findings")
    for finding in found:
        print(f"  {finding}")
    return found


def main(words: list[str]) -> int:
    seconds = int(words[0]) if words else 120
    LOGS.mkdir(parents=True, exist_ok=True)
    findings = [finding for harness in words[1:] or HARNESSES for finding in run(harness, seconds)]
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
