"""What the default strategy was chosen from: candidates for it on sets that no published protocol uses."""
