package org.rapport.server.identity;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.context.FhirContext;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.CarePlan;
import org.hl7.fhir.r4.model.Consent;
import org.hl7.fhir.r4.model.IdType;
import org.hl7.fhir.r4.model.Patient;
import org.hl7.fhir.r4.model.Provenance;
import org.hl7.fhir.r4.model.Resource;
import org.hl7.fhir.r4.model.Task;
import org.rapport.server.consent.ContactBook;
import org.rapport.server.consent.ContactBooks;
import org.rapport.server.consent.Decision;
import org.rapport.server.link.Links;
import org.rapport.server.store.OutreachTask;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.rapport.server.work.WorkItems;
import org.rapport.server.work.WorkQueue;
import org.rapport.terminology.Ref;
import org.rapport.terminology.TaskCode;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Makes two records again of what a merge made one, by the merge's journal and in one transaction.
 * A resource that nobody has touched since becomes what it was; one that was changed since keeps
 * its changes and points back; where that cannot be told, a person decides.
 */
@Component
public class UnmergePatients {
  private final PatientReferences stored;
  private final ContactBooks books;
  private final PatientLocks locks;
  private final WorkQueue work;
  private final WorkItems items;
  private final Links links;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final FhirContext context;
  private final Clock clock;

  UnmergePatients(
      PatientReferences stored,
      ContactBooks books,
      PatientLocks locks,
      WorkQueue work,
      WorkItems items,
      Links links,
      ResourceWriter writer,
      TransactionTemplate transaction,
      FhirContext context,
      Clock clock) {
    this.stored = stored;
    this.books = books;
    this.locks = locks;
    this.work = work;
    this.items = items;
    this.links = links;
    this.writer = writer;
    this.transaction = transaction;
    this.context = context;
    this.clock = clock;
  }

  /**
   * Unmerges. Done already: changes nothing.
   *
   * @param id of the record that was merged away, or of the one that took in no more than one
   * @return the record that was merged away, active again
   * @throws UnprocessableEntityException when there is nothing to undo, or not in this order
   */
  public Patient unmerge(String id, String agent) {
    return transaction.execute(
        status -> {
          MergeJournal journal = journal(stored.patient(id));
          locks.lock(List.of(journal.source(), journal.target()));
          Patient source = stored.patient(journal.source());
          if (!journal.target().equals(MergedRecord.replacedBy(source))) {
            return source;
          }
          if (MergedRecord.replacedBy(stored.patient(journal.target())) != null) {
            throw new UnprocessableEntityException(
                "Patient/" + journal.target() + " was merged itself since: unmerge that first");
          }
          undo(journal, agent);
          return stored.patient(journal.source());
        });
  }

  private MergeJournal journal(Patient patient) {
    String id = patient.getIdElement().getIdPart();
    List<String> replaced = MergedRecord.replaced(patient);
    String source = id;
    if (MergedRecord.replacedBy(patient) == null && !replaced.isEmpty()) {
      if (replaced.size() > 1) {
        throw new UnprocessableEntityException(
            "Patient/" + id + " took in several: ask for the one that was merged away");
      }
      source = replaced.get(0);
    }
    return stored
        .read(new IdType("Provenance", MergeJournal.id(source)))
        .map(provenance -> MergeJournal.read((Provenance) provenance))
        .orElseThrow(
            () -> new UnprocessableEntityException("Patient/" + id + " was not merged here"));
  }

  private void undo(MergeJournal journal, String agent) {
    Instant now = clock.instant();
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    Map<String, String> back = new HashMap<>();
    back.put("Patient/" + journal.target(), "Patient/" + journal.source());
    Map<String, CarePlan> copies = copies(journal);
    copies.forEach(
        (reference, plan) -> back.put(reference, plan.getReplacesFirstRep().getReference()));
    Repointing pointing = new Repointing(context, back);
    Set<String> restored = new HashSet<>();
    Patient sourceBefore = (Patient) before(journal, "Patient/" + journal.source());

    for (IdType id : journal.changed()) {
      Resource current = stored.read(id.toVersionless()).orElse(null);
      Resource before = stored.read(id).orElse(null);
      if (current != null && before != null) {
        put(bundle, restore(bundle, journal, current, before, sourceBefore, pointing));
        restored.add(id.toVersionless().getValue());
      }
    }
    for (IdType id : journal.made()) {
      if ("Consent".equals(id.getResourceType())) {
        stored
            .read(id)
            .ifPresent(
                consent ->
                    put(bundle, ((Consent) consent).setStatus(Consent.ConsentState.INACTIVE)));
      }
    }
    copies.forEach(
        (reference, plan) -> {
          later(bundle, plan, pointing, restored);
          if (!restored.contains(reference)) {
            put(bundle, MergedEnrolments.end(plan.copy(), now));
          }
        });
    MergeConsents.denials(
            journal.source(), List.of(since(journal)), now, "unmerge " + journal.source())
        .forEach(consent -> put(bundle, consent));
    put(bundle, journal.undone(now, agent));
    writer.write(bundle);
    notCancelled(journal, restored);
    links.pointBack(journal.target(), journal.source());
    for (String patient : List.of(journal.source(), journal.target())) {
      work.change(patient, "Patient/" + patient);
    }
    back.values().stream()
        .filter(reference -> Ref.is("CarePlan", reference))
        .forEach(plan -> work.change(journal.source(), plan));
    copies.keySet().forEach(plan -> work.change(journal.target(), plan));
  }

  private Resource restore(
      Bundle bundle,
      MergeJournal journal,
      Resource current,
      Resource before,
      Patient sourceBefore,
      Repointing pointing) {
    long version = before.getIdElement().getVersionIdPartAsLong();
    if (current.getIdElement().getVersionIdPartAsLong() == version + 1) {
      return before;
    }
    if (current instanceof Patient patient) {
      if (patient.getIdElement().getIdPart().equals(journal.source())) {
        Patient next = patient.copy();
        next.setActiveElement(sourceBefore.getActiveElement());
        next.setLink(sourceBefore.getLink());
        return next;
      }
      return MergedRecord.without(patient, (Patient) before, sourceBefore);
    }
    if (current instanceof CarePlan plan
        && before instanceof CarePlan then
        && MergedEnrolments.key(before, journal.source()).isPresent()) {
      CarePlan next = plan.copy();
      next.setStatus(then.getStatus());
      next.setPeriod(then.getPeriod());
      return next;
    }
    Resource next = current.copy();
    if (pointing.mentions(before, "Patient/" + journal.target())) {
      // Both were in it, and it has changed since: which of them a line is about, nobody can tell.
      put(bundle, question(journal, current));
      return next;
    }
    pointing.apply(next);
    return next;
  }

  private Resource before(MergeJournal journal, String reference) {
    return journal.changed().stream()
        .filter(id -> id.toVersionless().getValue().equals(reference))
        .findFirst()
        .flatMap(stored::read)
        .orElseThrow(
            () -> new UnprocessableEntityException("The journal of the merge has no " + reference));
  }

  /** The CarePlans by which the target went on with the source's journeys. */
  private Map<String, CarePlan> copies(MergeJournal journal) {
    Map<String, CarePlan> copies = new HashMap<>();
    List<IdType> all = new ArrayList<>(journal.made());
    all.addAll(journal.changed());
    for (IdType id : all) {
      if ("CarePlan".equals(id.getResourceType())) {
        stored
            .read(id.toVersionless())
            .map(CarePlan.class::cast)
            .filter(CarePlan::hasReplaces)
            .filter(plan -> MergedEnrolments.key(plan, journal.target()).isPresent())
            .ifPresent(plan -> copies.put(id.toVersionless().getValue(), plan));
      }
    }
    return copies;
  }

  // What was planned on the source's journeys since.
  private void later(Bundle bundle, CarePlan plan, Repointing pointing, Set<String> restored) {
    for (Resource resource : stored.to("CarePlan", plan.getIdElement().getIdPart())) {
      String reference = resource.fhirType() + "/" + resource.getIdElement().getIdPart();
      if (!restored.contains(reference) && !(resource instanceof CarePlan)) {
        Resource next = resource.copy();
        pointing.apply(next);
        put(bundle, next);
        restored.add(reference);
      }
    }
  }

  // What the one person has denied since, nobody knows as which of the two: it holds for both.
  private List<Decision> since(MergeJournal journal) {
    return books
        .load(List.of(journal.target()))
        .getOrDefault(journal.target(), ContactBook.EMPTY)
        .decisions()
        .stream()
        .filter(decision -> decision.decidedAt().isAfter(journal.at()))
        .toList();
  }

  private Task question(MergeJournal journal, Resource about) {
    String reference = about.fhirType() + "/" + about.getIdElement().getIdPart();
    return OutreachTask.becauseOf(
            "unmerge " + journal.source() + " " + journal.at() + reference,
            TaskCode.RESOLVE_IDENTITY,
            clock.instant())
        .saying(
            "A merge was undone. Both people were in this record, and it has changed since: please"
                + " put each in the right place.")
        .patient(journal.source())
        .focus(reference)
        .task();
  }

  // A visit that goes back to whose it is was not called off for the other, who is to hear nothing
  // of it. What was planned for them about it ends by their CarePlan.
  private void notCancelled(MergeJournal journal, Set<String> restored) {
    items.withdrawForeignVisits(journal.target(), restored);
  }
}
