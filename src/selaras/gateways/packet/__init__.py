"""Packets as files on a disk."""
