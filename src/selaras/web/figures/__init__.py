"""Screens of figures: releases, one indicator, the profile of a kab/kota, what others published."""
