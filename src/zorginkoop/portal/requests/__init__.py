"""Requests for an agreement, by whoever was not invited: received, judged by the policy, decided by people."""
