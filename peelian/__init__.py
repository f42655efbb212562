"""Peelian: is a public service doing what it owes the public, record by record?"""

__version__ = "0.1.0"
