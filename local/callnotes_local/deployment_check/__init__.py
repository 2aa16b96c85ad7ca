"""What became of each property of the template: compared after every deployment."""
