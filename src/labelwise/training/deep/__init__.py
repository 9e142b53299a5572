"""What recipes do inside the training of a network; everything here needs torch."""
