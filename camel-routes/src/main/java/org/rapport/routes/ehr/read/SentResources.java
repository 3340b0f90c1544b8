package org.rapport.routes.ehr.read;

import ca.uhn.fhir.context.FhirContext;
import com.fasterxml.jackson.databind.JsonNode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.rapport.routes.intake.fhir.EhrBase;

/**
 * Resources that an EHR has sent together. What is not among them is read at the EHR itself, where
 * it can be.
 */
public final class SentResources implements EhrSource {
  private final EhrBase base;
  private final FhirContext context;
  private final Optional<EhrServer> ehr;
  private final Map<EhrBase.Id, Sent> sent = new LinkedHashMap<>();

  private record Sent(JsonNode original, JsonNode read) {}

  /**
   * None yet.
   *
   * @param ehr where to read what was not sent; empty: nowhere
   */
  public SentResources(EhrBase base, FhirContext context, Optional<EhrServer> ehr) {
    this.base = base;
    this.context = context;
    this.ehr = ehr;
  }

  /**
   * Adds one; of two with the same id the last counts.
   *
   * @param original as the EHR wrote it, to be kept
   * @param read the same as it is to be read, such as with references that lead somewhere
   */
  public void add(EhrBase.Id id, JsonNode original, JsonNode read) {
    sent.put(id, new Sent(original, read));
  }

  /** Those of a type, in the order in which they were sent. */
  public List<EhrBase.Id> of(String type) {
    return sent.keySet().stream().filter(id -> id.type().equals(type)).toList();
  }

  @Override
  public EhrBase base() {
    return base;
  }

  @Override
  public Optional<EhrServer.Read> read(EhrBase.Id id) {
    Sent one = sent.get(id);
    return one == null
        ? ehr.flatMap(server -> server.read(id))
        : Optional.of(
            new EhrServer.Read(
                EhrServer.Read.of(context, one.read(), id.type()).resource(), one.original()));
  }

  @Override
  public boolean isWhole() {
    return ehr.isPresent();
  }
}
