"""Language models: families, ladders, loading, hooks. The only importer of transformers."""
