"""A deterministic simulation of whole trees of offices: the product's own flows, with clock, disk, line and chance from one seed."""
