"""Reports: what each says, and the forms it is written in."""
