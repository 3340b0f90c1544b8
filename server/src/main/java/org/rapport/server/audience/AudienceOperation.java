package org.rapport.server.audience;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.apache.commons.csv.CSVFormat;
import org.apache.commons.csv.CSVPrinter;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Binary;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.segment.InvalidFilterException;
import org.rapport.server.segment.Segments;
import org.rapport.server.sensitivity.Sensitivity;
import org.rapport.server.store.PatientLocks;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Group/[id]/$audience}: hashed addresses for an ads platform, and which it has to remove.
 * Nothing but the two kinds of hashes ever leaves. Each call is noted: it changes what the next one
 * names for removal, and is otherwise idempotent.
 */
@Component
public class AudienceOperation implements FhirOperations {
  private final Segments segments;
  private final Audience audience;
  private final AudienceRows rows;
  private final PatientLocks locks;
  private final TransactionTemplate transaction;
  private final Clock clock;

  AudienceOperation(
      Segments segments,
      Audience audience,
      AudienceRows rows,
      PatientLocks locks,
      TransactionTemplate transaction,
      Clock clock) {
    this.segments = segments;
    this.audience = audience;
    this.rows = rows;
    this.locks = locks;
    this.transaction = transaction;
    this.clock = clock;
  }

  private record Lists(Collection<Identifier> members, List<Identifier> removed) {}

  /**
   * Hands over.
   *
   * @param destination names the platform, for the record; {@code ads} where none is given
   * @param format {@code json}, as Parameters, or {@code csv}, as a Binary
   */
  @Operation(name = "$audience", type = Group.class, idempotent = false)
  public IBaseResource audience(
      @IdParam IdType id,
      @OperationParam(name = "destination") CodeType destination,
      @OperationParam(name = "format") CodeType format) {
    String to = destination == null ? "ads" : String.valueOf(destination.getValue());
    String as = format == null ? "json" : String.valueOf(format.getValue());
    if (!to.matches("[a-z0-9][a-z0-9-]{0,39}")) {
      throw new InvalidRequestException(
          "destination should be a name of lower-case letters, digits and hyphens");
    }
    if (!as.equals("json") && !as.equals("csv")) {
      throw new InvalidRequestException("format should be json or csv");
    }
    Lists lists = transaction.execute(status -> handOver(id, to));
    return as.equals("csv") ? csv(lists) : parameters(lists);
  }

  private Lists handOver(IdType id, String destination) {
    Group group =
        segments.find(id.getIdPart()).orElseThrow(() -> new ResourceNotFoundException(id));
    if (Sensitivity.of(group) != Sensitivity.NONE) {
      throw new UnprocessableEntityException(
          "Group.meta.security: a segment that is labelled sensitive is no audience for ads");
    }
    locks.lock(List.of("audience " + id.getIdPart() + " " + destination));
    Instant now = clock.instant();
    Map<Identifier, String> members;
    try {
      members = audience.of(segments.members(group), now);
    } catch (InvalidFilterException e) {
      throw new InvalidRequestException(e.element() + ": " + e.getMessage());
    }
    rows.handOver(id.getIdPart(), destination, members, now);
    return new Lists(members.keySet(), rows.removed(id.getIdPart(), destination));
  }

  private static Parameters parameters(Lists lists) {
    Parameters answer = new Parameters();
    answer.addParameter("count", new IntegerType(lists.members().size()));
    answer.addParameter("removedCount", new IntegerType(lists.removed().size()));
    lists.members().forEach(one -> add(answer.addParameter().setName("member"), one));
    lists.removed().forEach(one -> add(answer.addParameter().setName("removed"), one));
    return answer;
  }

  private static void add(ParametersParameterComponent part, Identifier identifier) {
    part.addPart().setName(identifier.kind()).setValue(new StringType(identifier.hash()));
  }

  private static Binary csv(Lists lists) {
    StringBuilder csv = new StringBuilder();
    try (CSVPrinter rows = new CSVPrinter(csv, CSVFormat.RFC4180)) {
      rows.printRecord("action", "kind", "sha256");
      for (Identifier one : lists.members()) {
        rows.printRecord("add", one.kind(), one.hash());
      }
      for (Identifier one : lists.removed()) {
        rows.printRecord("remove", one.kind(), one.hash());
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    Binary answer = new Binary();
    answer.setContentType("text/csv");
    answer.setData(csv.toString().getBytes(StandardCharsets.UTF_8));
    return answer;
  }
}
