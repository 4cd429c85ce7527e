"""One module per command of `rbm`; each is loaded only when it is asked for."""
