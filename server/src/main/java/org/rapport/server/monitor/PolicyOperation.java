package org.rapport.server.monitor;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.DateTimeException;
import java.time.LocalDate;
import java.time.ZoneId;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Location;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.consent.ClinicPlace;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.policy.Jurisdiction;
import org.rapport.server.policy.Policy;
import org.rapport.server.policy.PolicyFiles;
import org.rapport.server.policy.PolicyRow;
import org.rapport.server.store.StoredResources;
import org.rapport.terminology.Channel;
import org.rapport.terminology.OutreachPurpose;
import org.springframework.stereotype.Component;

/**
 * {@code $policy}: the rows of the policy in force on a day, for a place, a purpose, a channel; the
 * same rows that the gate goes by. Changes nothing.
 */
@Component
public class PolicyOperation implements FhirOperations {
  private final Policy policy;
  private final PolicyFiles files;
  private final ClinicPlace clinic;
  private final StoredResources resources;
  private final Clock clock;
  private final ZoneId zone;

  PolicyOperation(
      Policy policy,
      PolicyFiles files,
      ClinicPlace clinic,
      StoredResources resources,
      Clock clock,
      RapportSettings settings) {
    this.policy = policy;
    this.files = files;
    this.clinic = clinic;
    this.resources = resources;
    this.clock = clock;
    this.zone = settings.clinic().zone();
  }

  /**
   * Shows.
   *
   * @param at a day; today, on the clinic's calendar, without it
   * @param location id of a Location, by whose address it goes, or a code such as {@code CA-ON};
   *     rows of everywhere without it
   * @param purpose code of an outreach purpose; any without it
   * @param channel code of a channel; any without it
   * @return a {@code row} for each
   */
  @Operation(name = "$policy", idempotent = true)
  public Parameters policy(
      @OperationParam(name = "at") StringType at,
      @OperationParam(name = "location") StringType location,
      @OperationParam(name = "purpose") StringType purpose,
      @OperationParam(name = "channel") StringType channel) {
    String what = value(purpose);
    if (what != null && OutreachPurpose.fromCode(what).isEmpty()) {
      throw new InvalidRequestException("purpose should be a code of " + OutreachPurpose.SYSTEM);
    }
    String by = value(channel);
    if (by != null && Channel.fromCode(by).isEmpty()) {
      throw new InvalidRequestException("channel should be a code of " + Channel.SYSTEM);
    }
    LocalDate day = day(value(at));
    Jurisdiction place = place(value(location));
    Parameters answer = new Parameters();
    answer.addParameter("at", new DateType(day.toString()));
    if (place != null) {
      answer.addParameter("jurisdiction", new StringType(place.toString()));
    }
    policy
        .inForce(place, what, by, day)
        .forEach(row -> add(answer.addParameter().setName("row"), row));
    return answer;
  }

  private void add(ParametersParameterComponent part, PolicyRow row) {
    RuleWords words = RuleWords.of(row);
    part.addPart().setName("id").setValue(new StringType(row.id()));
    part.addPart().setName("kind").setValue(new CodeType(words.kind()));
    part.addPart().setName("rule").setValue(new StringType(words.says()));
    part.addPart().setName("jurisdiction").setValue(new StringType(row.jurisdiction()));
    row.purposes().stream()
        .sorted()
        .forEach(code -> part.addPart().setName("purpose").setValue(new CodeType(code)));
    row.channels().stream()
        .sorted()
        .forEach(code -> part.addPart().setName("channel").setValue(new CodeType(code)));
    if (row.from() != null) {
      part.addPart().setName("from").setValue(new DateType(row.from().toString()));
    }
    if (row.to() != null) {
      part.addPart().setName("to").setValue(new DateType(row.to().toString()));
    }
    part.addPart().setName("citation").setValue(new StringType(row.citation()));
    part.addPart().setName("verified").setValue(new BooleanType(row.verified()));
    part.addPart().setName("file").setValue(new StringType(files.byRow().get(row.id())));
  }

  private LocalDate day(String at) {
    try {
      return at == null ? clock.instant().atZone(zone).toLocalDate() : LocalDate.parse(at);
    } catch (DateTimeException e) {
      throw new InvalidRequestException("at should be a day, such as 2027-03-01");
    }
  }

  private Jurisdiction place(String location) {
    if (location == null) {
      return null;
    }
    if (location.matches("[A-Z]{2}(-[A-Z0-9]{1,3})?")) {
      String[] parts = location.split("-", 2);
      return new Jurisdiction(parts[0], parts.length == 1 ? null : parts[1]);
    }
    IdType id = new IdType(location);
    Location place =
        resources
            .read(Location.class, String.valueOf(id.getIdPart()))
            .filter(found -> !id.hasResourceType() || id.getResourceType().equals("Location"))
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "location should be the id of a Location, or a code such as CA-ON"));
    return clinic.orOf(place.getAddress().getCountry(), place.getAddress().getState());
  }

  private static String value(StringType given) {
    return given == null || given.getValue() == null || given.getValue().isBlank()
        ? null
        : given.getValue().strip();
  }
}
