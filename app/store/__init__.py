"""What a workstation keeps: one encrypted file, one door for changes, an audit chain. Only here is SQL spoken."""
