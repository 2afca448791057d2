"""Money on its way to the treasury: kinds, parts, states, deadlines, the treasury's documents (document 002)."""
