"""A key derivation that costs nothing, handed over where the program would measure the machine."""

from iomdesk.store.kdf import Cost


class Cheap:
    """The least Argon2id allows; a thousand derivations take less than a second."""

    def cost(self) -> Cost:
        return Cost(iterations=1, memory_kib=8, lanes=1)
