"""Scenario scripts (SIM-20): one file in YAML that is a test, a demonstration and a lesson.

`script` reads them, `player` plays them through the wire against a running central system, `command` is
``khlang-central scenario``.
"""
