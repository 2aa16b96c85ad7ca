"""What the kit asks of the machine: processes, ports, locks, files, variables."""
