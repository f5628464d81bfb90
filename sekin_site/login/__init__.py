"""How somebody gets in: whose name is meant, from where, how often, and with which second step."""
