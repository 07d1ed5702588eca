"""What the buttons of Relaybook do inside LibreOffice: show, read and write, never decide."""
