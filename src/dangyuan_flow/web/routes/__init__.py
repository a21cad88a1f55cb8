"""The pages, one module a room; each hands on to a journey of the application."""
