"""What a model did while it read: requests, capture, and the cache of pooled values."""
