"""Money on its way to the treasury: signed by two persons, moved by the bank, answered by the treasury (SIM-13)."""
