"""The words everyone uses: facts, data elements, content, and the tables that pass between stages."""
