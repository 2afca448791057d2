"""Checking evidence with nothing but public keys; shares the wire's definitions with its writer, and no more."""
