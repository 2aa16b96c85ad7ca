"""What follows from AWS's rules and numbers, computed: `python -m curriculum.calculators`."""
