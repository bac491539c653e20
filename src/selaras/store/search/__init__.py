"""The list of records and the words they are found by: a cache of the registry, brought up to date apart from writing."""
