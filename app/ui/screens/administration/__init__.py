"""Who may do what: users, requests between both administrators, policy, workstations, reviews."""
