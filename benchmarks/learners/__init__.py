"""What learners and recipes of training are worth on real data, and what they cost."""
