package org.rapport.server.fhir;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.BooleanNode;
import com.fasterxml.jackson.databind.node.IntNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/** Resources as they come when somebody's mapping is wrong: one to three places changed. */
final class MutatedJson {
  private static final List<String> VALUES =
      List.of(
          "",
          "  ",
          "x",
          " lead",
          "trail ",
          "a/b/c",
          "0",
          "-1",
          "true",
          "1.50",
          "99999999999",
          "http://x.example/a b",
          "oid:1",
          "urn:oid:1.2.3",
          "urn:oid:1.2.840.3.99999",
          "urn:uuid:zz",
          "urn:uuid:0c3151bd-1cbf-4d64-b04d-cd9187a4c6e0",
          "urn:ietf:rfc:3986",
          "urn:rapport:ehr:A:B",
          "urn:x:y",
          "urn:epic:%2G",
          "urn:iso:std:iso:3166",
          "urn:ietf:bcp:47",
          "Patient/1",
          "Practitioner/abc",
          "Medication/1",
          "Bogus/1",
          "Resource/1/_history/2",
          "#x",
          "Patient?identifier=a|b",
          "http://a.example/fhir/Patient/1",
          "http://snomed.info",
          "2026",
          "2026-13",
          "2026-02-30",
          "1850-01-01",
          "2026-01-01T00:00:00",
          "2026-01-01T10:00:00Z",
          "2026-01-01T10:00:00+05:30",
          "not a date",
          "http://terminology.hl7.org/CodeSystem/v2-0203",
          "MRX",
          "MR",
          "http://loinc.org",
          "https://terminology.hl7.org/CodeSystem/v2-0203",
          "http://hl7.org/fhir/nonsense",
          "http://hl7.org/fhir/ValueSet/languages",
          "http://build.fhir.org/x",
          "http://hl7.org/fhir/administrative-gender",
          "http://unitsofmeasure.org",
          "ucum",
          "https://rapport.example.org/fhir/CodeSystem/task-code",
          "https://rapport.example.org/fhir/ValueSet/channel",
          "phone",
          "booked",
          "male",
          "bogus",
          "\u202Eabc",
          "a\u0007b",
          "caf\u00e9",
          "\ud83d\ude00",
          "<b>x</b>",
          "Europe/Paris",
          "en-US",
          "xx-yy-zz-not-a-language",
          "text/plain");
  private static final List<String> NAMES =
      List.of(
          "id",
          "extension",
          "valueString",
          "reference",
          "type",
          "status",
          "start",
          "end",
          "system",
          "value",
          "use",
          "code",
          "display",
          "coding",
          "identifier",
          "text",
          "period",
          "name",
          "url",
          "modifierExtension",
          "contained",
          "implicitRules",
          "meta",
          "profile",
          "div",
          "cancelationReason",
          "link",
          "contact",
          "assigner");
  private static final List<String> EXTENSIONS =
      List.of(
          "http://acme.example/x",
          "http://acme.example/x|1",
          "relative",
          "https://rapport.example.org/fhir/StructureDefinition/attribution",
          "https://rapport.example.org/fhir/StructureDefinition/confidential-contact",
          "https://rapport.example.org/fhir/StructureDefinition/taken-by",
          "https://rapport.example.org/fhir/StructureDefinition/useful-until",
          "https://rapport.example.org/fhir/StructureDefinition/source-event",
          "http://hl7.org/fhir/StructureDefinition/patient-birthPlace",
          "http://hl7.org/fhir/StructureDefinition/data-absent-reason",
          "http://hl7.org/fhir/us/core/StructureDefinition/us-core-race");
  private static final int MOST = 3;
  private static final int KINDS = 6;

  /** A member of an object, or an item of an array, where the name is null. */
  private record Place(JsonNode holder, String name, int index) {}

  private final Random random;

  MutatedJson(Random random) {
    this.random = random;
  }

  /** A copy with one to three changes. */
  JsonNode of(JsonNode resource) {
    JsonNode copy = resource.deepCopy();
    for (int changes = 1 + random.nextInt(MOST); changes > 0; changes--) {
      List<Place> places = new ArrayList<>();
      collect(copy, places);
      if (!places.isEmpty()) {
        change(one(places));
      }
    }
    return copy;
  }

  private void change(Place place) {
    if (place.name() == null) {
      changeItem((ArrayNode) place.holder(), place.index());
    } else if (!place.name().equals("resourceType")) {
      changeMember((ObjectNode) place.holder(), place.name());
    }
  }

  private void changeItem(ArrayNode list, int index) {
    if (random.nextInt(MOST) == 0) {
      list.remove(index);
    } else if (list.get(index).isValueNode()) {
      list.set(index, value());
    } else {
      list.add(list.get(index).deepCopy());
    }
  }

  private void changeMember(ObjectNode holder, String name) {
    switch (random.nextInt(KINDS)) {
      case 0 -> holder.remove(name);
      case 1 -> holder.set(one(NAMES), holder.get(name));
      case 2 -> {
        ObjectNode extension = holder.putArray("extension").addObject();
        extension.put("url", one(EXTENSIONS));
        extension.set(one(List.of("valueString", "valueCode", "valueDateTime")), value());
      }
      default -> {
        if (holder.get(name) instanceof ArrayNode list && !list.isEmpty()) {
          list.add(list.get(0).deepCopy());
        } else if (holder.get(name).isValueNode()) {
          holder.set(name, value());
        }
      }
    }
  }

  private JsonNode value() {
    return switch (random.nextInt(KINDS)) {
      case 0 -> BooleanNode.TRUE;
      case 1 -> IntNode.valueOf(random.nextInt(KINDS) - 1);
      case 2 -> JsonNodeFactory.instance.objectNode().put("reference", one(VALUES));
      default -> TextNode.valueOf(one(VALUES));
    };
  }

  private <T> T one(List<T> of) {
    return of.get(random.nextInt(of.size()));
  }

  private static void collect(JsonNode node, List<Place> places) {
    node.properties()
        .forEach(
            member -> {
              places.add(new Place(node, member.getKey(), 0));
              collect(member.getValue(), places);
            });
    for (int i = 0; node.isArray() && i < node.size(); i++) {
      places.add(new Place(node, null, i));
      collect(node.get(i), places);
    }
  }
}
