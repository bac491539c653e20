"""The people of one office: who may come in, who is in, and who looked at what. Nothing here is synced."""
