"""Screens about money on its way to the treasury: what waits, remittances, the treasury's documents."""
