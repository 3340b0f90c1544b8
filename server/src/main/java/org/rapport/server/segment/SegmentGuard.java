package org.rapport.server.segment;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.store.StorageInterceptor;
import org.springframework.stereotype.Component;

/**
 * Refuses a segment that could not be evaluated, when it is written rather than when it is used.
 */
@Component
@Interceptor
public class SegmentGuard implements StorageInterceptor {
  private final Segments segments;

  SegmentGuard(Segments segments) {
    this.segments = segments;
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creating(IBaseResource resource, RequestDetails request) {
    check(resource, request);
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource resource, RequestDetails request) {
    check(resource, request);
  }

  private void check(IBaseResource resource, RequestDetails request) {
    if (!(request instanceof ServletRequestDetails)) {
      return;
    }
    try {
      if (resource instanceof Group group) {
        segments.check(group);
      } else if (resource instanceof PlanDefinition plan
          && plan.getStatus() == PublicationStatus.ACTIVE
          && request.getRestOperationType() != RestOperationTypeEnum.TRANSACTION) {
        exist(plan);
      }
    } catch (InvalidFilterException e) {
      OperationOutcome outcome = new OperationOutcome();
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.ERROR)
          .setCode(IssueType.INVALID)
          .setDiagnostics(e.getMessage())
          .addExpression(e.element());
      throw new UnprocessableEntityException("The segment cannot be evaluated", outcome);
    }
  }

  // In a transaction the Group may be written besides, before or after.
  private void exist(PlanDefinition plan) {
    for (String group : SegmentChanges.groups(plan)) {
      if (segments.find(group.substring("Group/".length())).isEmpty()) {
        throw new InvalidFilterException("PlanDefinition.subject", "There is no " + group);
      }
    }
  }
}
