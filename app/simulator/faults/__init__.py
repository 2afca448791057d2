"""Trouble on demand under HTTP: what can be armed, when it strikes, and what a request then meets (SIM-06 to SIM-08).

``kinds`` and ``armed`` say what there is, ``windows`` when by the simulator's clock, ``standing`` keeps it all in the
database, ``book`` is what the edge asks, ``effects`` and ``pages`` are what a struck request meets, ``plans`` are named
files of faults, ``routes`` and ``counter`` the operator's ways to them.
"""
