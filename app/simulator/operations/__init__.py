"""Running the central system: its logs, figures and health, its copies, its certificate and its settings shown."""
