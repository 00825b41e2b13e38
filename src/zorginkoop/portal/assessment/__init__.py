"""Judging: the outcome of a provider by the policy, kept so that it can be judged again, and what asks for a person."""
