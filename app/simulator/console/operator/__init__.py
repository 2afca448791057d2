"""The operator's face: what the simulator does, its clock, its trouble, and its states to go back to."""
