package org.rapport.server.outreach.worker;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Task;
import org.hl7.fhir.r4.model.Task.TaskStatus;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.outreach.outcome.StaffTasks;
import org.rapport.server.store.Sql;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Ref;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A crisis that nobody has taken after a quarter of an hour goes to the supervisor (policy, house
 * rules): a second Task, once, whatever becomes of the first later.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class CrisisEscalation implements ChangeFollower, StorageInterceptor {

  /** Work of a number that no patient is known by has nobody to be planned for. */
  static final String NOBODY = WorkQueue.NOBODY;

  private static final Duration PATIENCE = Duration.ofMinutes(15);
  private static final Set<TaskStatus> WAITING =
      EnumSet.of(TaskStatus.DRAFT, TaskStatus.REQUESTED, TaskStatus.RECEIVED, TaskStatus.READY);

  private final IFhirResourceDao<Task> crises;
  private final StaffTasks tasks;
  private final WorkQueue queue;
  private final JdbcClient jdbc;
  private final Clock clock;

  CrisisEscalation(
      IFhirResourceDao<Task> crises,
      StaffTasks tasks,
      WorkQueue queue,
      JdbcClient jdbc,
      Clock clock) {
    this.crises = crises;
    this.tasks = tasks;
    this.queue = queue;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  /** Has each crisis looked at again, from wherever it came. */
  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED, order = AFTER_PROJECTIONS)
  public void created(IBaseResource resource) {
    if (resource instanceof Task task && crisis(task) && WAITING.contains(task.getStatus())) {
      String patient = task.getFor().getReferenceElement().getIdPart();
      Instant due = clock.instant().plus(PATIENCE);
      queue.lookAgain(
          patient == null ? NOBODY : patient, "Task/" + task.getIdElement().getIdPart(), due);
    }
  }

  private static boolean crisis(Task task) {
    return task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.CRISIS.code());
  }

  /** Escalates those whose time has come and that nobody has taken. */
  @Override
  public void follow(Collection<String> foci) {
    List<String> tasks = foci.stream().filter(focus -> Ref.is("Task", focus)).toList();
    if (tasks.isEmpty()) {
      return;
    }
    // What journeys are about is no crisis, and by far the most.
    Set<String> others =
        Set.copyOf(
            jdbc.sql("select reference from rapport.focus_facts where reference = any(?)")
                .param(Sql.array(tasks))
                .query(String.class)
                .list());
    tasks.stream().filter(task -> !others.contains(task)).forEach(this::look);
  }

  private void look(String focus) {
    Task task;
    try {
      task = crises.read(new IdType(focus), new SystemRequestDetails());
    } catch (ResourceNotFoundException | ResourceGoneException gone) {
      return;
    }
    boolean late =
        !task.hasAuthoredOn()
            || !clock.instant().isBefore(task.getAuthoredOn().toInstant().plus(PATIENCE));
    if (crisis(task) && WAITING.contains(task.getStatus()) && late) {
      tasks.crisisWaits(task);
    }
  }
}
