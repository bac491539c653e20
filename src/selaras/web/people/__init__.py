"""Where people come in and go out, and where an administrator says who may."""
