"""Questions about a policy: asked by anybody, answered for everybody."""
