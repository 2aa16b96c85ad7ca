"""How to read each resource type back, in the words of its template properties.

A reader gives a key for every property that an API gives back; its value is None where the
service has nothing. A property without a key is "not checked".
"""
