package org.rapport.server.rights;

import java.util.Collection;
import java.util.List;
import java.util.Set;
import org.rapport.server.store.PersonalRows;
import org.rapport.terminology.Ref;
import org.springframework.stereotype.Component;

/**
 * What no resource holds of a person who is erased: rows of our own tables, each of which its owner
 * removes. In the caller's transaction.
 */
@Component
class ErasedRows {
  private final List<PersonalRows> owners;

  ErasedRows(List<PersonalRows> owners) {
    this.owners = owners;
  }

  /**
   * Deletes them.
   *
   * @param persons ids of Patients
   * @param gone relative references of what is deleted with them
   */
  void delete(Set<String> persons, Collection<String> gone) {
    List<String> requests = Ref.ids("CommunicationRequest", gone);
    owners.forEach(owner -> owner.forget(persons, requests));
  }
}
