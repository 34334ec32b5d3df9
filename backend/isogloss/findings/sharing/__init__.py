"""How findings are seen outside the dashboard: links that unfurl, pictures, citations, and pages that stand alone."""
