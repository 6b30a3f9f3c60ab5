"""The model: schema, dates, ids, errors, names, the property graph and its stores.

Nothing is imported here, so that ``import graph.errors`` costs nothing: take what you need from
`graph.model` (`PropertyGraph`), `graph.schema`, `graph.dates`, `graph.rooms`, `graph.names`,
`graph.changes` and `graph.stores`.
"""
