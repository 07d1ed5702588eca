"""What Relaybook keeps on this computer: snapshots, who changed what, files being written.

Nothing here leaves the computer. The index holds paths, counts and hashes, no customer; the
snapshots are byte copies of workbooks, so an encrypted one stays encrypted.
"""
