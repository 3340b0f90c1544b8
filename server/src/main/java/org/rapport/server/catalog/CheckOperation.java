package org.rapport.server.catalog;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.annotation.IdParam;
import ca.uhn.fhir.rest.annotation.Operation;
import ca.uhn.fhir.rest.annotation.OperationParam;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.InvalidRequestException;
import java.util.List;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.rapport.server.fhir.FhirOperations;
import org.rapport.server.journey.check.Issue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * {@code PlanDefinition/$check} and {@code ActivityDefinition/$check}: what would keep a draft from
 * being in force, by the checks that are run when it is to be. Changes nothing.
 */
@Component
public class CheckOperation implements FhirOperations {
  private final JourneyGovernance governance;
  private final DaoRegistry daos;
  private final TransactionTemplate transaction;

  CheckOperation(JourneyGovernance governance, DaoRegistry daos, TransactionTemplate transaction) {
    this.governance = governance;
    this.daos = daos;
    this.transaction = transaction;
  }

  /**
   * Checks a journey.
   *
   * @param id of a stored one; without it {@code resource} is looked at
   * @param templates drafts that are to be in force with it
   * @return an OperationOutcome with an error each, or one information where nothing is wrong
   */
  @Operation(name = "$check", type = PlanDefinition.class, idempotent = true)
  public OperationOutcome journey(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "resource") IBaseResource resource,
      @OperationParam(name = "template", max = OperationParam.MAX_UNLIMITED)
          List<IBaseResource> templates) {
    List<ActivityDefinition> drafts =
        templates == null
            ? List.of()
            : templates.stream().map(one -> as(ActivityDefinition.class, "template", one)).toList();
    return check(PlanDefinition.class, id, resource, drafts);
  }

  /** Checks a template, likewise. */
  @Operation(name = "$check", type = ActivityDefinition.class, idempotent = true)
  public OperationOutcome template(
      @IdParam(optional = true) IdType id,
      @OperationParam(name = "resource") IBaseResource resource) {
    return check(ActivityDefinition.class, id, resource, List.of());
  }

  private <R extends MetadataResource> OperationOutcome check(
      Class<R> type, IdType id, IBaseResource resource, List<ActivityDefinition> templates) {
    return transaction.execute(
        status -> {
          R definition =
              id == null
                  ? as(type, "resource", resource)
                  : daos.getResourceDao(type)
                      .read(id.toUnqualifiedVersionless(), new SystemRequestDetails());
          return answer(governance.issues(definition, templates));
        });
  }

  private static <R extends MetadataResource> R as(
      Class<R> type, String name, IBaseResource resource) {
    if (!type.isInstance(resource)) {
      throw new InvalidRequestException(
          name
              + " should be a"
              + (type == ActivityDefinition.class ? "n " : " ")
              + type.getSimpleName());
    }
    return type.cast(resource);
  }

  private static OperationOutcome answer(List<Issue> issues) {
    OperationOutcome outcome = JourneyGovernance.outcome(issues);
    if (issues.isEmpty()) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.INFORMATION)
          .setCode(IssueType.INFORMATIONAL)
          .setDiagnostics("Nothing keeps it from being in force");
    }
    return outcome;
  }
}
