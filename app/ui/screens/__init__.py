"""One module a screen; screens never import one another, the main window routes."""
