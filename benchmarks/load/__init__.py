"""`rag serve` under load: `make load`."""
