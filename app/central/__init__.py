"""Our side of the conversation with the central system; foreign errors stop here."""
