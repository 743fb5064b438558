"""How people arrive and are received: the first meeting, invitations, standing for a company, profiles, colleagues."""
