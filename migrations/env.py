"""How Alembic runs our migrations: one history (``app`` or ``artifacts``) on the engine it is given.

Called by ``isogloss.store.migrate`` only, which holds the lock. The tests also compare the tables with the histories.
"""

from contextlib import nullcontext

from alembic import context

from isogloss.store.migrate import version_table

history = context.config.attributes["history"]
engine = context.config.attributes["engine"]

# On Postgres the transaction that holds the lock; its owner commits.
given = context.config.attributes.get("connection")

with engine.connect() if given is None else nullcontext(given) as connection:
    sqlite = connection.dialect.name == "sqlite"
    if sqlite:
        # Python's driver begins no transaction for CREATE TABLE by itself: without this a migration could be
        # interrupted half-way.
        connection.exec_driver_sql("BEGIN IMMEDIATE")
    context.configure(
        connection=connection,
        version_table=version_table(history),
        render_as_batch=sqlite,
        transactional_ddl=True,
        # Given only by new.py, which compares.
        target_metadata=context.config.attributes.get("metadata"),
        render_item=context.config.attributes.get("render_item"),
        compare_type=True,
    )
    with context.begin_transaction():
        context.run_migrations()
    if given is None:
        connection.commit()
