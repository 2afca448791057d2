"""Values and rules of a finance unit: no I/O, no clock, no Qt, no SQL."""
