"""The deployed stack: what its template wants, beside what each service gives back."""
