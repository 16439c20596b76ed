"""审批: what an office wants to be granted before it is done, who grants it, and for what."""
