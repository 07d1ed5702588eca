"""Handovers after they left: the register for people, the policy, received copies, receipts."""
