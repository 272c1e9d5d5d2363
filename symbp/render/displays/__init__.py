"""What objects show of themselves in Jupyter, one file each: ``bundle`` gives contents by MIME type."""
