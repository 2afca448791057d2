"""The console: a web page for the staff of the simulated bank, of the treasury, and for the simulator's operator."""
