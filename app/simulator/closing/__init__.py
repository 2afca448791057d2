"""Closing a day: which is next, what must be seen in it, what two persons said of it, and what is due (RC-1, RC-5)."""
