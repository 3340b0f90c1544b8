package org.rapport.server.report;

import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.DecimalType;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.journey.Journey;
import org.rapport.server.journey.Journey.Experiment;
import org.rapport.server.journey.Proportion;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * {@code PlanDefinition/[id]/$variant-results}: what came of each variant of a journey's
 * experiment, with intervals. There is no verdict while a variant has fewer enrolments than the
 * experiment asks for.
 */
@Component
public class VariantResultsOperation implements FhirOperations {
  private static final String NO_VERDICT = "no-verdict";

  private final DefinitionCatalog catalog;
  private final JdbcClient jdbc;

  VariantResultsOperation(DefinitionCatalog catalog, JdbcClient jdbc) {
    this.catalog = catalog;
    this.jdbc = jdbc;
  }

  private record Counts(
      String variant, long all, long confirmed, long attended, long booked, long optedOut) {

    Map<String, Proportion> outcomes() {
      Map<String, Proportion> outcomes = new LinkedHashMap<>();
      outcomes.put("confirmed", new Proportion(confirmed, all));
      outcomes.put("attended", new Proportion(attended, all));
      outcomes.put("booked", new Proportion(booked, all));
      outcomes.put("opted-out", new Proportion(optedOut, all));
      return outcomes;
    }
  }

  /** Read-only; GET will do. */
  @Operation(name = "$variant-results", type = PlanDefinition.class, idempotent = true)
  public Parameters results(@IdParam IdType id) {
    Journey journey =
        jdbc.sql(
                """
                select url || coalesce('|' || business_version, '') from rapport.definition_facts
                where kind = 'PlanDefinition' and id = ?""")
            .param(id.getIdPart())
            .query(String.class)
            .optional()
            .flatMap(catalog::journey)
            .orElseThrow(() -> new ResourceNotFoundException(id));
    Experiment experiment =
        journey
            .experiment()
            .orElseThrow(() -> new InvalidRequestException("The journey has no experiment"));
    Map<String, Counts> found = new LinkedHashMap<>();
    experiment.variants().forEach(v -> found.put(v.name(), new Counts(v.name(), 0, 0, 0, 0, 0)));
    counts(journey.canonical()).forEach(counts -> found.put(counts.variant(), counts));
    return answer(experiment, List.copyOf(found.values()));
  }

  // By enrolment: what counts is a person on the journey, not a message.
  private List<Counts> counts(String canonical) {
    return jdbc.sql(
            """
            select variant, count(*) as n, count(*) filter (where confirmed) as confirmed,
              count(*) filter (where attended) as attended, count(*) filter (where booked) as booked,
              count(*) filter (where opted_out) as opted_out
            from (
              select e.variant,
                exists (select 1 from rapport.appointment_response_facts r
                  where e.focus_type = 'Appointment' and e.focus_id = r.appointment_id
                    and r.status = 'accepted')
                  as confirmed,
                exists (select 1 from rapport.appointment_facts a
                  where e.focus_type = 'Appointment' and e.focus_id = a.id
                    and a.status in ('arrived', 'checked-in', 'fulfilled')) as attended,
                exists (select 1 from rapport.appointment_facts a
                  where a.patients @> array[e.patient_id]
                    and (e.focus_type, e.focus_id) is distinct from ('Appointment', a.id)
                    and a.start_at > e.entered
                    and a.status in ('booked', 'arrived', 'checked-in', 'fulfilled')) as booked,
                exists (select 1 from rapport.consent_facts c
                  where c.patient_id = e.patient_id and not c.permit and c.category = 'outreach'
                    and c.decided_at > e.entered)
                  as opted_out
              from rapport.enrolment e
              where e.canonical = ? and e.variant is not null) seen
            group by variant""")
        .param(canonical)
        .query(
            (row, n) ->
                new Counts(
                    row.getString(1),
                    row.getLong(2),
                    row.getLong(3),
                    row.getLong(4),
                    row.getLong(5),
                    row.getLong(6)))
        .list();
  }

  private static Parameters answer(Experiment experiment, List<Counts> counts) {
    Parameters answer = new Parameters();
    answer.addParameter("variable", new StringType(experiment.variable()));
    answer.addParameter("minimumSample", new IntegerType(experiment.minimumSample()));
    for (Counts one : counts) {
      ParametersParameterComponent variant = answer.addParameter().setName("variant");
      variant.addPart().setName("name").setValue(new CodeType(one.variant()));
      variant.addPart().setName("n").setValue(new IntegerType((int) one.all()));
      one.outcomes().forEach((name, share) -> outcome(variant, name, share));
    }
    boolean enough = counts.stream().allMatch(one -> one.all() >= experiment.minimumSample());
    for (String outcome : List.of("confirmed", "attended", "booked", "opted-out")) {
      ParametersParameterComponent verdict = answer.addParameter().setName("verdict");
      verdict.addPart().setName("outcome").setValue(new CodeType(outcome));
      verdict
          .addPart()
          .setName("value")
          .setValue(new CodeType(enough ? verdict(counts, outcome) : NO_VERDICT));
    }
    return answer;
  }

  private static void outcome(ParametersParameterComponent variant, String name, Proportion share) {
    ParametersParameterComponent part = variant.addPart().setName(name);
    part.addPart().setName("count").setValue(new IntegerType((int) share.cases()));
    part.addPart().setName("share").setValue(decimal(share.share()));
    part.addPart().setName("low").setValue(decimal(share.low()));
    part.addPart().setName("high").setValue(decimal(share.high()));
  }

  private static DecimalType decimal(double value) {
    return new DecimalType(BigDecimal.valueOf(value).setScale(4, RoundingMode.HALF_UP));
  }

  private static String verdict(List<Counts> counts, String outcome) {
    for (Counts one : counts) {
      for (Counts other : counts) {
        if (one.outcomes().get(outcome).differsFrom(other.outcomes().get(outcome))) {
          return "differs";
        }
      }
    }
    return "no-difference";
  }
}
