"""What studies are written with: resolving a request, doing its work, drawing a ladder, figures.

Every study may use all of it; none of it knows a study.
"""
