"""Mail houses that are asked over the network: optional, never contacted without the owner's word."""
