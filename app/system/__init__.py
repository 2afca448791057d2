"""The machine we stand on: folders, settings, secrets, time, logs."""
