"""The numerics of concept neurons, arrays in and arrays out.

``design`` fixes what will be ranked against what before any value is seen; ``ranking`` reads one language and keeps
the best units of every split; ``overlap`` compares the languages' choices; ``held_out`` scores them where they were
not chosen; ``estimate`` puts interval and null beside each number. Source: methods.md 0 and 1.3.
"""
