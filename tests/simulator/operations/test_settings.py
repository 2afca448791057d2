"""Options from file, environment and command line: the later wins, every mistake is told at once, secrets are blank."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from app.simulator.operations.configuration import blanked
from app.simulator.options import OptionsWrong, fields
from app.simulator.settings import Settings, from_start
from tests.helpers import warm

if TYPE_CHECKING:
    from pathlib import Path

_ENV = "KHLANG_CENTRAL_"


def _written(folder: Path, text: str) -> str:
    file = folder / "central.toml"
    file.write_text(text, "utf-8")
    return str(file)


def test_the_command_line_wins_over_the_environment_and_that_over_the_file(tmp_path: Path) -> None:
    file = _written(tmp_path, 'port = 1\nhost = "::1"\nsms = true\nsmtp_again = [1, 2.5]\ndata = "state"\n')
    found = from_start(["--port", "3", "--config", file], {_ENV + "PORT": "2", _ENV + "HOST": "127.0.0.2"})
    values = found.values
    assert (values.port, values.host, values.sms, values.smtp_again) == (3, "127.0.0.2", True, (1.0, 2.5))
    assert values.data == tmp_path / "state"
    assert found.origins["port"] == "command line --port"
    assert found.origins["host"] == f"environment {_ENV}HOST"
    assert found.origins["sms"] == f"{file}: sms"
    assert found.origins["seed"] == "default"


def test_a_later_place_can_switch_off_what_an_earlier_one_switched_on(tmp_path: Path) -> None:
    file = _written(tmp_path, 'sms = true\nclock = "real"\n')
    values = from_start(["--no-sms"], {_ENV + "CONFIG": file, _ENV + "CLOCK": ""}).values
    assert (values.sms, values.clock) == (False, None)


def test_every_mistake_is_told_at_once_with_its_place(tmp_path: Path) -> None:
    file = _written(tmp_path, 'colour = "red"\nhost = 3\nstop_seconds = 0\n')
    environ = {_ENV + "FLAVOUR": "sweet", _ENV + "SMS": "perhaps", _ENV + "CLOCK": "yesterday"}
    with pytest.raises(OptionsWrong) as wrong:
        from_start(["--port", "70000", "--rules", "/nowhere.toml", "--nonsense", "--config", file], environ)
    assert {mistake.where for mistake in wrong.value.mistakes} == {
        "command line", "command line --port", "command line --rules", f"environment {_ENV}FLAVOUR",
        f"environment {_ENV}SMS", f"environment {_ENV}CLOCK", f"{file}: colour", f"{file}: host",
        f"{file}: stop_seconds",
    }  # fmt: skip
    assert all(mistake.th and mistake.en for mistake in wrong.value.mistakes)


@pytest.mark.parametrize("text", ["port = ", "\xff", None])
def test_a_file_that_cannot_be_read_is_a_mistake(tmp_path: Path, text: str | None) -> None:
    file = tmp_path / "central.toml"
    if text is not None:
        file.write_bytes(text.encode("latin-1"))
    with pytest.raises(OptionsWrong) as wrong:
        from_start(["--config", str(file)], {})
    assert [mistake.where for mistake in wrong.value.mistakes] == [str(file)]


@pytest.mark.parametrize("port", ["x", "1.5", "-1", "1e99", "nan", "๑"])
def test_a_port_is_a_whole_number_within_its_bounds(port: str) -> None:
    with pytest.raises(OptionsWrong):
        from_start(["--port", port], {})


def test_every_option_says_what_it_is_for_in_both_languages() -> None:
    for field in fields(Settings):
        assert field.option.th, field.name
        assert field.option.en, field.name


def test_config_prints_settings_that_a_start_can_read_again_without_secrets(tmp_path: Path) -> None:
    url = "postgresql://somebody:canary@127.0.0.1:1/books?sslpassword=canary"
    done = warm.command("config", "--check", "--data", tmp_path, "--database", url)
    assert done.returncode == 2
    assert "canary" not in done.stdout + done.stderr
    assert "# FAILS database" in done.stdout
    assert "# ok data folder" in done.stdout
    printed = from_start(["--config", _written(tmp_path, done.stdout)], {}).values
    assert (printed.data, printed.port) == (tmp_path, 8443)


@pytest.mark.parametrize(
    ("secret", "shown"),
    [
        ("canary", "********"),
        ("postgresql://u:canary@h:5/d", "postgresql://u:********@h:5/d"),
        ("postgresql://u@/d?host=/s&password=canary", "postgresql://u@/d?********"),
        ("sqlite:////x/y.db", "sqlite:////x/y.db"),
    ],
)
def test_a_secret_is_blank_and_of_an_address_the_password(secret: str, shown: str) -> None:
    assert blanked(secret) == shown
