#!/usr/bin/env python3
"""Everything a newcomer needs: ``demo`` runs the main job, ``test`` runs everything that must hold.

Needs only Python 3.11 or later. The first call makes ``.venv`` beside this repository's ``pyproject.toml`` from the
hashes in ``requirements.lock``; on Debian it installs the missing system libraries, or names them when it may not.
"""

from __future__ import annotations

import argparse
import ctypes.util
import glob
import hashlib
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import venv
from pathlib import Path

import scale_out

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
LOCK = ROOT / "requirements.lock"
STAMP = VENV / "khlang.stamp"
PYTHON_MIN = (3, 11)
ROUNDS_MIN = 30

# Library file -> Debian package. Qt's own wheels bring the rest.
WINDOW_LIBRARIES = {
    "EGL": "libegl1",
    "GL": "libgl1",
    "xkbcommon": "libxkbcommon0",
    "fontconfig": "libfontconfig1",
    "dbus-1": "libdbus-1-3",
    "glib-2.0": "libglib2.0-0",
}
SCREEN_LIBRARIES = {
    "xcb-cursor": "libxcb-cursor0",
    "xcb-icccm": "libxcb-icccm4",
    "xcb-image": "libxcb-image0",
    "xcb-keysyms": "libxcb-keysyms1",
    "xcb-render-util": "libxcb-render-util0",
    "xcb-shape": "libxcb-shape0",
    "xkbcommon-x11": "libxkbcommon-x11-0",
}
TEST_PROGRAMS = {
    "dbus-run-session": "dbus",
    "gnome-keyring-daemon": "gnome-keyring",
    "chromium": "chromium",
    "chromedriver": "chromium-driver",
    "initdb": "postgresql",
    "nginx": "nginx-light",
    "pdftotext": "poppler-utils",
    "Xvfb": "xvfb",
    "at-spi-bus-launcher": "at-spi2-core",
    "Atspi-2.0.typelib": "gir1.2-atspi-2.0",
    "gi": "python3-gi",
}
MEMORY, MEMORY_BYTES_MIN = Path("/dev/shm"), 4 << 30  # noqa: S108 (tests get a folder of a random name there)
"""Where Linux keeps files in memory, and how much of it must be free before tests put theirs there."""
WHOLE = {"KHLANG_EXTENT": "whole"}
"""Has tests ask every combination and not each part once (tests/helpers/extent.py)."""
OUT_OF_THE_WAY = (
    "/usr/lib/postgresql/*/bin/{}",
    "/usr/sbin/{}",
    "/usr/libexec/{}",
    "/usr/lib/*/girepository-1.0/{}",
    "/usr/lib/python3/dist-packages/{}",
)
"""Where Debian keeps programs that are not on everybody's path."""


def main() -> int:
    """Read the command line, prepare the machine, run the command; return its exit status."""
    options = command_line().parse_args()
    if sys.version_info < PYTHON_MIN:
        return complain(
            f"Khlang needs Python {'.'.join(map(str, PYTHON_MIN))} or later; this is {sys.version.split()[0]}."
        )
    if options.command == "lock":
        return lock()
    prepare_system(options.command)
    prepare_environment()
    commands = {
        "demo": demo,
        "test": test,
        "check": check,
        "pictures": pictures,
        "bench": bench,
        "campaign": campaign,
        "kills": kills,
        "races": races,
        "month": month,
        "load": load,
        "fuzz": fuzz,
        "journeys": journeys,
        "central": central,
        "scale": scale,
    }
    return commands[options.command](options)


def command_line() -> argparse.ArgumentParser:
    """Describe the sub-commands."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(dest="command", required=True)
    shown = commands.add_parser("demo", help="the main job, from an Excel file to a printed receipt")
    shown.add_argument("--file", type=Path, help="your own workbook instead of the sample")
    shown.add_argument("--headless", action="store_true", help="run the story offscreen even where there is a display")
    shown.add_argument("--administrators", action="store_true", help="open the desks of both administrators too")
    shown.add_argument("--collections", action="store_true", help="open the desk of the collection maker too")
    shown.add_argument("--treasury", action="store_true", help="open the desks of those who remit to the treasury too")
    shown.add_argument("--out", type=Path, default=ROOT / "demo-output", help="folder for documents and pictures")
    tested = commands.add_parser("test", help="everything that must hold")
    tested.add_argument("pytest", nargs="*", help="arguments handed to pytest")
    commands.add_parser("check", help="the quick half of test: style, types, borders")
    drawn = commands.add_parser(
        "pictures", help="every screen as PNG: Thai and English, light and dark, 100 and 200 %%"
    )
    drawn.add_argument("--out", type=Path, default=ROOT / "pictures-output")
    whole = commands.add_parser("campaign", help="test with every combination of what it asks by turns; half an hour")
    whole.add_argument("--seed", type=int, default=secrets.randbelow(10_000), help="the number of the files' order")
    whole.add_argument("pytest", nargs="*", help="arguments handed to pytest")
    commands.add_parser("bench", help="the benchmarks, each beside its peer or limit")
    killed = commands.add_parser("kills", help="the long campaign of killed programs")
    killed.add_argument("--rounds", type=enough, default=1000, help=f"at least {ROUNDS_MIN}")
    raced = commands.add_parser("races", help="the long campaign of things that happen at once")
    raced.add_argument("--rounds", type=enough, default=200, help=f"at least {ROUNDS_MIN}")
    raced.add_argument(
        "--database", choices=["sqlite", "postgresql", "both"], default="both", help="where the books are"
    )
    lived = commands.add_parser("month", help="a simulated month of a whole unit, with faults of all kinds, twice")
    lived.add_argument("--seed", type=int, default=1, help="the number that it begins from")
    walked = commands.add_parser("journeys", help="every journey of people through the whole product")
    walked.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite", help="where the books are")
    walked.add_argument("pytest", nargs="*", help="arguments handed to pytest")
    kept = commands.add_parser("central", help="every test of the central system and of what speaks with it")
    kept.add_argument("--database", choices=["sqlite", "postgresql"], default="sqlite", help="where the books are")
    kept.add_argument("pytest", nargs="*", help="arguments handed to pytest")
    scale_out.add_options(commands.add_parser("scale", help="the central system by many processes on PostgreSQL"))
    fuzzed = commands.add_parser("fuzz", help="every request that the contract allows or forbids, for some minutes")
    fuzzed.add_argument("--minutes", type=float, default=10)
    fuzzed.add_argument("--seed", type=int, default=1, help="the number that it begins from")
    borne = commands.add_parser("load", help="what the central system bears, on SQLite and on PostgreSQL")
    borne.add_argument("--profile", choices=["payments", "batches"], default="payments", help="batches: 50 of 10,000")
    borne.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    borne.add_argument("--seconds", type=int, default=600, help="of payments")
    borne.add_argument("--lines", type=int, help="of each batch; by default 100 of payments, 10,000 of batches")
    borne.add_argument("--rate", type=float, default=0, help="payments a second that fall due; 0: without a pause")
    borne.add_argument("--clients", type=int, default=50, help="pairs of persons, four connections each")
    borne.add_argument("--processes", type=int, default=4, help="on PostgreSQL")
    commands.add_parser("lock", help="write requirements.lock anew (needs uv)")
    return parser


def enough(text: str) -> int:
    """Read a number of rounds; fewer than `ROUNDS_MIN` reach too few moments to prove anything."""
    if int(text) < ROUNDS_MIN:
        raise argparse.ArgumentTypeError(f"at least {ROUNDS_MIN}")
    return int(text)


def complain(sentence: str) -> int:
    """Say what is wrong and return the exit status for it."""
    print(sentence, file=sys.stderr)
    return 2


def prepare_system(command: str) -> None:
    """Install what Debian lacks, or name it; other systems bring these libraries themselves."""
    if not sys.platform.startswith("linux"):
        return
    libraries = dict(WINDOW_LIBRARIES)
    is_tested = command in ("test", "campaign", "journeys", "central", "scale", "load")
    if is_tested or (command == "demo" and has_display()):
        libraries |= SCREEN_LIBRARIES
    missing = [package for name, package in libraries.items() if ctypes.util.find_library(name) is None]
    if is_tested:
        missing += [package for program, package in TEST_PROGRAMS.items() if not is_there(program)]
    if missing:
        install_packages(missing)


def is_there(program: str) -> bool:
    """Say whether a program is on the path or where Debian keeps it otherwise."""
    return shutil.which(program) is not None or any(glob.glob(place.format(program)) for place in OUT_OF_THE_WAY)


def install_packages(packages: list[str]) -> None:
    """Run apt-get where this user may; otherwise print the one line to run."""
    line = ["apt-get", "install", "-y", "--no-install-recommends", *packages]
    if shutil.which("apt-get") and os.geteuid() == 0:
        print(f"Installing system libraries: {' '.join(packages)}", flush=True)
        quietly = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        subprocess.run(["apt-get", "update"], check=False, env=quietly, stdout=subprocess.DEVNULL)
        if subprocess.run(line, check=False, env=quietly, stdout=subprocess.DEVNULL).returncode == 0:
            return
    print(f"These system libraries are missing; please run:\n  sudo {' '.join(line)}", file=sys.stderr)


def has_display() -> bool:
    """Say whether a window could be shown to a person here."""
    if sys.platform in ("win32", "darwin"):
        return True
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def python() -> str:
    """Return the path of the environment's interpreter."""
    return str(VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python"))


def fingerprint() -> str:
    """Return what the environment must have been made from."""
    content = LOCK.read_bytes() + (ROOT / "pyproject.toml").read_bytes() + sys.version.encode()
    return hashlib.sha256(content).hexdigest()


def prepare_environment() -> None:
    """Make ``.venv`` from the lock file unless it is already the one this lock and Python make."""
    if STAMP.exists() and STAMP.read_text() == fingerprint():
        return
    print("Setting up .venv from requirements.lock (once; about a minute) ...", flush=True)
    try:
        venv.create(VENV, with_pip=True, clear=True)
    except (subprocess.CalledProcessError, ImportError, SystemExit):
        install_packages([f"python{sys.version_info.major}.{sys.version_info.minor}-venv"])
        venv.create(VENV, with_pip=True, clear=True)
    pip = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    subprocess.run([*pip, "--require-hashes", "-r", str(LOCK)], check=True)
    subprocess.run([*pip, "--no-deps", "--no-build-isolation", "-e", str(ROOT)], check=True)
    STAMP.write_text(fingerprint())


def run(*arguments: str, **environment: str) -> int:
    """Run the environment's Python in the repository and return its exit status."""
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    # Without compiled modules every server, desk and worker of a run compiles the whole program anew.
    return subprocess.run([python(), *arguments], cwd=ROOT, env=inherited | environment, check=False).returncode


def demo(options: argparse.Namespace) -> int:
    """Start the central system and both desktops; without a display run the story and leave its papers."""
    arguments = ["-m", "app.demo", "--out", str(options.out.resolve())]
    if options.file:
        if not options.file.exists():
            return complain(f"There is no file {options.file}.")
        arguments += ["--file", str(options.file.resolve())]
    arguments += [f"--{desks}" for desks in ("administrators", "collections", "treasury") if getattr(options, desks)]
    if options.headless or not has_display():
        arguments.append("--headless")
    return run(*arguments)


CHECKS = (
    ("style", ("-m", "ruff", "check", ".")),
    ("format", ("-m", "ruff", "format", "--check", "--quiet", ".")),
    ("types", ("-m", "mypy")),
    ("borders", ("-c", "import sys; from importlinter.cli import lint_imports_command as c; sys.argv=['x']; c()")),
)


def check(_options: argparse.Namespace) -> int:
    """Style, types and import borders; stop at the first that fails."""
    for name, arguments in CHECKS:
        print(f"== {name}", flush=True)
        if run(*arguments):
            return complain(f"{name} failed")
    return 0


def test(options: argparse.Namespace) -> int:
    """Everything that must hold: the checks, then every test on all cores."""
    return check(options) or all_tests(*options.pytest)


def campaign(options: argparse.Namespace) -> int:
    """Every test whole: every combination of what ``test`` asks by turns, every way that it leaves to a campaign."""
    print(f"== files in the order of --seed {options.seed}", flush=True)
    return all_tests(*options.pytest, KHLANG_ORDER=str(options.seed), **WHOLE)


def all_tests(*arguments: str, **environment: str) -> int:
    """Run every test on all cores."""
    print("== tests", flush=True)
    # One more than cores: half of a journey's time is waiting for other processes.
    parallel = ["-n", str(min((os.cpu_count() or 1) + 1, 5)), "--dist", "loadfile", "--no-loadscope-reorder"]
    # Its name is short: a socket's address has no more than 107 letters.
    with tempfile.TemporaryDirectory(prefix="kl-", dir=MEMORY if has_memory_for_files() else None) as folder:
        where = {"QT_QPA_PLATFORM": "offscreen", "PYTEST_DEBUG_TEMPROOT": folder}
        return run("-m", "pytest", *parallel, *arguments, **where, **environment)


def has_memory_for_files() -> bool:
    """Say whether the files of tests may lie in memory: they sync some thousand small databases to their disk."""
    if not os.access(MEMORY, os.W_OK) or shutil.disk_usage(MEMORY).free < MEMORY_BYTES_MIN:
        return False
    told = dict(line.split(":") for line in Path("/proc/meminfo").read_text("ascii").splitlines())
    return int(told["MemAvailable"].split()[0]) * 1024 >= 2 * MEMORY_BYTES_MIN


def pictures(options: argparse.Namespace) -> int:
    """Render every screen; one process a scale, since Qt reads it once at its start."""
    status = 0
    for scale in ("1", "2"):
        status |= run(
            "-m",
            "tests.pictures",
            "--out",
            str(options.out.resolve()),
            QT_QPA_PLATFORM="offscreen",
            QT_SCALE_FACTOR=scale,
        )
    print(f"Pictures are in {options.out.resolve()}")
    return status


def bench(_options: argparse.Namespace) -> int:
    """Run every benchmark by itself, since they would disturb one another."""
    status = 0
    for path in sorted((ROOT / "tests" / "benchmarks").glob("bench_*.py")):
        status |= run("-m", f"tests.benchmarks.{path.stem}", QT_QPA_PLATFORM="offscreen")
    return status


def kills(options: argparse.Namespace) -> int:
    """Kill client and server at random points, ``--rounds`` times each."""
    return run("-m", "pytest", "tests/faults", KHLANG_KILL_ROUNDS=str(options.rounds), **WHOLE)


def races(options: argparse.Namespace) -> int:
    """Let the same things happen at once, ``--rounds`` times each: in one process on SQLite, in two on PostgreSQL."""
    only = [] if options.database == "both" else ["-k", options.database]
    asked = ("-m", "pytest", "-v", "tests/simulator/test_races.py", *only)
    return run(*asked, KHLANG_RACE_ROUNDS=str(options.rounds), **WHOLE)


def month(options: argparse.Namespace) -> int:
    """Live through a month twice: every day closes, all books add up, and both are told to the byte."""
    return run("-m", "tests.campaigns", "--seed", str(options.seed), "--twice")


def fuzz(options: argparse.Namespace) -> int:
    """Ask the central system all that its contract allows and forbids, for ``--minutes``; print what was found."""
    return run("-m", "tests.simulator.contract.fuzzing", "--minutes", str(options.minutes), "--seed", str(options.seed))


def journeys(options: argparse.Namespace) -> int:
    """Walk every journey; on PostgreSQL through a cluster that lives as long as the run."""
    return on_database(options, "journeys")


def central(options: argparse.Namespace) -> int:
    """Run what a central system and its clients must hold, likewise."""
    return on_database(options, "simulator", "services", "faults")


def on_database(options: argparse.Namespace, *folders: str) -> int:
    """Run the tests of some folders with the books where ``--database`` says."""
    parallel = ["-n", str(min(os.cpu_count() or 1, 4)), "--dist", "loadfile"]
    asked = WHOLE | {"QT_QPA_PLATFORM": "offscreen", "KHLANG_TEST_DATABASE": options.database}
    return run("-m", "pytest", *parallel, *(f"tests/{one}" for one in folders), *options.pytest, **asked)


def scale(options: argparse.Namespace) -> int:
    """Run the central system by many processes until it is told to stop."""
    return scale_out.run(options, python())


def load(options: argparse.Namespace) -> int:
    """Let people pay without a pause or at a pace, then account for every satang and tell what was not reached."""
    named = ("profile", "database", "seconds", "lines", "rate", "clients", "processes")
    asked = {name: getattr(options, name) for name in named}
    return run("-m", "tests.load", *(f"--{name}={value}" for name, value in asked.items() if value is not None))


def lock() -> int:
    """Resolve ``pyproject.toml`` for every system and Python at once, with hashes."""
    uv = shutil.which("uv")
    if uv is None:
        return complain("Writing the lock file needs uv: pip install uv")
    arguments = ["pip", "compile", "--quiet", "--universal", "--python-version", "3.11", "--generate-hashes"]
    arguments += ["--no-annotate", "--no-header", "--group", "dev", "pyproject.toml", "-o", str(LOCK)]
    return subprocess.run([uv, *arguments], cwd=ROOT, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
