"""PyJWT: reads { verify, sign } from the standard input, writes { verified, signed } (see lib/languages.mjs)."""
import base64
import json
import sys

import jwt


def key_of(key, alg):
    if alg == "HS256":
        return base64.urlsafe_b64decode(key["secret"] + "==")
    return jwt.PyJWK.from_dict(key["jwk"]).key


def verified(task):
    try:
        jwt.decode(
            task["token"],
            key_of(task["key"], task["alg"]),
            algorithms=[task["alg"]],
            audience=task["audience"],
            issuer=task["issuer"],
            options={"require": ["exp", "iat", "sub"]},
        )
        return True
    except jwt.PyJWTError:
        return False


def signed(task):
    key = key_of(task["key"], "HS256") if task["alg"] == "HS256" else task["key"]["pem"]
    return jwt.encode(
        task["claims"], key, algorithm=task["alg"], headers={"kid": task["key"]["kid"]}
    )


tasks = json.load(sys.stdin)
json.dump(
    {
        "verified": [verified(task) for task in tasks["verify"]],
        "signed": [signed(task) for task in tasks["sign"]],
    },
    sys.stdout,
)
