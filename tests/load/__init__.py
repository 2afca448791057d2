"""The central system under load: what it bears, and that nothing is lost or doubled while it does."""
