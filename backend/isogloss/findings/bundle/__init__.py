"""The bundle: finished runs and all they stand on, as one file that another installation opens."""
