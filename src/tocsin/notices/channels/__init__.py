"""The notice by other ways than the printed letter, from the same blocks: e-mail, web page, media, telephone.

``paper`` is what all forms are made from; ``page`` and ``word`` write it. ``allowed`` says who may be told
by e-mail, ``message`` writes the e-mail, ``smtp`` hands it over, ``bounce`` reads what comes back. ``public``
and ``phone`` choose the words of notices that name nobody. ``monitoring`` gives out activation codes.
"""
