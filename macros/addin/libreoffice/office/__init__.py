"""What runs inside LibreOffice; it imports nothing of Relaybook and nothing newer than 3.7."""
