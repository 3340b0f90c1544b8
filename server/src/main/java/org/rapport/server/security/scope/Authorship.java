package org.rapport.server.security.scope;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Basic;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Communication;
import org.hl7.fhir.r4.model.CommunicationRequest;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.account.Account;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.CallOutcome;
import org.springframework.stereotype.Component;

/**
 * Who writes by hand is on the resource: as its requester or author, where it says nobody else.
 * Whoever has no Practitioner or Patient is named by their user name.
 */
@Component
@Interceptor
public class Authorship implements StorageInterceptor {
  /** Begins the system of user names; the rest is ours to keep. */
  private static final String USERNAMES = "urn:rapport:username";

  /** Before our own rules look at it, so that they see who asks. */
  @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED, order = -10)
  public void created(RequestDetails request, IBaseResource resource) {
    if (request instanceof ServletRequestDetails) {
      ScopedToken.account().ifPresent(account -> sign(resource, account));
    }
  }

  /** What somebody keeps for themselves stays theirs, where a change of it does not say so. */
  @Hook(value = Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED, order = -10)
  public void updated(RequestDetails request, IBaseResource before, IBaseResource after) {
    if (request instanceof ServletRequestDetails
        && before instanceof Basic stored
        && after instanceof Basic own
        && !own.hasAuthor()) {
      own.setAuthor(stored.getAuthor().copy());
    }
  }

  private static void sign(IBaseResource resource, Account account) {
    if (resource instanceof CommunicationRequest message && !message.hasRequester()) {
      message.setRequester(reference(account));
    } else if (resource instanceof Task task && !task.hasRequester()) {
      task.setRequester(reference(account));
    } else if (resource instanceof Communication call && !call.hasSender() && isCall(call)) {
      call.setSender(reference(account));
    } else if (resource instanceof Basic own && !own.hasAuthor()) {
      own.setAuthor(reference(account));
    } else if (resource instanceof CarePlan plan && !plan.hasAuthor()) {
      plan.setAuthor(reference(account));
    } else if (resource instanceof ServiceRequest order && !order.hasRequester()) {
      order.setRequester(reference(account));
    }
  }

  /** Whether an account is who a reference of {@link #sign} names. */
  static boolean names(Reference author, Account account) {
    return account.fhirUser() == null
        ? USERNAMES.equals(author.getIdentifier().getSystem())
            && account.username().equals(author.getIdentifier().getValue())
        : account.fhirUser().equals(author.getReference());
  }

  // One that staff made: of all else that is written down it does not say who it is from.
  private static boolean isCall(Communication call) {
    return call.getStatusReason().getCoding().stream()
        .anyMatch(coding -> CallOutcome.SYSTEM.equals(coding.getSystem()));
  }

  private static Reference reference(Account account) {
    Reference reference = new Reference(account.fhirUser());
    if (account.fhirUser() == null) {
      reference.getIdentifier().setSystem(USERNAMES).setValue(account.username());
    }
    return account.name() == null ? reference : reference.setDisplay(account.name());
  }
}
