"""Looking back: plots with their tables, and reports for an auditor."""
