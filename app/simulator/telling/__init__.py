"""Telling people outside: e-mail over SMTP, SMS to the simulated gateway, and what became of each (ST-12, NO-2)."""
