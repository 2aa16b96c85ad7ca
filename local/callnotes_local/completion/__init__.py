"""Sets, by public AWS APIs, what the emulator's CloudFormation drops and the template asks for."""
