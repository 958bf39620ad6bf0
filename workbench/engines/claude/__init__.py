"""The Claude engine: the same tasks, records and gate as offline, answered by a model.

    requests.py   a task -> a request: a prompt file, the text as data, the form of the answer
    answers.py    the forms an answer may have, within what the service takes
    reading.py    an answer about a chunk -> claims with lines and quotes
    choosing.py   an answer about an endpoint's fields -> claims with evidence on both sides
    sending.py    a request -> its ending: budget, limits, attempts, a receipt
    replies.py    what a reply means
    wire.py       the only module that knows the client of the service
    engine.py     all of it as an `agent.Engine`; batches.py, replay.py: the same at half price, and without any

The client is imported when the first request is sent, and never when another engine answers.
"""
