package org.rapport.server.lead;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.time.Clock;
import java.util.Date;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.LeadStage;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;

/**
 * Notes on an inquiry when staff first answered it and when it ended, as {@code
 * Task.executionPeriod}: the stage alone does not say since when. Staff who write the times
 * themselves are believed.
 */
@Component
@Interceptor
public class LeadStamps implements StorageInterceptor {
  private static final Set<String> ENDS =
      Set.of(LeadStage.BOOKED.code(), LeadStage.LOST.code(), LeadStage.OUT_OF_SCOPE.code());

  private final Clock clock;

  LeadStamps(Clock clock) {
    this.clock = clock;
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource after, RequestDetails request) {
    if (request instanceof ServletRequestDetails
        && before instanceof Task stored
        && after instanceof Task task
        && task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.LEAD.code())) {
      String was = stage(stored);
      String is = stage(task);
      if (is == null || is.equals(was)) {
        return;
      }
      Date now = Date.from(clock.instant());
      if (LeadStage.NEW.code().equals(was) && !task.getExecutionPeriod().hasStart()) {
        task.getExecutionPeriod().setStart(now);
      }
      if (ENDS.contains(is) && !task.getExecutionPeriod().hasEnd()) {
        task.getExecutionPeriod().setEnd(now);
      }
    }
  }

  private static String stage(Task task) {
    return task.getBusinessStatus().getCoding().stream()
        .filter(coding -> LeadStage.SYSTEM.equals(coding.getSystem()))
        .map(coding -> coding.getCode())
        .findFirst()
        .orElse(null);
  }
}
