"""Finding records by how their names sound: words in the form they are compared by, and words that are near to one."""
