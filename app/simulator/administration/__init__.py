"""Who may do what: companies, people, rights, policy, workstations, and the two administrators who decide it."""
