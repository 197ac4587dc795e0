"""What touches the world: one library each, chosen in `rag.bootstrap`."""
