"""Alembic's way in: it migrates over the connection that ``schema.upgrade`` hands it, in its transaction."""  # noqa: INP001  loaded by its path

from alembic import context

from dangyuan_flow.store.tables import Row

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Row.metadata,
    render_as_batch=True,
)
context.run_migrations()
