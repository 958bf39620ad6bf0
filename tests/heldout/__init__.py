"""Documents in styles that neither the bundled generator nor the profile code had in mind, each with its truth."""
