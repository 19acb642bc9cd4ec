"""``python -m tocsin``."""

if __name__ == "__main__":  # a process started to render letters imports this file too, and needs none of it
    from tocsin.cli import main

    main()
