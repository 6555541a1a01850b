"""How each thing is made. A stage is a function of its inputs; it raises, and never imports another stage."""
