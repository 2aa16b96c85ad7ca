"""What a month costs: prices, what each action uses, and the wiring of the template."""
