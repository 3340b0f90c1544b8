package org.rapport.server.catalog;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.interceptor.api.Hook;
import ca.uhn.fhir.interceptor.api.Interceptor;
import ca.uhn.fhir.interceptor.api.Pointcut;
import ca.uhn.fhir.rest.api.server.RequestDetails;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import ca.uhn.fhir.rest.server.servlet.ServletRequestDetails;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.hl7.fhir.instance.model.api.IBaseBundle;
import org.hl7.fhir.instance.model.api.IBaseResource;
import org.hl7.fhir.r4.model.ActivityDefinition;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Enumerations.PublicationStatus;
import org.hl7.fhir.r4.model.Meta;
import org.hl7.fhir.r4.model.MetadataResource;
import org.hl7.fhir.r4.model.OperationOutcome;
import org.hl7.fhir.r4.model.OperationOutcome.IssueSeverity;
import org.hl7.fhir.r4.model.OperationOutcome.IssueType;
import org.hl7.fhir.r4.model.PlanDefinition;
import org.hl7.fhir.r4.model.ValueSet;
import org.rapport.server.fhir.ConformanceLoader;
import org.rapport.server.journey.check.Issue;
import org.rapport.server.journey.check.JourneyCheck;
import org.rapport.server.journey.check.Lookup;
import org.rapport.server.journey.check.SensitiveServices;
import org.rapport.server.journey.check.TemplateCheck;
import org.rapport.server.store.StorageInterceptor;
import org.rapport.terminology.ValueSets;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.stereotype.Component;

/**
 * Holds journeys and templates that clients write to their governance: what is to be in force is
 * checked, what is in force is not edited in place. Templates may come in the same transaction, in
 * any order.
 */
@Component
@Interceptor
public class JourneyGovernance implements StorageInterceptor {
  private static final String TOGETHER = JourneyGovernance.class.getName();

  private final FhirContext context;
  private final JdbcClient jdbc;
  private final JourneyCheck journeys;

  JourneyGovernance(FhirContext context, JdbcClient jdbc) {
    this.context = context;
    this.jdbc = jdbc;
    this.journeys = new JourneyCheck(sensitiveServices(context));
  }

  /** The shipped value set of services whose mere name tells too much. */
  public static SensitiveServices sensitiveServices(FhirContext context) {
    Map<String, String> displays = new HashMap<>();
    for (MetadataResource shipped : ConformanceLoader.shipped(context)) {
      if (ValueSets.SENSITIVE_SERVICES.equals(shipped.getUrl())) {
        ((ValueSet) shipped)
            .getCompose()
            .getInclude()
            .forEach(
                include ->
                    include
                        .getConcept()
                        .forEach(
                            concept ->
                                displays.put(
                                    include.getSystem() + "|" + concept.getCode(),
                                    String.valueOf(concept.getDisplay()))));
      }
    }
    return new SensitiveServices(Map.copyOf(displays));
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_CREATED)
  public void creating(IBaseResource resource, RequestDetails request) {
    if (request instanceof ServletRequestDetails) {
      check(resource, request);
    }
  }

  @Hook(Pointcut.STORAGE_PRESTORAGE_RESOURCE_UPDATED)
  public void updating(IBaseResource before, IBaseResource resource, RequestDetails request) {
    if (!(request instanceof ServletRequestDetails)) {
      return;
    }
    if (isDefinition(resource)
        && before instanceof MetadataResource old
        && old.getStatus() == PublicationStatus.ACTIVE) {
      holdInForce(old, (MetadataResource) resource);
    }
    check(resource, request);
  }

  private static boolean isDefinition(IBaseResource resource) {
    return resource instanceof PlanDefinition || resource instanceof ActivityDefinition;
  }

  // In force, it may be retired, its review may be renewed, and another version may be drafted in
  // its place: those who are on it finish on it.
  private static void holdInForce(MetadataResource old, MetadataResource written) {
    boolean nextDraft =
        written.getStatus() == PublicationStatus.DRAFT
            && written.hasVersion()
            && !written.getVersion().equals(old.getVersion());
    if (nextDraft) {
      return;
    }
    if (written.getStatus() == PublicationStatus.DRAFT) {
      throw refusal(
          written,
          List.of(
              new Issue(
                  written.fhirType() + ".status",
                  "What is in force can only be retired; another version is a draft of its own")));
    }
    if (!withoutReview(old).equalsDeep(withoutReview(written))) {
      throw refusal(
          written,
          List.of(
              new Issue(
                  written.fhirType(),
                  "What is in force is not edited in place: write it with another version, as a"
                      + " draft")));
    }
  }

  private static MetadataResource withoutReview(MetadataResource resource) {
    MetadataResource copy = (MetadataResource) resource.copy();
    copy.setMeta(new Meta());
    copy.setStatus(null);
    copy.setDate(null);
    copy.setId("definition");
    if (copy instanceof PlanDefinition plan) {
      plan.setText(null);
      plan.setLastReviewDate(null);
      plan.setApprovalDate(null);
      plan.setReviewer(null);
    } else if (copy instanceof ActivityDefinition template) {
      template.setText(null);
      template.setLastReviewDate(null);
      template.setApprovalDate(null);
      template.setReviewer(null);
    }
    return copy;
  }

  private void check(IBaseResource resource, RequestDetails request) {
    List<Issue> issues = List.of();
    if (resource instanceof PlanDefinition plan && plan.getStatus() == PublicationStatus.ACTIVE) {
      issues = new ArrayList<>(journeys.check(plan, lookup(request)));
      twin(plan, request).ifPresent(issues::add);
    } else if (resource instanceof ActivityDefinition template
        && template.getStatus() == PublicationStatus.ACTIVE) {
      issues = new ArrayList<>(TemplateCheck.check(template));
      twin(template, request).ifPresent(issues::add);
    }
    if (!issues.isEmpty()) {
      throw refusal((MetadataResource) resource, issues);
    }
  }

  /**
   * What would keep a journey or a template from being in force, whatever its status is now.
   * Changes nothing.
   *
   * @param templates drafts that are to be in force with it
   */
  List<Issue> issues(MetadataResource definition, List<ActivityDefinition> templates) {
    if (definition instanceof ActivityDefinition template) {
      return TemplateCheck.check(template);
    }
    Map<String, ActivityDefinition> drafts =
        byCanonical(
            templates.stream()
                .map(draft -> draft.copy().setStatus(PublicationStatus.ACTIVE))
                .toList());
    List<Issue> issues =
        new ArrayList<>(
            journeys.check(
                (PlanDefinition) definition,
                canonical ->
                    Optional.ofNullable(drafts.get(canonical)).or(() -> inForce(canonical))));
    if (definition.hasUrl() && definition.hasVersion()) {
      other(definition).ifPresent(words -> issues.add(new Issue("PlanDefinition.version", words)));
    }
    return issues;
  }

  // Which of two would hold, nobody could say. The lock lasts as long as the transaction, so that
  // of two who write at once the second sees the first.
  private Optional<Issue> twin(MetadataResource written, RequestDetails request) {
    if (!written.hasUrl() || !written.hasVersion()) {
      return Optional.empty();
    }
    String canonical = written.fhirType() + " " + written.getUrl() + "|" + written.getVersion();
    jdbc.sql("select pg_advisory_xact_lock(hashtextextended(?, 0))")
        .param("definition " + canonical)
        .query(row -> {});
    boolean together =
        !request
            .getUserData()
            .computeIfAbsent(TOGETHER + " " + canonical, key -> written)
            .equals(written);
    return other(written)
        .or(
            () ->
                together
                    ? Optional.of("Another in this transaction has this url and version")
                    : Optional.empty())
        .map(words -> new Issue(written.fhirType() + ".version", words));
  }

  private Optional<String> other(MetadataResource written) {
    return jdbc.sql(
            """
            select id from rapport.definition_facts
            where kind = :kind and url = :url and business_version = :version
              and status = :active and id <> :id limit 1""")
        .param("kind", written.fhirType())
        .param("url", written.getUrl())
        .param("version", written.getVersion())
        .param("active", PublicationStatus.ACTIVE.toCode())
        .param("id", written.getIdElement().hasIdPart() ? written.getIdElement().getIdPart() : "")
        .query(String.class)
        .optional()
        .map(other -> written.fhirType() + "/" + other + " is in force with this url and version");
  }

  /** Keeps the templates of a transaction at hand for the journeys in it. */
  @Hook(Pointcut.STORAGE_TRANSACTION_PROCESSING)
  public void transaction(IBaseBundle transaction, RequestDetails request) {
    Map<String, ActivityDefinition> together =
        byCanonical(
            ((Bundle) transaction)
                .getEntry().stream()
                    .map(Bundle.BundleEntryComponent::getResource)
                    .filter(ActivityDefinition.class::isInstance)
                    .map(ActivityDefinition.class::cast)
                    .toList());
    if (!together.isEmpty()) {
      request.getUserData().put(TOGETHER, together);
    }
  }

  private static Map<String, ActivityDefinition> byCanonical(List<ActivityDefinition> templates) {
    Map<String, ActivityDefinition> byCanonical = new HashMap<>();
    for (ActivityDefinition template : templates) {
      if (template.hasUrl()) {
        byCanonical.put(template.getUrl(), template);
        byCanonical.put(template.getUrl() + "|" + template.getVersion(), template);
      }
    }
    return byCanonical;
  }

  @SuppressWarnings("unchecked")
  private Lookup lookup(RequestDetails request) {
    Map<String, ActivityDefinition> together =
        (Map<String, ActivityDefinition>) request.getUserData().getOrDefault(TOGETHER, Map.of());
    return canonical -> Optional.ofNullable(together.get(canonical)).or(() -> inForce(canonical));
  }

  private Optional<ActivityDefinition> inForce(String canonical) {
    int bar = canonical.indexOf('|');
    String url = bar < 0 ? canonical : canonical.substring(0, bar);
    String version = bar < 0 ? null : canonical.substring(bar + 1);
    return jdbc.sql(
            """
            select body from rapport.definition_facts
            where kind = 'ActivityDefinition' and url = :url and status = 'active'
              and (:version::text is null or business_version = :version)
            order by version desc limit 1""")
        .param("url", url)
        .param("version", version)
        .query(String.class)
        .optional()
        .map(body -> context.newJsonParser().parseResource(ActivityDefinition.class, body));
  }

  private static UnprocessableEntityException refusal(
      MetadataResource resource, List<Issue> issues) {
    return new UnprocessableEntityException(
        "The " + resource.fhirType() + " cannot be in force like this", outcome(issues));
  }

  /** Issues as they are told. */
  static OperationOutcome outcome(List<Issue> issues) {
    OperationOutcome outcome = new OperationOutcome();
    for (Issue issue : issues) {
      outcome
          .addIssue()
          .setSeverity(IssueSeverity.ERROR)
          .setCode(IssueType.BUSINESSRULE)
          .setDiagnostics(issue.message())
          .addExpression(issue.expression());
    }
    return outcome;
  }
}
