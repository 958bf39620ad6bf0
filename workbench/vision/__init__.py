"""Data files and objects of ACUCOBOL."""
