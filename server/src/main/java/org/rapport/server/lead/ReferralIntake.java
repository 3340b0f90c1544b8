package org.rapport.server.lead;

import static org.rapport.server.fhir.TransactionEntries.put;

import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.IInterceptorService;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.jpa.api.dao.IFhirResourceDao;
import ca.uhn.fhir.jpa.api.dao.IFhirSystemDao;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import jakarta.annotation.PostConstruct;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CodeableConcept;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Reference;
import org.hl7.fhir.r4.model.ServiceRequest;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestPriority;
import org.hl7.fhir.r4.model.ServiceRequest.ServiceRequestStatus;
import org.hl7.fhir.r4.model.Task;
import org.rapport.profiles.Journeys;
import org.rapport.server.apply.ChangeFollower;
import org.rapport.server.fhir.StoredResources;
import org.rapport.server.lead.LeadRouting.Routed;
import org.rapport.server.projection.work.WorkQueue;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * A referral from another clinic: an active ServiceRequest of the category referral is an inquiry
 * of its patient, with the referral given. One referral, one inquiry.
 */
@Component
@Interceptor(order = ReferralIntake.AFTER_PROJECTIONS)
public class ReferralIntake implements ChangeFollower {
  static final int AFTER_PROJECTIONS = 100;

  /** The word itself, and SNOMED CT's Patient referral. */
  private static final Set<String> REFERRAL = Set.of("referral", "3457005");

  private static final String FOCUS = "ServiceRequest/";

  private final IInterceptorService interceptors;
  private final IFhirResourceDao<ServiceRequest> requests;
  private final IFhirSystemDao<Bundle, ?> systemDao;
  private final LeadRouting routing;
  private final WorkQueue work;
  private final StoredResources stored;
  private final JdbcClient jdbc;
  private final Clock clock;

  ReferralIntake(
      IInterceptorService interceptors,
      IFhirResourceDao<ServiceRequest> requests,
      IFhirSystemDao<Bundle, ?> systemDao,
      LeadRouting routing,
      WorkQueue work,
      StoredResources stored,
      JdbcClient jdbc,
      Clock clock) {
    this.interceptors = interceptors;
    this.requests = requests;
    this.systemDao = systemDao;
    this.routing = routing;
    this.work = work;
    this.stored = stored;
    this.jdbc = jdbc;
    this.clock = clock;
  }

  @PostConstruct
  void register() {
    interceptors.registerInterceptor(this);
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
      work.change(
          request.getSubject().getReferenceElement().getIdPart(),
          FOCUS + request.getIdElement().getIdPart());
    }
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
    foci.stream().filter(focus -> focus.startsWith(FOCUS)).forEach(this::take);
  }

  private void take(String focus) {
    IdType id = new IdType(focus);
    if (!stored.has("ServiceRequest", id.getIdPart())) {
      return;
    }
    ServiceRequest request = requests.read(id, new SystemRequestDetails());
    String lead =
        UUID.nameUUIDFromBytes(("lead of " + focus).getBytes(StandardCharsets.UTF_8)).toString();
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
    systemDao.transactionNested(new SystemRequestDetails(), bundle);
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
        .filter(java.util.Objects::nonNull)
        .findFirst()
        .orElse(code.getText());
  }
}
