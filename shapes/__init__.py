"""The rules of the logical framework as SHACL shapes, and the engines that run them."""
