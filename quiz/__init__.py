"""Questions in the style of the exam, and what a learner knows of them."""
