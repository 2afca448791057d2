"""The rules file in the database: checked wholly, kept in versions, one of them in force (SIM-04, SIM-05)."""
