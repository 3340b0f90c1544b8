package org.rapport.server.worklist;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.fhir.OperationInput;
import org.rapport.server.projection.WorkKind;
import org.rapport.server.security.scope.CallersReach;
import org.rapport.server.store.LogicalId;
import org.rapport.terminology.LeadStage;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code Task/$worklist}: the work that waits for staff, in the order in which it presses, with
 * what they need to know of each. Reads only; a page costs the same number of statements however
 * long it is.
 */
@Component
public class WorklistOperation implements FhirOperations {
  private static final int USUAL = 50;
  private static final int MOST = 200;
  private static final String SUMMARY = "_summary";

  private final WorkRows rows;
  private final WorkAnswer answer;
  private final CallersReach reach;
  private final TransactionTemplate transaction;
  private final Clock clock;
  private final ZoneId zone;

  WorklistOperation(
      WorkRows rows,
      WorkAnswer answer,
      CallersReach reach,
      TransactionTemplate transaction,
      Clock clock,
      RapportSettings settings) {
    this.rows = rows;
    this.answer = answer;
    this.reach = reach;
    this.transaction = transaction;
    this.clock = clock;
    this.zone = settings.clinic().zone();
  }

  /**
   * One page.
   *
   * @param kind codes of {@link WorkKind}, repeated or by commas
   * @param location ids of Locations, likewise
   * @param team the owner: an id or a reference
   * @param takenBy the id of a Practitioner, or {@code nobody}
   * @param stage codes of lead stages
   * @param due when the promise ends: a prefix and a day or instant
   * @param later whether to find what was put off instead
   * @param count rows; 50 without it, at most 200
   * @param after {@code next} of the page before
   * @return {@code total}, {@code count}s, {@code item}s and {@code next}
   */
  @Operation(name = "$worklist", type = Task.class, idempotent = true)
  public Parameters worklist(
      @OperationParam(name = "kind", max = OperationParam.MAX_UNLIMITED) List<StringType> kind,
      @OperationParam(name = "location", max = OperationParam.MAX_UNLIMITED)
          List<StringType> location,
      @OperationParam(name = "team") StringType team,
      @OperationParam(name = "taken-by") StringType takenBy,
      @OperationParam(name = "stage", max = OperationParam.MAX_UNLIMITED) List<StringType> stage,
      @OperationParam(name = "due") StringType due,
      @OperationParam(name = "later") BooleanType later,
      @OperationParam(name = "_count") IntegerType count,
      @OperationParam(name = "after") StringType after,
      RequestDetails request) {
    WorkFilter filter =
        new WorkFilter(
            kinds(kind),
            places(location),
            value(team),
            takenBy(value(takenBy)),
            stages(stage),
            due(value(due)),
            later != null && Boolean.TRUE.equals(later.getValue()));
    Cursor cursor = cursor(value(after));
    int size = isCount(request) ? 0 : Math.min(OperationInput.number("_count", count, USUAL), MOST);
    Instant now = clock.instant();
    return transaction.execute(
        status -> answer.of(rows.page(filter, reach.current(), size, cursor, now)));
  }

  // HAPI would cut the answer to what it thinks a summary of Parameters is: nothing.
  private static boolean isCount(RequestDetails request) {
    String[] summary = request.getParameters().get(SUMMARY);
    if (summary == null || !List.of(summary).contains("count")) {
      return false;
    }
    Map<String, String[]> others = new HashMap<>(request.getParameters());
    others.remove(SUMMARY);
    request.setParameters(others);
    return true;
  }

  private static Cursor cursor(String after) {
    return after == null
        ? null
        : Cursor.of(after)
            .orElseThrow(
                () -> new InvalidRequestException("after should be next of the page before"));
  }

  private static Set<String> kinds(List<StringType> given) {
    Set<String> kinds = values(given);
    for (String kind : kinds) {
      if (WorkKind.fromCode(kind).isEmpty()) {
        throw new InvalidRequestException(
            "kind should be one of "
                + String.join(", ", Arrays.stream(WorkKind.values()).map(WorkKind::code).toList()));
      }
    }
    return kinds;
  }

  private static Set<String> stages(List<StringType> given) {
    Set<String> stages = values(given);
    if (stages.stream().anyMatch(stage -> LeadStage.fromCode(stage).isEmpty())) {
      throw new InvalidRequestException("stage should be a code of " + LeadStage.SYSTEM);
    }
    return stages;
  }

  private static Set<String> places(List<StringType> given) {
    Set<String> places = new LinkedHashSet<>();
    for (String place : values(given)) {
      String id = place.startsWith("Location/") ? place.substring(9) : place;
      if (!LogicalId.is(id)) {
        throw new InvalidRequestException("location should be the id of a Location");
      }
      places.add(id);
    }
    return places;
  }

  private static String takenBy(String given) {
    String id = given != null && given.startsWith("Practitioner/") ? given.substring(13) : given;
    if (id != null && !LogicalId.is(id)) {
      throw new InvalidRequestException(
          "taken-by should be the id of a Practitioner, or " + WorkFilter.NOBODY);
    }
    return id;
  }

  private DueRange due(String given) {
    return given == null
        ? null
        : DueRange.of(given, zone)
            .orElseThrow(
                () ->
                    new InvalidRequestException(
                        "due should be a day or an instant, perhaps with eq, lt, le, gt or ge"
                            + " before it"));
  }

  private static Set<String> values(List<StringType> given) {
    Set<String> values = new LinkedHashSet<>();
    if (given != null) {
      for (StringType one : given) {
        if (value(one) != null) {
          values.addAll(List.of(value(one).split(",")));
        }
      }
    }
    values.remove("");
    return values;
  }

  private static String value(StringType given) {
    return given == null || given.getValue() == null || given.getValue().isBlank()
        ? null
        : given.getValue();
  }
}
