"""Paying: taking batches in, counting signatures, taking back; every check made again from zero."""
