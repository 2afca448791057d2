"""What a unit looks back at: sums for plots, and who did what for an auditor."""
