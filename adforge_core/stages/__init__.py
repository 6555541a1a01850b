"""The stages. Each is a function of its inputs that raises when it fails. Stages do not import each other."""
