package org.rapport.server.rights;

import static org.rapport.server.store.TransactionEntries.put;

import ca.uhn.fhir.jpa.api.dao.DaoRegistry;
import ca.uhn.fhir.rest.api.server.SystemRequestDetails;
import ca.uhn.fhir.rest.server.exceptions.ResourceGoneException;
import ca.uhn.fhir.rest.server.exceptions.ResourceNotFoundException;
import ca.uhn.fhir.rest.server.exceptions.ResourceVersionConflictException;
import ca.uhn.fhir.rest.server.exceptions.UnprocessableEntityException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.hl7.fhir.r4.model.Bundle;
import org.hl7.fhir.r4.model.IdType;
import org.rapport.server.store.PatientLocks;
import org.rapport.server.store.ResourceWriter;
import org.springframework.dao.ConcurrencyFailureException;
import org.springframework.retry.support.RetryTemplate;
import org.springframework.stereotype.Component;
import org.springframework.transaction.support.TransactionTemplate;

/**
 * Forgets a person (GDPR art. 17), with every record that was merged into theirs: what is about
 * them alone is deleted, what is about others too no longer names them, and both lose their history
 * ({@link Expunging}). What is kept is a keyed hash of each address, which goes on suppressing. It
 * is silent from the first transaction on; each deletion is one of its own with the person last, so
 * that repeating it after a crash goes on, and after the end finds nobody.
 */
@Component
class ErasePatient {
  private final DaoRegistry daos;
  private final PersonRecords records;
  private final SilencedAddresses silenced;
  private final Expunging expunging;
  private final PatientLocks locks;
  private final ResourceWriter writer;
  private final TransactionTemplate transaction;
  private final ErasedRows rows;
  private final UnreadableResources unreadable;

  /**
   * A worker that has claimed something of the person waits for us while we wait for it: the
   * database ends one of the two, and it may be us.
   */
  private final RetryTemplate again =
      RetryTemplate.builder()
          .maxAttempts(5)
          .exponentialBackoff(50, 2, 1000)
          .retryOn(ConcurrencyFailureException.class)
          .retryOn(ResourceVersionConflictException.class)
          .build();

  ErasePatient(
      DaoRegistry daos,
      PersonRecords records,
      SilencedAddresses silenced,
      Expunging expunging,
      PatientLocks locks,
      ResourceWriter writer,
      TransactionTemplate transaction,
      ErasedRows rows,
      UnreadableResources unreadable) {
    this.daos = daos;
    this.records = records;
    this.silenced = silenced;
    this.expunging = expunging;
    this.locks = locks;
    this.writer = writer;
    this.transaction = transaction;
    this.rows = rows;
    this.unreadable = unreadable;
  }

  /**
   * How many resources are gone, how many no longer name the person, how many hashes are kept.
   *
   * @param perhaps ids of records that may be the same person's, which somebody has to decide
   */
  record Erased(int deleted, int changed, int suppressed, List<String> perhaps) {}

  /**
   * Erases.
   *
   * @throws ResourceNotFoundException when there is no such patient
   * @throws UnprocessableEntityException when the record was merged into another
   */
  Erased run(String id) {
    transaction.executeWithoutResult(status -> unreadable.replace(id));
    PersonRecords.Found found = transaction.execute(status -> records.find(id));
    int suppressed = again.execute(attempt -> transaction.execute(status -> silence(found)));
    // Referrers before what they refer to, the person last: who comes back finds what is left.
    List<String> gone = new ArrayList<>(found.gone().keySet());
    Collections.reverse(gone);
    for (String reference : gone) {
      again.execute(
          attempt ->
              transaction.execute(
                  status -> {
                    // What follows from one may be planned while the next goes: one after the
                    // other.
                    locks.lock(found.persons());
                    delete(reference);
                    return null;
                  }));
    }
    // Once for what is deleted, and once more when the index has heard of it.
    while (expunging.runOnce() > 0) {
      // The next turn.
    }
    return new Erased(gone.size(), found.changed().size(), suppressed, found.perhaps());
  }

  /**
   * What an erasure would do, counted by type.
   *
   * @param persons how many records are the person's
   */
  record Preview(
      int persons,
      Map<String, Integer> deleted,
      Map<String, Integer> changed,
      List<String> perhaps) {}

  /**
   * Looks what {@link #run} would do, and leaves all as it is. Fails as that does.
   *
   * @throws ResourceNotFoundException when there is no such patient
   * @throws UnprocessableEntityException when the record was merged into another
   */
  Preview preview(String id) {
    return transaction.execute(
        status -> {
          // What no parser can read is looked at as an erasure leaves it, and then taken back.
          status.setRollbackOnly();
          unreadable.replace(id);
          PersonRecords.Found found = records.find(id);
          return new Preview(
              found.persons().size(),
              counted(found.gone().keySet()),
              counted(found.changed().keySet()),
              found.perhaps());
        });
  }

  private static Map<String, Integer> counted(Collection<String> references) {
    Map<String, Integer> counted = new TreeMap<>();
    PersonRecords.byType(references).forEach((type, ids) -> counted.put(type, ids.size()));
    return counted;
  }

  // Nothing more goes out; what is about others too no longer names the person.
  private int silence(PersonRecords.Found found) {
    locks.lock(found.persons());
    int suppressed = silenced.keep(found.persons());
    Bundle bundle = new Bundle().setType(Bundle.BundleType.TRANSACTION);
    found.changed().values().forEach(resource -> put(bundle, resource));
    writer.write(bundle);
    expunging.add(found.changed().keySet());
    rows.delete(found.persons(), found.gone().keySet());
    silenced.taken(found.gone().keySet());
    return suppressed;
  }

  // One at a time: the store cannot delete resources that refer to each other in one session.
  private void delete(String reference) {
    IdType id = new IdType(reference);
    try {
      daos.getResourceDao(id.getResourceType()).delete(id, new SystemRequestDetails());
    } catch (ResourceNotFoundException | ResourceGoneException gone) {
      // It went by itself meanwhile; its history still has to go.
    }
    expunging.add(List.of(reference));
    if (id.getResourceType().equals("Patient")) {
      rows.delete(Set.of(id.getIdPart()), List.of());
    }
  }
}
