"""The payee register: the list, one payee, changes that wait for a second person, the import of old registers."""
