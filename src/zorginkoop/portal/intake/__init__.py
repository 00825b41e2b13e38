"""The questionnaire: what only a provider can tell, asked once, and confirmed by who may confirm it."""
