"""What a finding stands on: its runs' closure, what they kept, the digests of it all, what a reader must know."""
