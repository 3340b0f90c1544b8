package org.rapport.server.lead;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Journeys;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.lead.LeadRouting.Routed;
import org.rapport.server.store.NameBasedId;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.server.store.StoredResources;
import org.rapport.server.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A referral from another clinic: an active ServiceRequest of the category referral is an inquiry
 * of its patient, with the referral given. One referral, one inquiry.
 */
@Component
@Interceptor(order = StorageInterceptor.AFTER_PROJECTIONS)
public class ReferralIntake implements ChangeFollower, StorageInterceptor {
  /** The word itself, and SNOMED CT's Patient referral. */
  private static final Set<String> REFERRAL = Set.of("referral", "3457005");

  private final ResourceWriter writer;
  private final LeadRouting routing;
  private final WorkQueue work;
  private final StoredResources stored;
  private final JdbcClient jdbc;
  private final Clock clock;

  ReferralIntake(
      ResourceWriter writer,
      LeadRouting routing,
      WorkQueue work,
      StoredResources stored,
      JdbcClient jdbc,
      Clock clock) {
    this.writer = writer;
    this.routing = routing;
    this.work = work;
    this.stored = stored;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_CREATED, order = AFTER_PROJECTIONS)
  public void created(IBaseResource resource) {
    notice(resource);
  }

  @Hook(value = Pointcut.STORAGE_PRECOMMIT_RESOURCE_UPDATED, order = AFTER_PROJECTIONS)
  public void updated(IBaseResource before, IBaseResource resource) {
    notice(resource);
  }

  private void notice(IBaseResource resource) {
    if (resource instanceof ServiceRequest request && referral(request)) {
      work.change(request.getSubject().getReferenceElement().getIdPart(), reference(request));
    }
  }

  private static String reference(ServiceRequest request) {
    return "ServiceRequest/" + request.getIdElement().getIdPart();
  }

  private static boolean referral(ServiceRequest request) {
    return request.getStatus() == ServiceRequestStatus.ACTIVE
        && "Patient".equals(request.getSubject().getReferenceElement().getResourceType())
        && request.getCategory().stream()
            .anyMatch(
                category ->
                    "referral".equalsIgnoreCase(category.getText())
                        || category.getCoding().stream()
                            .anyMatch(coding -> REFERRAL.contains(coding.getCode())));
  }

  @Override
  public void follow(Collection<String> foci) {
    ChangeFollower.ids("ServiceRequest", foci)
        .forEach(id -> stored.read(ServiceRequest.class, id).ifPresent(this::take));
  }

  private void take(ServiceRequest request) {
    String focus = reference(request);
    String lead = NameBasedId.of("lead of " + focus);
    boolean known =
        jdbc.sql("select count(*) from rapport.lead_facts where id = ?")
                .param(lead)
                .query(Long.class)
                .single()
            > 0;
    if (known || !referral(request)) {
      return;
    }
    Inquiry inquiry = inquiry(request);
    Routed routed = routing.route(inquiry, true, clock.instant());
    Task task =
        LeadTask.of(
            lead,
            request.getSubject().getReferenceElement().getIdPart(),
            null,
            inquiry,
            routed.routing(),
            clock.instant(),
            routed.due(),
            focus);
    task.setFocus(new Reference(focus));
    task.addBasedOn(new Reference(focus));
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    put(bundle, task);
    writer.write(bundle);
  }

  private static Inquiry inquiry(ServiceRequest request) {
    Map<String, String> answers = new LinkedHashMap<>();
    String service = service(request.getCode());
    if (service != null) {
      answers.put(Inquiry.SERVICE, service);
    }
    boolean urgent =
        request.hasPriority() && request.getPriority() != ServiceRequestPriority.ROUTINE;
    answers.put(Inquiry.URGENCY, urgent ? "urgent" : "routine");
    return new Inquiry(
        new Origin("referral", Journeys.APPOINTMENT_REQUEST, null, null),
        answers,
        null,
        false,
        null,
        new Attribution("referral", null, null, null, null));
  }

  private static String service(CodeableConcept code) {
    return code.getCoding().stream()
        .map(coding -> coding.getCode())
        .filter(Objects::nonNull)
        .findFirst()
        .orElse(code.getText());
  }
}
