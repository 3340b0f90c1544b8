package org.rapport.server.catalog;

import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.Date;
import java.util.List;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Period;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskPriority;
import org.rapport.server.config.RapportSettings;
import org.rapport.server.projection.DefinitionState;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.work.WorkLoop;
import org.rapport.server.work.WorkSignal;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Asks the owner of a journey in force to look at it when its review has run out: one Task for each
 * journey and day on which it fell due. Looks once a day, and when a definition is written.
 */
@Component
public class JourneyReviews extends WorkLoop {
  private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

  private final JdbcClient jdbc;
  private final DefinitionState state;
  private final IFhirResourceDao<Task> tasks;
  private final IFhirResourceDao<PlanDefinition> journeys;
  private final Clock clock;
  private final ZoneId zone;
  private LocalDate looked = LocalDate.MIN;
  private long seenChange = -1;

  JourneyReviews(
      JdbcClient jdbc,
      DefinitionState state,
      IFhirResourceDao<Task> tasks,
      IFhirResourceDao<PlanDefinition> journeys,
      Clock clock,
      RapportSettings settings,
      WorkSignal signal) {
    super("journey-reviews", signal, LOOK_AGAIN);
    this.jdbc = jdbc;
    this.state = state;
    this.tasks = tasks;
    this.journeys = journeys;
    this.clock = clock;
    this.zone = settings.clinic().zone();
  }

  private record Due(String id, String url, String version, LocalDate day) {}

  /**
   * Makes the Tasks that are missing.
   *
   * @return how many it made
   */
  public int runOnce() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
    List<Due> due =
        jdbc.sql(
                """
                select id, url, business_version, review_due from rapport.definition_facts
                where kind = 'PlanDefinition' and status = 'active' and review_due <= ?""")
            .param(today)
            .query(
                (row, n) ->
                    new Due(
                        row.getString(1),
                        row.getString(2),
                        row.getString(3),
                        row.getObject(4, LocalDate.class)))
            .list();
    int made = 0;
    for (Due one : due) {
      if (!asked(one)) {
        tasks.update(task(one), new SystemRequestDetails());
        made++;
      }
    }
    return made;
  }

  private boolean asked(Due due) {
    try {
      tasks.read(new IdType("Task", id(due)), new SystemRequestDetails());
      return true;
    } catch (ResourceGoneException e) {
      return true;
    } catch (ResourceNotFoundException e) {
      return false;
    }
  }

  private static String id(Due due) {
    String cause = "review-journey " + due.url() + "|" + due.version() + " " + due.day();
    return NameBasedId.of(cause);
  }

  private Task task(Due due) {
    PlanDefinition journey =
        journeys.read(new IdType("PlanDefinition", due.id()), new SystemRequestDetails());
    Task task =
        OutreachTask.withId(id(due), TaskCode.REVIEW_JOURNEY, clock.instant())
            .priority(TaskPriority.ROUTINE)
            .saying(
                "The review of the journey \""
                    + journey.getTitle()
                    + "\" was due on "
                    + due.day()
                    + ".")
            .focus("PlanDefinition/" + due.id())
            .task();
    if (journey.hasAuthor()) {
      task.setOwner(new Reference().setDisplay(journey.getAuthorFirstRep().getName()));
    }
    task.getRestriction()
        .setPeriod(
            new Period().setEnd(Date.from(due.day().atStartOfDay().toInstant(ZoneOffset.UTC))));
    return task;
  }

  @Override
  protected boolean turn() {
    LocalDate today = LocalDate.ofInstant(clock.instant(), zone);
    long change = state.change();
    if (!today.equals(looked) || change != seenChange) {
      runOnce();
      looked = today;
      seenChange = change;
    }
    return false;
  }
}
