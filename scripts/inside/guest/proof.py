"""Whether the feature under test is live in the guest."""

import re


def flags(facts):
    """What the guest's processor and kernel have, in words."""
    text = facts.decode(errors='replace')
    found = set()
    if match := re.search(r'^flags\s*:(.*)', text, re.M):
        found |= set(match[1].split())
    if match := re.search(r'Enabled xstate features 0x([0-9a-f]+)', text):
        mask = int(match[1], 16)
        found |= {f'xstate:{bit}' for bit in range(64) if mask >> bit & 1}
    return found


def missing(declared, facts):
    """Which of the DECLARED flags, '!FLAG' for one that is absent, do not
    hold: a sentence, or None."""
    found = flags(facts)
    absent = [f for f in declared if f[0] != '!' and f not in found]
    present = [f[1:] for f in declared if f[0] == '!' and f[1:] in found]
    parts = []
    if absent:
        parts.append('lacks ' + ' '.join(absent))
    if present:
        parts.append('has ' + ' '.join(present))
    if not parts:
        return None
    return f'the guest {" and ".join(parts)}, against its declaration'
