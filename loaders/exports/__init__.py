"""The graph in the forms that other systems read; what a form cannot say is told, never dropped."""
