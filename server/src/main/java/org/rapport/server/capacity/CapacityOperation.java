package org.rapport.server.capacity;

import ca.uhn.fhir.model.api.TemporalPrecisionEnum;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Date;
import java.util.List;
import java.util.TimeZone;
import org.hl7.fhir.r4.model.DateType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.HealthcareService;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.capacity.Capacity.OpenShifts;
import org.rapport.server.capacity.Capacity.Standing;
import org.rapport.server.capacity.Capacity.Week;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.store.LogicalId;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code HealthcareService/[id]/$capacity}: demand against free times and open shifts, in each
 * place and week. Reads only; numbers, of nobody.
 */
@Component
public class CapacityOperation implements FhirOperations {
  private static final int USUAL_WEEKS = 4;
  private static final int MOST_WEEKS = 26;

  private final Capacity capacity;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  CapacityOperation(
      Capacity capacity, TransactionTemplate transaction, JdbcClient jdbc, Clock clock) {
    this.capacity = capacity;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Counts.
   *
   * @param from a day of the first week; by default today
   * @param to a day of the last; by default four weeks are counted, at most 26
   * @param location the id of the only Location that is told, without a total; null: all
   */
  @Operation(name = "$capacity", type = HealthcareService.class, idempotent = true)
  public Parameters capacity(
      @IdParam IdType id,
      @OperationParam(name = "from") DateType from,
      @OperationParam(name = "to") DateType to,
      @OperationParam(name = "location") StringType location) {
    Instant now = clock.instant();
    LocalDate first = day("from", from, capacity.day(now));
    LocalDate last = day("to", to, first.plusWeeks(USUAL_WEEKS).minusDays(1));
    if (last.isBefore(first) || last.isAfter(first.plusWeeks(MOST_WEEKS))) {
      throw new InvalidRequestException(
          "to should be a day on or after from, at most " + MOST_WEEKS + " weeks later");
    }
    return transaction.execute(
        status -> {
          if (!exists(id.getIdPart())) {
            throw new ResourceNotFoundException(id);
          }
          return answer(id.getIdPart(), places(id.getIdPart(), location), first, last, now);
        });
  }

  private boolean exists(String service) {
    return jdbc.sql("select count(*) from rapport.service_facts where id = ?")
            .param(service)
            .query(Long.class)
            .single()
        > 0;
  }

  private List<String> places(String service, StringType location) {
    if (location != null && location.hasValue()) {
      String id = location.getValue().replaceFirst("^Location/", "");
      if (!LogicalId.is(id)) {
        throw new InvalidRequestException("location should be the id of a Location");
      }
      return List.of(id);
    }
    List<String> places = new ArrayList<>();
    places.add(null);
    places.addAll(capacity.locations(service));
    return places;
  }

  private Parameters answer(
      String service, List<String> places, LocalDate first, LocalDate last, Instant now) {
    Parameters answer = new Parameters();
    for (Standing standing : capacity.standings(service, places, now)) {
      String place = standing.location();
      ParametersParameterComponent part =
          answer.addParameter().setName(place == null ? "total" : "location");
      if (place != null) {
        part.addPart().setName("location").setValue(new Reference("Location/" + place));
      }
      standing(part, standing, now);
      for (Week week : capacity.weeks(service, place, first, last, now)) {
        week(part.addPart().setName("week"), week);
      }
    }
    return answer;
  }

  private static void standing(ParametersParameterComponent part, Standing standing, Instant now) {
    number(part, "leads", standing.leads());
    number(part, "waiting", standing.waiting());
    number(part, "free", standing.free());
    if (standing.nextFree() != null) {
      part.addPart()
          .setName("nextFree")
          .setValue(
              new InstantType(
                  Date.from(standing.nextFree()),
                  TemporalPrecisionEnum.MILLI,
                  TimeZone.getTimeZone("UTC")));
      number(part, "daysToNextFree", (int) Duration.between(now, standing.nextFree()).toDays());
    }
    if (standing.perFreeTime() != null) {
      decimal(part, "demandPerFreeTime", BigDecimal.valueOf(standing.perFreeTime()));
    }
    openShifts(part, standing.openShifts());
  }

  private static void week(ParametersParameterComponent part, Week week) {
    part.addPart().setName("monday").setValue(new DateType(week.monday().toString()));
    number(part, "free", week.free());
    number(part, "booked", week.booked());
    openShifts(part, week.openShifts());
    number(part, "leads", week.leads());
    number(part, "waiting", week.waiting());
  }

  private static void openShifts(ParametersParameterComponent part, OpenShifts shifts) {
    number(part, "openShifts", shifts.count());
    decimal(part, "openShiftHours", shifts.hours());
  }

  private static void decimal(ParametersParameterComponent part, String name, BigDecimal value) {
    part.addPart().setName(name).setValue(new DecimalType(value.setScale(2, RoundingMode.HALF_UP)));
  }

  private static void number(ParametersParameterComponent part, String name, int value) {
    part.addPart().setName(name).setValue(new IntegerType(value));
  }

  private static LocalDate day(String name, DateType value, LocalDate otherwise) {
    if (value == null || !value.hasValue()) {
      return otherwise;
    }
    if (value.getPrecision() != TemporalPrecisionEnum.DAY) {
      throw new InvalidRequestException(name + " should be a day such as 2027-03-01");
    }
    return LocalDate.parse(value.getValueAsString());
  }
}
