package org.rapport.server.inbound;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.TaskCode;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * When the last open crisis of a patient is closed, what was put on hold for it goes on, in the
 * transaction that closes it: a pause drops nobody. What is of no use any more the gate refuses.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class CrisisEnd implements StorageInterceptor {
  private final Holds holds;
  private final JdbcClient jdbc;

  CrisisEnd(Holds holds, JdbcClient jdbc) {
    this.holds = holds;
    this.jdbc = jdbc;
  }

  /** Looks at each Task that is written. */
  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED, order = AFTER_PROJECTIONS)
  public void updated(IBaseResource before, IBaseResource resource) {
    if (resource instanceof Task task
        && task.getCode().hasCoding(TaskCode.SYSTEM, TaskCode.CRISIS.code())
        && task.getFor().getReferenceElement().hasIdPart()) {
      String patient = task.getFor().getReferenceElement().getIdPart();
      if (!open(patient)) {
        holds.resume(patient);
      }
    }
  }

  private boolean open(String patient) {
    return jdbc.sql("select count(*) from rapport.crisis where patient_id = ?")
            .param(patient)
            .query(Long.class)
            .single()
        > 0;
  }
}
