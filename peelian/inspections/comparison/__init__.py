"""Two runs side by side, service with service or year with year, and a service beside published figures of all of them."""
