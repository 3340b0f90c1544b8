package org.rapport.server.monitor;

import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.RequestTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import ca.uhn.fhir.rest.server.exceptions.MethodNotAllowedException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Clock;
import java.time.Instant;
import java.util.Date;
import org.hl7.fhir.r4.model.CodeType;
import org.hl7.fhir.r4.model.InstantType;
import org.hl7.fhir.r4.model.IntegerType;
import org.hl7.fhir.r4.model.Parameters;
import org.hl7.fhir.r4.model.Parameters.ParametersParameterComponent;
import org.hl7.fhir.r4.model.StringType;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.fhir.OperationInput;
import org.rapport.server.store.Sql;
import org.rapport.server.work.WorkItems;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code $work}: what waits, is worked on, and is dead, by kind; and, by POST, the retry of what is
 * dead.
 */
@Component
public class WorkOperation implements FhirOperations {
  private static final int USUAL = 50;
  private static final int MOST = 200;

  private final WorkItems items;
  private final TransactionTemplate transaction;
  private final JdbcClient jdbc;
  private final Clock clock;

  WorkOperation(WorkItems items, TransactionTemplate transaction, JdbcClient jdbc, Clock clock) {
    this.items = items;
    this.transaction = transaction;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * Shows, after a retry if one is asked for.
   *
   * @param retry the id of a dead item; by POST alone. 404 where there is none, so that a repeat is
   *     seen to be one
   * @param count how many dead items are told; 50 without it, at most 200
   * @param after the id of the last that was told
   * @return a {@code kind} for each kind of work, a {@code dead} for each item, the newest first
   */
  @Operation(name = "$work", idempotent = true)
  public Parameters work(
      @OperationParam(name = "retry") StringType retry,
      @OperationParam(name = "_count") IntegerType count,
      @OperationParam(name = "after") StringType after,
      RequestDetails request) {
    boolean again = retry != null && !retry.isEmpty();
    if (again && request.getRequestType() != RequestTypeEnum.POST) {
      throw new MethodNotAllowedException("retry changes something: POST it");
    }
    int size = OperationInput.number("_count", count, USUAL);
    long before = after == null || after.isEmpty() ? Long.MAX_VALUE : id("after", after);
    return transaction.execute(
        status -> {
          if (again && !items.revive(id("retry", retry))) {
            throw new ResourceNotFoundException("No dead work has this id");
          }
          return answer(Math.min(size, MOST), before);
        });
  }

  private static long id(String name, StringType given) {
    try {
      return Long.parseLong(given.getValue());
    } catch (NumberFormatException e) {
      throw new InvalidRequestException(name + " should be the id of an item");
    }
  }

  private Parameters answer(int size, long before) {
    Parameters answer = new Parameters();
    Instant now = clock.instant();
    jdbc.sql(
            """
            select kind,
              count(*) filter (where state = 'ready' and due_at <= :now) as due,
              count(*) filter (where state = 'ready' and due_at > :now) as later,
              count(*) filter (where state = 'leased') as leased,
              count(*) filter (where state = 'dead') as dead,
              min(due_at) filter (where state <> 'dead' and due_at <= :now) as oldest
            from rapport.work_item group by kind order by kind""")
        .param("now", Sql.at(now))
        .query(
            row -> {
              kind(answer.addParameter().setName("kind"), row);
            });
    answer.addParameter(
        "unrecorded",
        jdbc.sql("select count(*) from rapport.attempt where state = 'answered'")
            .query(Integer.class)
            .single());
    jdbc.sql(
            """
            select id, kind, focus, focus_type, attempts, last_error, due_at from rapport.work_item
            where state = 'dead' and id < :before order by id desc limit :size""")
        .param("before", before)
        .param("size", size)
        .query(
            row -> {
              dead(answer.addParameter().setName("dead"), row);
            });
    return answer;
  }

  private static void kind(ParametersParameterComponent kind, ResultSet row) throws SQLException {
    kind.addPart().setName("code").setValue(new CodeType(row.getString("kind")));
    for (String number : new String[] {"due", "later", "leased", "dead"}) {
      kind.addPart().setName(number).setValue(new IntegerType(row.getInt(number)));
    }
    instant(kind, "oldest", Sql.instant(row, "oldest"));
  }

  private static void dead(ParametersParameterComponent dead, ResultSet row) throws SQLException {
    dead.addPart().setName("id").setValue(new StringType(row.getString("id")));
    dead.addPart().setName("kind").setValue(new CodeType(row.getString("kind")));
    String focus = row.getString("focus");
    dead.addPart()
        .setName("focus")
        .setValue(
            new StringType(
                row.getString("focus_type") == null ? "CommunicationRequest/" + focus : focus));
    dead.addPart().setName("attempts").setValue(new IntegerType(row.getInt("attempts")));
    if (row.getString("last_error") != null) {
      dead.addPart().setName("error").setValue(new StringType(row.getString("last_error")));
    }
    instant(dead, "since", Sql.instant(row, "due_at"));
  }

  private static void instant(ParametersParameterComponent part, String name, Instant at) {
    if (at != null) {
      part.addPart().setName(name).setValue(new InstantType(Date.from(at)));
    }
  }
}
