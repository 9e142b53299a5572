"""What the evidence runs say, as pages."""
