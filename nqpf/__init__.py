"""The library under an interactive course on new quality productive forces.

Lowest layer first: `models` (economics), `corpus` and `text` (the page and
measures on it), `charts`, `explorers`, `study`. Importing `nqpf` loads none of
them; each loads when it is first used.
"""

import lazy_loader as lazy

__getattr__, __dir__, __all__ = lazy.attach_stub(__name__, __file__)
