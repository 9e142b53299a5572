"""ask / tell / fit / plan / status: the only stateful engine."""

from labelwise.campaign.engine import Campaign

__all__ = ["Campaign"]
