"""Who is who: this node, certificates, peers, invitations and what peers acknowledged."""
