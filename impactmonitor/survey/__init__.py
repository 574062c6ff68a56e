"""The questionnaire, the workplaces, and the responses to it: one wave."""
