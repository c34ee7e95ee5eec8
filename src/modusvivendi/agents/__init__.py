"""Members of the movement one by one: who leaves, who knows whom, and how far desertion spreads from contact to contact."""

from modusvivendi.agents.simulate import Members, MembersFound, simulate_members

__all__ = ["Members", "MembersFound", "simulate_members"]
