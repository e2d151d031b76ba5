"""validate.py SCHEMA CODES BUNDLE: does the bundle follow HL7's definitions of Bundle and AuditEvent (R4)?

Besides the JSON Schema: the codes of bound elements exist, and the invariants that a schema cannot say (sev-1: an entity
has no name beside a query; bdl-7: a bundle's full URLs are unique; bdl-1: no total in a collection).
"""

import json
import sys

import jsonschema


def concepts(event):
    yield "AuditEvent.type", event["type"]
    for one in event.get("subtype", []):
        yield "AuditEvent.subtype", one
    for agent in event.get("agent", []):
        for one in agent.get("type", {}).get("coding", []):
            yield "AuditEvent.agent.type", one
    for one in event.get("source", {}).get("type", []):
        yield "AuditEvent.source.type", one
    for entity in event.get("entity", []):
        yield "AuditEvent.entity.type", entity["type"]
        yield "AuditEvent.entity.role", entity["role"]


def wrong_codes(event, codes):
    plain = {
        "AuditEvent.action": ("http://hl7.org/fhir/audit-event-action", event.get("action")),
        "AuditEvent.outcome": ("http://hl7.org/fhir/audit-event-outcome", event.get("outcome")),
    }
    for path, (system, code) in plain.items():
        if code is not None and code not in codes[path][system]:
            yield f"{path}: no code {code}"
    for path, one in concepts(event):
        known = codes[path].get(one["system"])
        if known is None or one["code"] not in known:
            yield f"{path}: no code {one['system']} {one['code']}"
        elif one.get("display") != known[one["code"]]:
            yield f"{path}: {one['code']} is called {known[one['code']]}"


def wrong_rules(event):
    for entity in event.get("entity", []):
        if "name" in entity and "query" in entity:
            yield "sev-1: an entity with both name and query"
        if "query" in entity:
            yield "an entity says what was typed"
    # The schema asks for no primitive element, as each might be an extension instead; the definition asks for this one.
    if "recorded" not in event:
        yield "no instant"


def problems(bundle, schema, codes):
    validator = jsonschema.Draft6Validator(schema)
    for error in validator.iter_errors(bundle):
        yield f"{'/'.join(map(str, error.absolute_path))}: {error.message[:300]}"
    if bundle.get("type") != "collection" or "total" in bundle:
        yield "bdl-1: not a plain collection"
    urls = [entry["fullUrl"] for entry in bundle.get("entry", [])]
    if len(set(urls)) != len(urls):
        yield "bdl-7: a full URL twice"
    for entry in bundle.get("entry", []):
        event = entry["resource"]
        # The choice between resources hides what is wrong with one: look at it by itself.
        alone = dict(schema, oneOf=[{"$ref": "#/definitions/AuditEvent"}])
        for error in jsonschema.Draft6Validator(alone).iter_errors(event):
            for inner in error.context or [error]:
                yield f"{event.get('id')} {'/'.join(map(str, inner.absolute_path))}: {inner.message[:300]}"
        yield from wrong_codes(event, codes)
        yield from wrong_rules(event)


def main():
    schema, codes, bundle = (json.load(open(name, encoding="utf-8")) for name in sys.argv[1:4])
    found = list(problems(bundle, schema, codes))
    for line in found[:20]:
        print(line)
    print(f"{len(bundle.get('entry', []))} resources, {len(found)} problems")
    sys.exit(1 if found else 0)


main()
