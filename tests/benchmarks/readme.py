"""The table of measured figures in the README, made from what the benchmarks printed.

``python3 packaging/dev.py bench | tee figures.jsonl``, then ``python -m tests.benchmarks.readme figures.jsonl``.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

README = Path(__file__).resolve().parents[2] / "README.md"
BEGIN, END = "<!-- measured: begin -->", "<!-- measured: end -->"
LEFT_OUT = frozenset({"name", "ratio", "limit", "ok"})


def table(lines: list[str]) -> str:
    """Return the figures as a Markdown table; lines that are no figures are passed over."""
    rows = ["| Work, beside its peer or limit in the same run | Ratio | Goal | Met | Seen |", "|---|---|---|---|---|"]
    for line in lines:
        if not line.startswith("{"):
            continue
        figure = json.loads(line)
        seen = ", ".join(f"{name} {value}" for name, value in figure.items() if name not in LEFT_OUT)
        met = {True: "yes", False: "**no**", None: "–"}[figure.get("ok")]
        rows.append(f"| {figure['name']} | {figure.get('ratio', '')} | {figure.get('limit', '')} | {met} | {seen} |")
    return "\n".join(rows)


def main() -> int:
    """Write the table into the README."""
    readme = README.read_text("utf-8")
    before, _, rest = readme.partition(BEGIN)
    _, _, after = rest.partition(END)
    lines = Path(sys.argv[1]).read_text("utf-8").splitlines()
    README.write_text(f"{before}{BEGIN}\n{table(lines)}\n{END}{after}", "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
