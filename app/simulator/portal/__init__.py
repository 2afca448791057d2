"""The e-Payment Portal of Government and the Biz Portal, both played here (document 000).

References, messages, services and the order of things are this simulator's own convention.
"""
