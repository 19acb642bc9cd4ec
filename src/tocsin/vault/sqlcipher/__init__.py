"""Django database backend: SQLite, every page encrypted and authenticated by SQLCipher."""
