"""Who is paid: the unit's register (ทะเบียนคุม), its changes, and how lines of a batch are linked to it."""
