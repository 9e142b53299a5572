"""How good is the model, what was saved, when to stop, which model is best? Pure functions of arrays."""
