"""From sentences with their dates to mentions: what is said to have happened, when, in which words."""
