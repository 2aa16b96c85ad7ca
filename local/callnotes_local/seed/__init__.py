"""Demo data: users, customers with bookings, notes; the same ids every time."""
