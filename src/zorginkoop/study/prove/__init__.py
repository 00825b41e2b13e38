"""Whether a policy is sound over every subject that could exist: findings, each with an example or a proof."""
