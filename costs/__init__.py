"""What a month costs: prices, what actions use, the template's wiring; and its limits."""
