"""Our retrieval beside the pipelines that people start from, on the same data, in one run. See README.md."""
