package org.rapport.server.worklist;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import jakarta.persistence.EntityManagerFactory;
import java.time.Instant;
import java.util.Date;
import java.util.Set;
import org.hibernate.BaseSessionEventListener;
import org.hibernate.engine.spi.SessionImplementor;
import org.hl7.fhir.r4.model.Organization;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.junit.jupiter.api.Test;
import org.rapport.server.OwnServer;
import org.rapport.server.security.scope.CallersReach;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.orm.jpa.EntityManagerFactoryUtils;
import org.springframework.transaction.support.TransactionTemplate;

/** What a page of work costs: the same for one row and for many, by an index. */
class WorkRowsIT extends OwnServer {
  private static final Instant NOW = Instant.parse("2027-03-01T15:00:00Z");
  private static final String TEAM = "Organization/waits";
  private static final WorkFilter OF_TEAM =
      new WorkFilter(Set.of(), Set.of(), TEAM, null, Set.of(), null, false);

  @Autowired private WorkRows rows;
  @Autowired private WorkAnswer answer;
  @Autowired private CallersReach reach;
  @Autowired private DaoRegistry daos;
  @Autowired private EntityManagerFactory entities;
  @Autowired private TransactionTemplate transaction;
  @Autowired private JdbcClient jdbc;

  private void write(int from, int until) {
    Organization team = new Organization();
    team.setId("waits");
    daos.getResourceDao(Organization.class).update(team, new SystemRequestDetails());
    for (int n = from; n < until; n++) {
      Patient patient = new Patient();
      patient.setId("waits-" + n);
      daos.getResourceDao(Patient.class).update(patient, new SystemRequestDetails());
      Task task = new Task().setStatus(Task.TaskStatus.REQUESTED);
      task.setId("waits-" + n);
      task.setFor(new Reference("Patient/waits-" + n));
      task.setOwner(new Reference(TEAM));
      task.getRestriction().getPeriod().setEnd(Date.from(NOW.plusSeconds(n)));
      daos.getResourceDao(Task.class).update(task, new SystemRequestDetails());
    }
  }

  // Those of this page alone: the server's own loops go on meanwhile.
  private int statements(int size) {
    Counted counted = new Counted();
    int items =
        transaction.execute(
            status -> {
              EntityManagerFactoryUtils.getTransactionalEntityManager(entities)
                  .unwrap(SessionImplementor.class)
                  .addEventListeners(counted);
              return (int)
                  answer
                      .of(rows.page(OF_TEAM, reach.current(), size, null, NOW))
                      .getParameter()
                      .stream()
                      .filter(part -> part.getName().equals("item"))
                      .count();
            });
    assertThat(items).isEqualTo(size);
    assertThat(counted.number).isPositive();
    return counted.number;
  }

  private static final class Counted extends BaseSessionEventListener {
    private int number;

    @Override
    public void jdbcPrepareStatementStart() {
      number++;
    }
  }

  @Test
  void aLongPageCostsAsManyStatementsAsAShortOne() {
    write(0, 60);
    statements(2);

    assertThat(statements(60)).isEqualTo(statements(2));
  }

  @Test
  void manyThatWaitAreReadInOrderByTheIndex() {
    jdbc.sql(
            """
            insert into rapport.open_task (id, version, kind, rank, patient_id, patients, visits,
              location_id, due_at, sensitivity)
            select 'many-' || n, 1, 'inquiry', 4, 'p' || n, array['p' || n], '{}', 'place-' || n % 3,
              timestamptz '2027-03-01' + n * interval '1 minute', 0
            from generate_series(1, 10000) n""")
        .update();
    jdbc.sql("analyze rapport.open_task").update();

    String plan =
        String.join(
            "\n",
            jdbc.sql(
                    "explain (analyze, buffers) select t.id from rapport.open_task t"
                        + " where (t.rank, coalesce(t.due_at, 'infinity'), t.id)"
                        + " > (4, timestamptz '2027-03-04', 'a') order by t.rank,"
                        + " coalesce(t.due_at, 'infinity'), t.id limit 51")
                .query(String.class)
                .list());

    assertThat(plan).contains("open_task_order").doesNotContain("Sort");
    WorkFilter place =
        new WorkFilter(Set.of(), Set.of("place-1"), null, null, Set.of(), null, false);
    WorkRows.Page page = rows.page(place, reach.current(), 50, null, NOW);
    assertThat(page.rows()).hasSize(50);
    assertThat(page.counts()).containsEntry("inquiry", 3_333L + 1);
    jdbc.sql("delete from rapport.open_task where id like 'many-%'").update();
  }
}
