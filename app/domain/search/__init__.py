"""Finding anything by anything that is known of it: how texts are compared, and what a person typed means."""
