"""What a claim is held against, one small function a check; each gives a `Check`, none decides.

reading.py   claims about the spec: sent, quote, named, scope, picture, unique
mapping.py   claims about the target: established, exists, served, both quotes, type, unique, agreement
"""
