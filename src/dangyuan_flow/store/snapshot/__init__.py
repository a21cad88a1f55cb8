"""Snapshots: a store's dossiers as Parquet files that leave it, and the sweep over them on one machine."""
