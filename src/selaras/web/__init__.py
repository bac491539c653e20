"""Screens of an office. Read-only for now: there is no log-in yet, so personal data is masked."""
