package org.rapport.server.identity;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Resource;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.link.Links;
import org.rapport.server.outreach.outcome.Attempts;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes two records of one person one, in one transaction: everything that refers to the source
 * then refers to the target, what either has denied is denied, and nothing that was planned goes
 * out twice. Idempotent: a second call finds it done.
 */
@Component
public class MergePatients {
  private final PatientReferences stored;
  private final MergedEnrolments enrolments;
  private final ContactBooks books;
  private final PatientLocks locks;
  private final WorkQueue work;
  private final WorkItems items;
  private final Attempts attempts;
  private final Links links;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final FhirContext context;
  private final Clock clock;

  MergePatients(
      PatientReferences stored,
      MergedEnrolments enrolments,
      ContactBooks books,
      PatientLocks locks,
      WorkQueue work,
      WorkItems items,
      Attempts attempts,
      Links links,
      ResourceWriter writer,
      TransactionTemplate transaction,
      FhirContext context,
      Clock clock) {
    this.stored = stored;
    this.enrolments = enrolments;
    this.books = books;
    this.locks = locks;
    this.work = work;
    this.items = items;
    this.attempts = attempts;
    this.links = links;
    this.writer = writer;
    this.transaction = transaction;
    this.context = context;
    this.clock = clock;
  }

  /**
   * What came of it.
   *
   * @param target as it is now, or would be
   * @param changed how many resources were changed, or would be
   */
  public record Result(Patient target, int changed) {}

  /**
   * Merges.
   *
   * @param preview writes nothing
   * @param agent who asked for it
   * @throws ResourceNotFoundException when one of them is not there
   * @throws UnprocessableEntityException when they cannot be merged
   */
  public Result merge(String sourceId, String targetId, boolean preview, String agent) {
    return transaction.execute(
        status -> {
          locks.lock(List.of(sourceId, targetId));
          Patient source = stored.patient(sourceId);
          Patient target = stored.patient(targetId);
          if (targetId.equals(MergedRecord.replacedBy(source))) {
            return new Result(target, 0);
          }
          check(source, target);
          return merge(source, target, preview, agent);
        });
  }

  private static void check(Patient source, Patient target) {
    String other = MergedRecord.replacedBy(source);
    if (other != null) {
      throw new UnprocessableEntityException(
          "source-patient has been merged already, into Patient/" + other);
    }
    other = MergedRecord.replacedBy(target);
    if (other != null) {
      throw new UnprocessableEntityException(
          "target-patient has been merged itself, into Patient/" + other);
    }
    if (Boolean.FALSE.equals(target.getActiveElement().getValue())) {
      throw new UnprocessableEntityException("target-patient should be active");
    }
  }

  private Result merge(Patient source, Patient target, boolean preview, String agent) {
    String from = source.getIdElement().getIdPart();
    String to = target.getIdElement().getIdPart();
    Instant now = clock.instant();
    MergeJournal journal = MergeJournal.begin(from, to, now);
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);

    journal.change(source);
    put(bundle, MergedRecord.source(source, to));
    journal.change(target);
    Patient merged = MergedRecord.target(target, source);
    put(bundle, merged);
    repoint(bundle, journal, stored.to("Patient", from));
    consents(bundle, journal);
    put(bundle, journal.provenance(agent));
    if (!preview) {
      writer.write(bundle);
      unsent(from, to);
      journal.made().stream()
          .filter(id -> "CarePlan".equals(id.getResourceType()))
          .forEach(id -> work.change(to, id.getValue()));
      work.change(to, "Patient/" + to);
      work.change(from, "Patient/" + from);
      merged = stored.patient(to);
    }
    return new Result(merged, journal.changed().size());
  }

  private void repoint(Bundle bundle, MergeJournal journal, List<Resource> referring) {
    Map<String, String> references = new HashMap<>();
    references.put("Patient/" + journal.source(), "Patient/" + journal.target());
    Repointing patients = new Repointing(context, Map.copyOf(references));
    Map<String, String> moved = enrolments.move(bundle, journal, referring, patients);
    references.putAll(moved);
    Repointing everything = new Repointing(context, references);
    List<String> plans = new ArrayList<>();
    List<Resource> others = new ArrayList<>();
    for (Resource resource : referring) {
      if (MergedEnrolments.key(resource, journal.source()).isPresent()) {
        plans.add("CarePlan/" + resource.getIdElement().getIdPart());
      } else {
        others.add(resource);
      }
    }
    for (Resource resource : others) {
      Resource next = resource.copy();
      if (everything.apply(next)) {
        MergedEnrolments.revokeDoubled(next, moved, plans);
        journal.change(resource);
        put(bundle, next);
      }
    }
  }

  private void consents(Bundle bundle, MergeJournal journal) {
    Map<String, ContactBook> both = books.load(List.of(journal.source(), journal.target()));
    MergeConsents.denials(
            journal.target(),
            both.values().stream().map(ContactBook::decisions).toList(),
            journal.at(),
            "merge " + journal.source())
        .forEach(
            consent -> {
              journal.make(consent);
              put(bundle, consent);
            });
  }

  // What is under way for the source and in no resource: links that were sent, attempts in a
  // provider's hands, and their work. A release that has not begun is stale and judged anew.
  private void unsent(String from, String to) {
    links.repoint(from, to);
    attempts.repoint(from, to);
    items.repoint(from, to);
  }
}
