"""Selection: who is approached for an agreement and who is not, why, by whose accord, and the invitations."""
