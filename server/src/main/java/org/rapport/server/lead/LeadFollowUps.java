package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import java.time.Clock;
import java.time.Instant;
import java.util.Collection;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.store.Concepts;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.Sql;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.Ref;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * What happens to an open inquiry: its deadline passes unanswered, and the supervisor hears of it,
 * once; or the person replies, and it counts as engaged, so that the follow-up rests.
 */
@Component
class LeadFollowUps implements ChangeFollower {
  private final IFhirResourceDao<Task> tasks;
  private final RoutingAnswer answers;
  private final ResourceWriter writer;
  private final JdbcClient jdbc;
  private final Clock clock;

  LeadFollowUps(
      IFhirResourceDao<Task> tasks,
      RoutingAnswer answers,
      ResourceWriter writer,
      JdbcClient jdbc,
      Clock clock) {
    this.tasks = tasks;
    this.answers = answers;
    this.writer = writer;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /**
   * A reply of somebody with an open inquiry.
   *
   * @param unrouted whether nobody knows which service it is about
   */
  private record Replied(String lead, String reply, boolean unrouted) {}

  private record Overdue(String id, String patient, String owner) {}

  @Override
  public void follow(Collection<String> foci) {
    Instant now = clock.instant();
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    List<String> inquiries = ChangeFollower.ids("Task", foci);
    if (!inquiries.isEmpty()) {
      overdue(inquiries, now).forEach(lead -> put(bundle, escalation(lead, now)));
    }
    List<String> received = foci.stream().filter(f -> Ref.is("Communication", f)).toList();
    if (!received.isEmpty()) {
      replied(received).forEach(reply -> put(bundle, engaged(reply, now)));
    }
    writer.write(bundle);
  }

  private List<Overdue> overdue(List<String> ids, Instant now) {
    return jdbc.sql(
            "select id, patient_id, owner from rapport.lead_facts where id = any(:ids) and stage ="
                + " 'new' and due_at <= :now and"
                + LeadRows.OPEN
                + "order by id")
        .param("ids", Sql.array(ids))
        .param("now", Sql.at(now))
        .query(
            (row, n) ->
                new Overdue(
                    row.getString("id"), row.getString("patient_id"), row.getString("owner")))
        .list();
  }

  private static Task escalation(Overdue lead, Instant now) {
    return OutreachTask.becauseOf("lead waits " + lead.id(), TaskCode.ESCALATION, now)
        .saying(
            "An inquiry has not been answered by its deadline. Please see to it that somebody does.")
        .toSupervisor()
        .owner(lead.owner())
        .focus("Task/" + lead.id())
        .patient(lead.patient())
        .task();
  }

  // Open inquiries, not engaged yet, of those who replied.
  private List<Replied> replied(List<String> communications) {
    return jdbc.sql(
            """
            select l.id, min(substr(f.reference, 15)) as reply, l.outcome = 'unrouted' as unrouted
            from rapport.focus_facts f
            join rapport.lead_facts l on l.patient_id = f.patient_id and l.created_at <= f.start_at
              and (l.stage in ('new', 'contacted')
                or l.stage = 'engaged' and l.outcome = 'unrouted')
              and l.%s
            where f.reference = any(:references) and f.kinds @> array['reply']
            group by l.id order by l.id"""
                .formatted(LeadRows.OPEN.strip()))
        .param("references", Sql.array(communications))
        .query(
            (row, n) ->
                new Replied(
                    row.getString("id"), row.getString("reply"), row.getBoolean("unrouted")))
        .list();
  }

  private Task engaged(Replied replied, Instant now) {
    Task task = tasks.read(new IdType("Task", replied.lead()), new SystemRequestDetails());
    if (replied.unrouted()) {
      answers.read(task, replied.reply(), now);
    }
    task.setBusinessStatus(Concepts.of(LeadStage.ENGAGED));
    task.setLastModified(Date.from(now));
    return task;
  }
}
