"""Until when something may be done: by the policy, and by what people decided about a later last day."""
