"""Holidays that the operator adds and takes away: versions of the calendar, and what a change of days moves."""
