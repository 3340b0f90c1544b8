package org.rapport.server.campaign;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.RestOperationTypeEnum;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.security.Principal;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.CommunicationRequest.CommunicationRequestStatus;
import org.hl7.fhir.r4.model.Extension;
import org.hl7.fhir.r4.model.Group;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.rapport.profiles.Extensions;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.CampaignState;
import org.springframework.stereotype.Component;

/**
 * Holds what clients write of messages to Groups: what could not be sent is refused, who wrote it
 * is kept, and one that is under way is not edited but operated. How it stands is the server's to
 * say: what a client writes there is replaced.
 */
@Component
@Interceptor
public class CampaignGuard implements StorageInterceptor {
  private static final String GROUPS = CampaignGuard.class.getName();

  private final CampaignCheck check;

  CampaignGuard(CampaignCheck check) {
    this.check = check;
  }

  /** Remembers which entries of a transaction are Groups: they have no id to be told by yet. */
  @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
  public void transaction(IBaseBundle transaction, RequestDetails request) {
    Set<String> groups = new HashSet<>();
    for (Bundle.BundleEntryComponent entry : ((Bundle) transaction).getEntry()) {
      if (entry.getResource() instanceof Group && entry.hasFullUrl()) {
        groups.add(entry.getFullUrl());
      }
    }
    if (!groups.isEmpty()) {
      request.getUserData().put(GROUPS, groups);
    }
  }

  private static boolean isToGroup(CommunicationRequest campaign, RequestDetails request) {
    return CampaignExtension.isToGroup(campaign)
        || request.getUserData().get(GROUPS) instanceof Set<?> groups
            && groups.contains(campaign.getSubject().getReference());
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creating(IBaseResource resource, RequestDetails request) {
    if (request instanceof ServletRequestDetails servlet
        && resource instanceof CommunicationRequest campaign) {
      strip(campaign);
      written(campaign, servlet);
    }
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource resource, RequestDetails request) {
    if (!(request instanceof ServletRequestDetails servlet)
        || !(before instanceof CommunicationRequest old)
        || !(resource instanceof CommunicationRequest campaign)) {
      return;
    }
    strip(campaign);
    Extension kept = old.getExtensionByUrl(Extensions.CAMPAIGN);
    if (kept != null) {
      campaign.addExtension(kept.copy());
    }
    Optional<CampaignState> state = CampaignExtension.of(old).state();
    if (state.isPresent()) {
      underWay(old, campaign, state.get(), servlet);
    } else {
      written(campaign, servlet);
    }
  }

  private static void strip(CommunicationRequest campaign) {
    campaign.getExtension().removeIf(e -> Extensions.CAMPAIGN.equals(e.getUrl()));
  }

  private void written(CommunicationRequest campaign, ServletRequestDetails request) {
    CommunicationRequestStatus status = campaign.getStatus();
    if (!isToGroup(campaign, request)
        || status != CommunicationRequestStatus.ACTIVE
            && status != CommunicationRequestStatus.DRAFT) {
      return;
    }
    CampaignExtension extension = CampaignExtension.of(campaign);
    extension.addAuthor(who(request));
    if (status == CommunicationRequestStatus.ACTIVE) {
      // In a transaction the Group may be written besides, before or after.
      boolean together = request.getRestOperationType() == RestOperationTypeEnum.TRANSACTION;
      OperationOutcome outcome = check.check(campaign, together);
      if (outcome.hasIssue()) {
        throw new UnprocessableEntityException("The campaign cannot be sent like this", outcome);
      }
      extension.to(CampaignState.COUNTING);
    }
  }

  // FHIR's own way to call a request off is its status; all else has an operation.
  private static void underWay(
      CommunicationRequest old,
      CommunicationRequest campaign,
      CampaignState state,
      ServletRequestDetails request) {
    boolean same = content(old).equalsDeep(content(campaign));
    boolean calledOff =
        campaign.getStatus() == CommunicationRequestStatus.REVOKED
            && old.getStatus() != CommunicationRequestStatus.REVOKED;
    if (!same || campaign.getStatus() != old.getStatus() && !(calledOff && !state.over())) {
      OperationOutcome outcome = new OperationOutcome();
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.ERROR)
          .setCode(IssueType.BUSINESSRULE)
          .setDiagnostics(
              "A campaign under way is not edited: $halt, $resume or $cancel it, and write another")
          .addExpression("CommunicationRequest" + (same ? ".status" : ""));
      throw new UnprocessableEntityException("The campaign is under way", outcome);
    }
    if (calledOff) {
      CampaignExtension extension = CampaignExtension.of(campaign);
      extension.to(CampaignState.CANCELLED);
      extension.set(Extensions.Campaign.BY, who(request));
    }
  }

  private static CommunicationRequest content(CommunicationRequest request) {
    CommunicationRequest copy = request.copy();
    copy.setId("campaign");
    copy.setMeta(new Meta());
    copy.setText(null);
    copy.setStatus(null);
    copy.setStatusReason(null);
    strip(copy);
    return copy;
  }

  /** The signed-in client or user. */
  static String who(ServletRequestDetails request) {
    Principal principal = request.getServletRequest().getUserPrincipal();
    return principal == null ? "unknown" : principal.getName();
  }
}
