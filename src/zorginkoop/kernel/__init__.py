"""What a policy can say, and how it judges one subject. Standard library and pydantic only."""
