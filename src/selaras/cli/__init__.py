"""The command `selaras`: one file a command, thin doors to the flows."""
