"""What is said to people, by subject; worded by onboarding.wording."""
