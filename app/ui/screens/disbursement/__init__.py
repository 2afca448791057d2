"""Paying: batches, import, editor, approvals, results, evidence."""
