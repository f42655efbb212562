"""What people found who looked at single duties: samples checked by hand, and disputes. It never changes a status."""
