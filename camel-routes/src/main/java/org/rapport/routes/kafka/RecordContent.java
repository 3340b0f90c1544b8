package org.rapport.routes.kafka;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.routes.ehr.read.EhrServer;
import org.rapport.routes.ehr.read.SentResources;
import org.rapport.routes.intake.fhir.EhrBase;

/**
 * What a record says: the visits in it, what was sent with them, and which are gone. Addresses in
 * it are read as the EHR's own where they are. Reads only.
 */
final class RecordContent {
  private static final String VISIT = "Appointment";

  private final EhrBase base;
  private final SentResources sent;
  private final Instant at;
  private final Map<String, String> aliases = new HashMap<>();
  private final List<EhrBase.Id> gone = new ArrayList<>();
  private int nameless;
  private int foreign;

  private RecordContent(EhrBase base, SentResources sent, Instant at) {
    this.base = base;
    this.sent = sent;
    this.at = at;
  }

  /**
   * Reads it.
   *
   * @param ehr where to read what was not sent; empty: nowhere
   * @param at when the record was written; null: nobody says
   */
  static RecordContent of(
      JsonNode json, EhrBase base, FhirContext context, Optional<EhrServer> ehr, Instant at) {
    RecordContent content = new RecordContent(base, new SentResources(base, context, ehr), at);
    if ("Bundle".equals(json.path("resourceType").asText())) {
      json.path("entry").forEach(content::alias);
      json.path("entry").forEach(content::entry);
    } else {
      content.resource(json, "");
    }
    return content;
  }

  /** The visits to apply, in the order in which they were sent. */
  List<EhrBase.Id> visits() {
    return sent.of(VISIT);
  }

  /** The visits that are gone. */
  List<EhrBase.Id> gone() {
    return gone;
  }

  SentResources sent() {
    return sent;
  }

  /** How many visits have no id by which they could be known again. */
  int nameless() {
    return nameless;
  }

  /** How many are another server's. */
  int foreign() {
    return foreign;
  }

  private boolean isAddress() {
    return base.url().startsWith("http");
  }

  /** In a Bundle others refer to an entry by its full address, whatever that is. */
  private void alias(JsonNode entry) {
    String address = entry.path("fullUrl").asText();
    String id = entry.path("resource").path("id").asText();
    if (!address.isEmpty() && !id.isEmpty()) {
      aliases.put(address, entry.path("resource").path("resourceType").asText() + "/" + id);
    }
  }

  private void entry(JsonNode entry) {
    if (entry.path("resource").isObject()) {
      resource(entry.path("resource"), entry.path("fullUrl").asText());
    } else if ("DELETE".equals(entry.path("request").path("method").asText())) {
      base.id(local(entry.path("request").path("url").asText()))
          .filter(id -> id.type().equals(VISIT))
          .ifPresent(gone::add);
    }
  }

  private void resource(JsonNode resource, String address) {
    String type = resource.path("resourceType").asText();
    if (isAddress() && address.startsWith("http") && base.id(address).isEmpty()) {
      foreign += type.equals(VISIT) ? 1 : 0;
      return;
    }
    Optional<EhrBase.Id> id = base.id(type + "/" + resource.path("id").asText());
    if (id.isEmpty()) {
      nameless += type.equals(VISIT) ? 1 : 0;
      return;
    }
    sent.add(id.get(), resource, type.equals(VISIT) ? visit(resource) : resource);
  }

  private JsonNode visit(JsonNode original) {
    ObjectNode visit = original.deepCopy();
    for (JsonNode participant : visit.path("participant")) {
      if (participant.path("actor") instanceof ObjectNode actor
          && actor.path("reference").isTextual()) {
        actor.put("reference", local(actor.path("reference").asText()));
      }
    }
    if (at != null && !visit.path("meta").path("lastUpdated").isTextual()) {
      // So that the same record again is the same version, and an older one is older.
      ObjectNode meta =
          visit.path("meta") instanceof ObjectNode there ? there : visit.putObject("meta");
      meta.put("lastUpdated", at.toString());
    }
    return visit;
  }

  /** Where the EHR has no address that we know, its resources are told by type and id alone. */
  private String local(String reference) {
    String known = aliases.getOrDefault(reference, reference);
    return isAddress()
        ? known
        : known.replaceFirst("^https?://.*/([A-Z][A-Za-z]+/[A-Za-z0-9.-]{1,64})$", "$1");
  }
}
