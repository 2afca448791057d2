"""Works out, when it is loaded, what every central system works out of the published contract at its first answers.

And lets the collector of garbage leave alone what is loaded by then: no process that begins with it ever drops it.
"""

import gc

from app.simulator.contract import document
from app.simulator.contract.operation import Raw

for _row in document.operations():
    for _status, _form in _row.told.items():
        if _form is not None and not isinstance(_form, Raw):
            document.schema_of(_form, _status)
document.schemas()
gc.collect()
gc.freeze()
