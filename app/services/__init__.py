"""What a person can do: one verb a method."""
