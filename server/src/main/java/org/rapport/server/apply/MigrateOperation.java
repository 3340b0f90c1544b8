package org.rapport.server.apply;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.BooleanType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.StringType;
import org.hl7.fhir.r4.model.UriType;
import org.rapport.server.apply.Reconciler.Planned;
import org.rapport.server.catalog.DefinitionCatalog;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.journey.Change;
import org.rapport.server.work.EachAlone;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code PlanDefinition/$migrate}: moves those who are on one version of a journey to another. A
 * dry run, which is the default, counts the differences and shows the first of them. The work is
 * done in batches, each in a transaction of its own; broken off, it goes on where it stopped when
 * it is called again, as those who moved are no longer on the old version. One that cannot be moved
 * stays where it is, is counted, and stops nobody else.
 */
@Component
public class MigrateOperation implements FhirOperations {
  private static final EachAlone<Row> EACH_ALONE =
      new EachAlone<>("The move of enrolment", Row::id);

  /** Of enrolments; with their messages about a hundred resources, which HAPI writes best. */
  private static final int BATCH = 25;

  private static final int SHOWN = 20;

  private final Reconciler reconciler;
  private final DefinitionCatalog catalog;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  MigrateOperation(
      Reconciler reconciler,
      DefinitionCatalog catalog,
      TransactionTemplate transaction,
      JdbcClient jdbc,
      Clock clock) {
    this.reconciler = reconciler;
    this.catalog = catalog;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  private static final class Totals {
    private int enrolments;
    private int added;
    private int moved;
    private int revoked;
    private int failed;
  }

  private record Row(String id, EnrolmentKey key) {}

  /**
   * Migrates, or shows what that would change.
   *
   * @param url the journey's canonical URL
   * @param from the business version to leave
   * @param to the business version to go to; it is or was in force
   * @param dryRun true unless it says false
   */
  @Operation(name = "$migrate", type = PlanDefinition.class, idempotent = false)
  public Parameters migrate(
      @OperationParam(name = "url", min = 1) UriType url,
      @OperationParam(name = "from", min = 1) StringType from,
      @OperationParam(name = "to", min = 1) StringType to,
      @OperationParam(name = "dryRun") BooleanType dryRun) {
    if (url == null || from == null || to == null) {
      throw new InvalidRequestException("url, from and to should be given");
    }
    String old = url.getValue() + "|" + from.getValue();
    String target = url.getValue() + "|" + to.getValue();
    if (!catalog.everyVersion().containsKey(target)) {
      throw new UnprocessableEntityException("to should be a version that is or was in force");
    }
    boolean dry = dryRun == null || !Boolean.FALSE.equals(dryRun.getValue());
    Totals totals = new Totals();
    Parameters answer = new Parameters();
    answer.addParameter("dryRun", new BooleanType(dry));
    String after = "";
    while (true) {
      List<Row> batch = batch(url.getValue(), old, after);
      if (batch.isEmpty()) {
        break;
      }
      after = batch.get(batch.size() - 1).id();
      for (Planned planned : run(batch, target, dry, totals)) {
        count(planned, totals, answer);
      }
    }
    answer.addParameter("enrolments", new IntegerType(totals.enrolments));
    answer.addParameter("added", new IntegerType(totals.added));
    answer.addParameter("moved", new IntegerType(totals.moved));
    answer.addParameter("revoked", new IntegerType(totals.revoked));
    answer.addParameter("failed", new IntegerType(totals.failed));
    return answer;
  }

  private List<Row> batch(String journey, String canonical, String after) {
    return jdbc.sql(
            """
            select id, patient_id, focus from rapport.enrolment
            where journey = :journey and canonical = :canonical and id > :after
              and status in ('active', 'on-hold')
            order by id limit :batch""")
        .param("journey", journey)
        .param("canonical", canonical)
        .param("after", after)
        .param("batch", BATCH)
        .query(
            (row, n) ->
                new Row(
                    row.getString(1),
                    new EnrolmentKey(journey, row.getString(2), row.getString(3))))
        .list();
  }

  private List<Planned> run(List<Row> batch, String target, boolean dry, Totals totals) {
    return EACH_ALONE.run(
        () -> run(batch, target, dry),
        () -> batch,
        row -> run(List.of(row), target, dry),
        // It stays on its version.
        (row, why) -> totals.failed++);
  }

  private List<Planned> run(List<Row> batch, String target, boolean dry) {
    Map<EnrolmentKey, String> versions = new HashMap<>();
    batch.forEach(row -> versions.put(row.key(), target));
    Instant now = clock.instant();
    return dry
        ? reconciler.plan(versions.keySet(), versions, now)
        : transaction.execute(status -> reconciler.reconcile(versions.keySet(), versions, now));
  }

  private static void count(Planned planned, Totals totals, Parameters answer) {
    int added = 0;
    int moved = 0;
    int revoked = 0;
    for (Change change : planned.plan().changes()) {
      if (change instanceof Change.Add) {
        added++;
      } else if (change instanceof Change.Move) {
        moved++;
      } else {
        revoked++;
      }
    }
    totals.enrolments++;
    totals.added += added;
    totals.moved += moved;
    totals.revoked += revoked;
    if (totals.enrolments <= SHOWN) {
      ParametersParameterComponent difference = answer.addParameter().setName("difference");
      difference
          .addPart()
          .setName("enrolment")
          .setValue(new Reference("CarePlan/" + planned.key().carePlanId()));
      difference.addPart().setName("added").setValue(new IntegerType(added));
      difference.addPart().setName("moved").setValue(new IntegerType(moved));
      difference.addPart().setName("revoked").setValue(new IntegerType(revoked));
    }
  }
}
