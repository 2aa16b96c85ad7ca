"""The topics of the exam, and where this project exercises each of them."""
