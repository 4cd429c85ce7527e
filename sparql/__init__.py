"""The questions, the derivations and the store they run on."""
