"""A real Neo4j server without Docker, for the tests and for people: `tests.server.local`."""
