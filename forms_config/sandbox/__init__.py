"""The sandbox: an officer walks a form as ASN, as rater and to the result, with invented answers.

Nothing is stored anywhere: the answers travel in the page, and each POST reads them as strictly as stored ones.
"""
