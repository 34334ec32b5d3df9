"""How a sequence begins: stated with every model and every request, never guessed.

``add`` puts the beginning-of-sequence token in front, ``none`` adds no special token at all, ``tokenizer`` leaves it to
the tokenizer. Whatever is added is read by the model, and never pooled: at that position many models hold values so
large that no sentence could be told from another by its maximum.
"""

from isogloss.vocabulary.errors import Refused

BOS_POLICIES = ("add", "none", "tokenizer")


def check_bos_policy(policy: str) -> str:
    """The same policy; raises Refused for an unknown one."""
    if policy not in BOS_POLICIES:
        raise Refused(
            "unknown_bos_policy",
            f"“{policy[:40]}” is no way to begin a sequence.",
            hint=f"Use one of: {', '.join(BOS_POLICIES)}.",
            field="bos_policy",
        )
    return policy
